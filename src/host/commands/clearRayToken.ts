import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { clusterAddress } from '../ray/clusterAddress.js';
import { RayTokens } from '../ray/rayTokens.js';

/** Forgets the token of the cluster that the settings name. */
export const clearRayTokenCommand: Command = {
  id: commandIds.clearRayToken,
  async run({ context, cluster }) {
    const address = await clusterAddress();
    if (address === undefined) return;
    await new RayTokens(context.secrets).forget(address);
    await cluster.tell();
    void vscode.window.showInformationMessage(vscode.l10n.t('The token of {0} is forgotten.', printable(address)));
  },
};
