import * as vscode from 'vscode';
import type { Command, StoredRun } from '../host.js';
import { commandIds } from '../ids.js';
import { requireTrust } from '../trust.js';
import { runsOrAsk } from '../views/runArguments.js';

const isResumable = (run: StoredRun) => run.isResumable;

/** Goes on with runs that were interrupted, stopped or failed, from their last checkpoints. */
export const resumeRunCommand: Command = {
  id: commandIds.resumeRun,
  async run(host, ...args) {
    if (!requireTrust()) return;
    const placeHolder = vscode.l10n.t('Run to go on with');
    const runs = await runsOrAsk(host, args, { placeHolder, canPickMany: false, isOffered: isResumable });
    for (const run of runs ?? []) await host.training.resume(run);
  },
};
