import * as vscode from 'vscode';
import { formatCompactCount, formatCount, printable } from '../../core/format.js';
import type { DefinitionFile, Host, StoredRun } from '../host.js';
import { runFigures } from '../views/resultText.js';
import { withoutIcons } from './statusText.js';

type PickHost = Pick<Host, 'definitions' | 'runs'>;

/** A definition to choose, or something else to do. */
export interface DefinitionItem extends vscode.QuickPickItem {
  readonly file?: DefinitionFile;
}

export interface PickDefinitionOptions {
  readonly title: string;
  readonly placeHolder: string;
  readonly kind: 'model' | 'comparison';
  /** Address of the one that is chosen at first. */
  readonly preselected?: string | undefined;
  /** What can be done instead, below the definitions. */
  readonly others?: readonly DefinitionItem[];
}

/**
 * Has a person choose among the definitions of the workspace and those that are shipped, with their cost and last result.
 * The list is open at once, and filled when the definitions are known. Undefined when nothing is chosen.
 */
export async function pickDefinition(
  host: PickHost,
  options: PickDefinitionOptions,
): Promise<DefinitionItem | undefined> {
  const pick = vscode.window.createQuickPick<DefinitionItem>();
  try {
    pick.title = options.title;
    pick.placeholder = options.placeHolder;
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.busy = true;
    const chosen = new Promise<DefinitionItem | undefined>((resolve) => {
      pick.onDidAccept(() => resolve(pick.activeItems[0]));
      pick.onDidHide(() => resolve(undefined));
    });
    pick.show();
    pick.items = await definitionItems(host, options);
    pick.busy = false;
    const preselected = pick.items.find(({ file }) => file?.uri.toString() === options.preselected);
    if (preselected !== undefined) pick.activeItems = [preselected];
    return await chosen;
  } finally {
    pick.dispose();
  }
}

/** The definitions as items of a list, those of the workspace first. */
export async function definitionItems(
  { definitions, runs }: PickHost,
  { kind, others = [] }: Pick<PickDefinitionOptions, 'kind' | 'others'>,
): Promise<DefinitionItem[]> {
  const [own, shipped] = await Promise.all([definitions.list(), definitions.shipped()]);
  const itemsOf = (files: readonly DefinitionFile[]) =>
    files
      .filter((file) => file.kind === kind)
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map((file) => itemOf(file, runs.lastResultOf(file.uri.fsPath)));
  return [
    ...section(vscode.l10n.t('Workspace'), itemsOf(own)),
    ...section(vscode.l10n.t('Shipped with Model Bake-off'), itemsOf(shipped)),
    ...section('', others),
  ];
}

function section(label: string, items: readonly DefinitionItem[]): DefinitionItem[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function itemOf(file: DefinitionFile, result: StoredRun | undefined): DefinitionItem {
  const { kind, name, cost, errorCount, isShipped, uri } = file;
  const place = isShipped ? [] : [printable(vscode.workspace.asRelativePath(uri))];
  const costs =
    cost === undefined
      ? []
      : [
          vscode.l10n.t('{0} parameters', formatCount(cost.parameterCount)),
          vscode.l10n.t('{0} MACs', formatCompactCount(cost.macs)),
        ];
  const errors =
    errorCount === 0
      ? []
      : [`$(error) ${errorCount === 1 ? vscode.l10n.t('1 error') : vscode.l10n.t('{0} errors', errorCount)}`];
  const figures = result === undefined ? undefined : runFigures(result, vscode.l10n).join(' · ');
  const last = figures === undefined ? vscode.l10n.t('Not trained yet') : vscode.l10n.t('Last result: {0}', figures);
  return {
    label: withoutIcons(printable(name)),
    description: [...costs, ...errors].join(' · '),
    detail: [...(kind === 'model' ? [last] : []), ...place.map(withoutIcons)].join(' · '),
    file,
  };
}
