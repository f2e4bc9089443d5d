import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { sheetName } from '../datasets/datasetChoices.js';
import { pickDataset } from '../datasets/pickDataset.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { withWork } from '../work/withWork.js';

/** Shows samples of each class of a dataset as a picture, in an editor of VS Code's own. */
export const showDatasetSamplesCommand: Command = {
  id: commandIds.showDatasetSamples,
  async run(host, argument) {
    const title = vscode.l10n.t('Show dataset samples');
    const placeHolder = vscode.l10n.t('Dataset to look at');
    const id = typeof argument === 'string' ? argument : await pickDataset(host, { title, placeHolder });
    if (id === undefined) return;
    const { png } = await withWork(vscode.l10n.t('Reading images'), (options) =>
      host.service.request('datasetSheet', { id }, options),
    );
    const folder = vscode.Uri.joinPath(host.context.globalStorageUri, 'samples');
    const picture = vscode.Uri.joinPath(folder, sheetName(id, hashOf));
    await vscode.workspace.fs.createDirectory(folder);
    await vscode.workspace.fs.writeFile(picture, png);
    await vscode.commands.executeCommand('vscode.open', picture);
  },
};

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
