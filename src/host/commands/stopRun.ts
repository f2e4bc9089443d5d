import * as vscode from 'vscode';
import type { Command, StoredRun } from '../host.js';
import { commandIds } from '../ids.js';
import { runsOrAsk } from '../views/runArguments.js';

const isRunning = ({ status }: StoredRun) => status === 'running';

/** Stops trainings after their step; the only one without asking which. */
export const stopRunCommand: Command = {
  id: commandIds.stopRun,
  async run(host, ...args) {
    const running = host.runs.all.filter(isRunning);
    const placeHolder = vscode.l10n.t('Training to stop');
    const chosen =
      args[0] === undefined && running.length === 1
        ? running
        : await runsOrAsk(host, args, { placeHolder, canPickMany: false, isOffered: isRunning });
    const stopped = (chosen ?? []).filter(isRunning).map((run) => host.training.stop(run));
    await Promise.all(stopped);
  },
};
