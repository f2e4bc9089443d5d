import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { Host } from '../host.js';
import { commandIds } from '../ids.js';

const told = new Set<string>();

/** Says, once in a window, that only a sample of a dataset is there and is used, and offers the whole. Never rejects. */
export async function noteSample({ service, log }: Pick<Host, 'service' | 'log'>, dataset: string): Promise<void> {
  if (told.has(dataset)) return;
  try {
    const { dataset: described } = await service.request('describeDataset', { id: dataset });
    if (!described.source.isSample || told.has(dataset)) return;
    told.add(dataset);
    const download = vscode.l10n.t('Download');
    const message = vscode.l10n.t(
      'Only a sample of the images is on this machine, and it is used: {0}. Figures of the full set are better.',
      printable(described.name),
    );
    const choice = await vscode.window.showInformationMessage(message, download);
    if (choice === download) await vscode.commands.executeCommand(commandIds.fetchDataset, dataset);
  } catch (error) {
    // The training itself says so where its images cannot be had.
    log.warn(`${dataset} could not be described: ${error}`);
  }
}
