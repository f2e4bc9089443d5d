import * as vscode from 'vscode';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { runsOrAsk } from '../views/runArguments.js';

/** Opens runs in the results panel: those of the tree or a link, or the one that a lens tells of. */
export const openRunCommand: Command = {
  id: commandIds.openRun,
  async run(host, ...args) {
    const placeHolder = vscode.l10n.t('Run to open');
    const runs = await runsOrAsk(host, runIdOfLens(args[0]) ?? args, { placeHolder, canPickMany: false });
    if (runs !== undefined) await host.panel.show({ runIds: runs.map(({ runId }) => runId) });
  },
};

function runIdOfLens(argument: unknown): readonly unknown[] | undefined {
  if (typeof argument !== 'object' || argument === null || !('runId' in argument)) return undefined;
  return [argument.runId];
}
