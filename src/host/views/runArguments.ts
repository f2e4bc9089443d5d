import * as vscode from 'vscode';
import type { Host, StoredRun } from '../host.js';
import { pickRuns } from './pickRuns.js';

type RunHost = Pick<Host, 'runs' | 'resultsView' | 'log'>;

/**
 * The runs that a command is about. Its arguments may be a run's id or folder (as the page, links, lenses and the results
 * tree's elements are, or a group of seeds, which stands for all of them), then all that are selected, if that one is among them; without any, the tree's selection counts.
 * The disk is asked about a run that is not known, as it may be newer than what was told. What names no run is left out.
 */
export async function runsOf(host: RunHost, args: readonly unknown[]): Promise<StoredRun[]> {
  const { runs, resultsView } = host;
  const [clicked, selected] = args;
  const given =
    clicked === undefined
      ? resultsView.selection
      : Array.isArray(selected) && selected.includes(clicked)
        ? selected
        : Array.isArray(clicked)
          ? clicked
          : [clicked];
  const names = given
    .filter((name: unknown) => typeof name === 'string')
    .flatMap((name) => resultsView.foldersOf(name) ?? [name]);
  if (names.some((name) => runs.get(name) === undefined))
    await runs.refresh().catch((error) => host.log.warn(`The runs could not be listed anew: ${error}`));
  return [...new Set(names.flatMap((name) => runs.get(name) ?? []))];
}

/** As `runsOf`, but asks where that gives none. Undefined when the person wants none, or there is none to choose. */
export async function runsOrAsk(
  host: RunHost,
  args: readonly unknown[],
  question: { readonly placeHolder: string; readonly canPickMany: boolean; isOffered?(run: StoredRun): boolean },
): Promise<readonly StoredRun[] | undefined> {
  const found = await runsOf(host, args);
  if (found.length > 0) return found;
  if (typeof args[0] === 'string') {
    void vscode.window.showWarningMessage(vscode.l10n.t('There is no such run any more.'));
    return undefined;
  }
  const offered = host.runs.all.filter((run) => question.isOffered?.(run) ?? true);
  return pickRuns(offered, question);
}

/** As `runsOrAsk` about one run: with several given or selected, the first of them. */
export async function runOrAsk(
  host: RunHost,
  argument: unknown,
  question: { readonly placeHolder: string; isOffered?(run: StoredRun): boolean },
): Promise<StoredRun | undefined> {
  const found = await runsOrAsk(host, [argument], { ...question, canPickMany: false });
  return found?.[0];
}
