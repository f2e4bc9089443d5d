import * as vscode from 'vscode';
import { formatCount, printable } from '../../core/format.js';
import { pickDataset } from '../datasets/pickDataset.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { withWork } from '../work/withWork.js';

/** Looks for images of a dataset that are there twice, exactly or nearly, and shows the dataset; labels are the command line's. */
export const checkDatasetCommand: Command = {
  id: commandIds.checkDataset,
  async run(host, argument) {
    const title = vscode.l10n.t('Check data set');
    const placeHolder = vscode.l10n.t('Dataset to look through');
    const dataset = typeof argument === 'string' ? argument : await pickDataset(host, { title, placeHolder });
    if (dataset === undefined) return;
    const root = host.runs.rootFor(undefined).root;
    const baseFolder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    const from = { dataset, ...(baseFolder === undefined ? {} : { baseFolder }) };
    const found = await withWork(vscode.l10n.t('Checking {0}', printable(dataset)), (options) =>
      host.service.request('checkDataset', { root, from }, options),
    );
    host.panel.doubtsChanged();
    await host.panel.show({ view: 'data', dataset, section: 'doubts' });
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        '{0}: leaks {1}, repeated images {2}, near leaks {3}, nearly repeated pairs {4}. The Data view shows them under Images in doubt.',
        printable(found.name),
        formatCount(found.leaks),
        formatCount(found.repeated),
        formatCount(found.nearLeaks),
        formatCount(found.nearRepeated),
      ),
    );
  },
};
