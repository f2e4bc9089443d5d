import * as vscode from 'vscode';
import { formatCount, printable } from '../../core/format.js';
import type { Host } from '../host.js';
import { withoutIcons } from '../training/statusText.js';
import { type DatasetChoice, datasetChoices } from './datasetChoices.js';

export interface PickDatasetOptions {
  readonly title: string;
  readonly placeHolder: string;
}

/** Has a person choose a dataset: one with a name, one that runs were trained on, or a folder. Gives its id. */
export async function pickDataset(
  host: Pick<Host, 'service' | 'runs'>,
  options: PickDatasetOptions,
): Promise<string | undefined> {
  const browse = {
    label: `$(folder-opened) ${vscode.l10n.t('Folder with images in IDX files…')}`,
    choice: undefined,
  };
  const items = host.service
    .request('listDatasets', null)
    .then((listed) => [...datasetChoices(listed, host.runs.all).map(datasetItem), browse]);
  const chosen = await vscode.window.showQuickPick(items, { ...options, matchOnDetail: true });
  return chosen === browse ? pickFolder() : chosen?.choice?.id;
}

/** A dataset as an item of a list. */
export function datasetItem(choice: DatasetChoice): vscode.QuickPickItem & { readonly choice: DatasetChoice } {
  const { id, name, dataset } = choice;
  const description =
    dataset === undefined
      ? ''
      : vscode.l10n.t('{0} + {1} images', formatCount(dataset.trainCount), formatCount(dataset.testCount));
  return { label: withoutIcons(printable(name)), description, detail: withoutIcons(printable(id)), choice };
}

async function pickFolder(): Promise<string | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: vscode.l10n.t('Show images'),
    })) ?? [];
  return folder === undefined ? undefined : `idx:${folder.fsPath}`;
}
