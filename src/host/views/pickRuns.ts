import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { StoredRun } from '../host.js';
import { runName, withoutIcons } from '../training/statusText.js';
import { momentOf, runFigures } from './resultText.js';
import { timeOf } from './timeOf.js';

/** Has a person choose among runs, with their figures beside the names. Undefined when nothing is chosen. */
export async function pickRuns(
  runs: readonly StoredRun[],
  { placeHolder, canPickMany, picked }: PickRunsOptions,
): Promise<readonly StoredRun[] | undefined> {
  if (runs.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no run to choose yet.'));
    return undefined;
  }
  const now = Date.now();
  const items = runs.map((run) => ({
    label: withoutIcons(runName(run)),
    description: runFigures(run, vscode.l10n).join(' · '),
    detail: [
      ...(run.label === undefined ? [] : [nameFrom(run.modelName ?? '')]),
      ...(run.seed === undefined ? [] : [vscode.l10n.t('seed {0}', run.seed)]),
      nameFrom(run.dataset?.name ?? ''),
      momentOf(timeOf(run), now, vscode.l10n),
    ]
      .filter((part) => part !== '')
      .join(' · '),
    picked: picked?.has(run.runId) === true,
    run,
  }));
  const options = { placeHolder, matchOnDescription: true, matchOnDetail: true };
  const chosen = canPickMany
    ? await vscode.window.showQuickPick(items, { ...options, canPickMany: true })
    : [await vscode.window.showQuickPick(items, options)].flatMap((item) => item ?? []);
  return chosen === undefined || chosen.length === 0 ? undefined : chosen.map(({ run }) => run);
}

export interface PickRunsOptions {
  readonly placeHolder: string;
  readonly canPickMany: boolean;
  /** Ids of those that are ticked at first. */
  readonly picked?: ReadonlySet<string>;
}

/** A name from a file: shown as it is, also where it reads like an icon, such as `$(x)`. */
function nameFrom(name: string): string {
  return withoutIcons(printable(name));
}
