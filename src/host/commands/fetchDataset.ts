import * as vscode from 'vscode';
import { formatBytes, formatCount, printable } from '../../core/format.js';
import { confirm } from '../confirm.js';
import { type DatasetChoice, datasetChoices, isMissing } from '../datasets/datasetChoices.js';
import { datasetItem } from '../datasets/pickDataset.js';
import type { Command, Host } from '../host.js';
import { commandIds } from '../ids.js';
import { requireTrust } from '../trust.js';
import { withWork } from '../work/withWork.js';

/** Downloads the whole of a dataset that is not there, or of which only a sample is. */
export const fetchDatasetCommand: Command = {
  id: commandIds.fetchDataset,
  async run(host, argument) {
    if (!requireTrust()) return;
    const listed = datasetChoices(await host.service.request('listDatasets', null), []);
    const missing = listed.filter(isMissing);
    const chosen = typeof argument === 'string' ? listed.find(({ id }) => id === argument) : await chooseAmong(missing);
    if (chosen === undefined && (typeof argument === 'string' || missing.length > 0)) return;
    if (chosen === undefined || !missing.includes(chosen)) {
      const names = (chosen === undefined ? listed : [chosen]).map(({ name }) => printable(name)).join(', ');
      void vscode.window.showInformationMessage(vscode.l10n.t('{0}: the whole dataset is on this machine.', names));
      return;
    }
    if (await isWanted(chosen)) await fetchIt(host, chosen);
  },
};

/** One alone needs no list: it is asked about anyhow. */
async function chooseAmong(missing: readonly DatasetChoice[]): Promise<DatasetChoice | undefined> {
  if (missing.length < 2) return missing[0];
  const placeHolder = vscode.l10n.t('Dataset to download');
  return (await vscode.window.showQuickPick(missing.map(datasetItem), { placeHolder }))?.choice;
}

function isWanted({ id, downloadBytes }: DatasetChoice): Promise<boolean> {
  return confirm({
    message: vscode.l10n.t('Download the whole dataset {0}?', printable(id)),
    detail:
      downloadBytes === undefined
        ? vscode.l10n.t('It is kept in the user cache, for all workspaces.')
        : vscode.l10n.t('About {0}. It is kept in the user cache, for all workspaces.', formatBytes(downloadBytes)),
    action: vscode.l10n.t('Download'),
  });
}

async function fetchIt({ service, log }: Host, { id }: DatasetChoice): Promise<void> {
  const title = vscode.l10n.t('Downloading {0}', printable(id));
  const dataset = await withWork(title, (options) => service.request('fetchDataset', { id }, options));
  log.info(`${dataset.id} is in ${dataset.source.location}.`);
  const count = formatCount(dataset.trainCount + dataset.testCount);
  const message = vscode.l10n.t(
    '{0} is here: {1} images. Trainings use all of them from now on.',
    printable(dataset.name),
    count,
  );
  void vscode.window.showInformationMessage(message);
}
