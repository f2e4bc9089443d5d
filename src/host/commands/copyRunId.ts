import * as vscode from 'vscode';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { runsOrAsk } from '../views/runArguments.js';

/** Puts the ids of runs on the clipboard, one a line: the command line takes them. */
export const copyRunIdCommand: Command = {
  id: commandIds.copyRunId,
  async run(host, ...args) {
    const placeHolder = vscode.l10n.t('Run whose id to copy');
    const runs = await runsOrAsk(host, args, { placeHolder, canPickMany: false });
    if (runs === undefined) return;
    await vscode.env.clipboard.writeText(runs.map(({ runId }) => runId).join('\n'));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Run id copied'), 2_000);
  },
};
