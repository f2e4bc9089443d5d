import * as vscode from 'vscode';
import type { Command, Host, StoredRun } from '../host.js';
import { commandIds } from '../ids.js';
import { pickRuns } from '../views/pickRuns.js';
import { runsOf } from '../views/runArguments.js';

/**
 * Compares runs in the panel: those selected in the tree; of one, or one group of seeds, with those that are ticked; else
 * those that are ticked.
 * Where that makes fewer than two, it asks.
 */
export const compareSelectedCommand: Command = {
  id: commandIds.compareSelected,
  async run(host, ...args) {
    const runIds = await wanted(host, args.length === 0 ? [] : await runsOf(host, args), isOneLine(args));
    if (runIds === undefined) return;
    await host.compareSet.set(runIds);
    await host.panel.show({ runIds, view: 'overview' });
  },
};

/** Only what was clicked is meant, not several lines that are selected. */
function isOneLine([clicked, selected]: readonly unknown[]): boolean {
  return typeof clicked === 'string' && !(Array.isArray(selected) && selected.length > 1 && selected.includes(clicked));
}

async function wanted(
  { runs, compareSet }: Host,
  selected: readonly StoredRun[],
  isOne: boolean,
): Promise<string[] | undefined> {
  const own = selected.map(({ runId }) => runId);
  const compared = compareSet.runIds.filter((runId) => runs.get(runId) !== undefined);
  const all = own.length > 1 && !isOne ? own : [...new Set([...compared, ...own])];
  if (all.length > 1) return all;
  const chosen = await pickRuns(runs.all, {
    placeHolder: vscode.l10n.t('Runs to compare, two or more'),
    canPickMany: true,
    picked: new Set(all),
  });
  return chosen?.map(({ runId }) => runId);
}
