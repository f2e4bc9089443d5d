import * as vscode from 'vscode';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { runsOrAsk } from '../views/runArguments.js';

/**
 * Opens runs in the results panel: those of the tree or a link, or the one that a lens tells of. A third argument
 * `{ preserveFocus: true }` leaves the keyboard where it is, so that in the tree the next key is still the tree's.
 */
export const openRunCommand: Command = {
  id: commandIds.openRun,
  async run(host, ...args) {
    const placeHolder = vscode.l10n.t('Run to open');
    const runs = await runsOrAsk(host, runIdOfLens(args[0]) ?? args, { placeHolder, canPickMany: false });
    if (runs === undefined) return;
    await host.panel.show({ runIds: runs.map(({ runId }) => runId), preserveFocus: isFocusKept(args[2]) });
  },
};

function isFocusKept(options: unknown): boolean {
  return (
    typeof options === 'object' && options !== null && 'preserveFocus' in options && options.preserveFocus === true
  );
}

function runIdOfLens(argument: unknown): readonly unknown[] | undefined {
  if (typeof argument !== 'object' || argument === null || !('runId' in argument)) return undefined;
  return [argument.runId];
}
