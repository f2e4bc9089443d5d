import * as vscode from 'vscode';
import { settingIds } from '../ids.js';
import { trainingSettings } from '../settings.js';

/** The address of the cluster in the settings; where there is none, says so, with a way to them. */
export async function clusterAddress(): Promise<string | undefined> {
  const { rayAddress } = trainingSettings();
  if (rayAddress !== '') return rayAddress;
  const open = vscode.l10n.t('Open Settings');
  const message = vscode.l10n.t('There is no address of a Ray cluster in the settings.');
  if ((await vscode.window.showWarningMessage(message, open)) === open) await openAddressSetting();
  return undefined;
}

/**
 * Shows the setting of the address. It is a machine's own: in a window on another machine, where it does not count for the
 * user's settings, among those of that machine.
 */
export async function openAddressSetting(): Promise<void> {
  const query = `@id:${settingIds.rayAddress}`;
  const isRemote = vscode.env.remoteName !== undefined;
  await vscode.commands.executeCommand(`workbench.action.open${isRemote ? 'Remote' : ''}Settings`, { query });
}
