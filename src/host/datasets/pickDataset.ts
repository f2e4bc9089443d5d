import * as vscode from 'vscode';
import { formatBytes, formatCount, printable } from '../../core/format.js';
import type { Host } from '../host.js';
import { commandIds } from '../ids.js';
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
  const browse: DatasetItem = { label: `$(folder-opened) ${vscode.l10n.t('Folder with images…')}` };
  const items = host.service.request('listDatasets', null).then((listed): DatasetItem[] => {
    const choices = datasetChoices(listed, host.runs.all);
    const [here, elsewhere] = [choices.filter((one) => !isElsewhere(one)), choices.filter(isElsewhere)];
    const line = { label: vscode.l10n.t('not on this machine'), kind: vscode.QuickPickItemKind.Separator };
    return [...here.map(datasetItem), browse, ...(elsewhere.length === 0 ? [] : [line, ...elsewhere.map(datasetItem)])];
  });
  const chosen = await vscode.window.showQuickPick(items, { ...options, matchOnDetail: true });
  if (chosen === browse) return pickFolder();
  return chosen?.choice === undefined ? undefined : broughtHere(host, chosen.choice);
}

interface DatasetItem extends vscode.QuickPickItem {
  readonly choice?: DatasetChoice;
}

/** True for one that has to be downloaded before it can be looked at. */
function isElsewhere({ isFetchable, dataset }: DatasetChoice): boolean {
  return isFetchable && dataset === undefined;
}

/** The id of a dataset that is there, downloaded first where that is to be done and wanted. */
async function broughtHere({ service }: Pick<Host, 'service'>, choice: DatasetChoice): Promise<string | undefined> {
  const { id } = choice;
  if (!isElsewhere(choice)) return id;
  await vscode.commands.executeCommand(commandIds.fetchDataset, id);
  const isThere = service.request('describeDataset', { id }).then(
    () => true,
    () => false,
  );
  return (await isThere) ? id : undefined;
}

/** A dataset as an item of a list. */
export function datasetItem(choice: DatasetChoice): vscode.QuickPickItem & { readonly choice: DatasetChoice } {
  const { id, name, dataset, downloadBytes } = choice;
  const description =
    dataset === undefined
      ? downloadBytes === undefined
        ? ''
        : formatBytes(downloadBytes)
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
  // What is in it the service finds out.
  return folder?.fsPath;
}
