import * as vscode from 'vscode';
import { pickDataset } from '../datasets/pickDataset.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';

/** Shows a dataset in the panel: samples of each class, their balance, the splits, duplicates; before any training too. */
export const showDatasetSamplesCommand: Command = {
  id: commandIds.showDatasetSamples,
  async run(host, argument) {
    const title = vscode.l10n.t('Show dataset samples');
    const placeHolder = vscode.l10n.t('Dataset to look at');
    const dataset = typeof argument === 'string' ? argument : await pickDataset(host, { title, placeHolder });
    if (dataset !== undefined) await host.panel.show({ view: 'data', dataset });
  },
};
