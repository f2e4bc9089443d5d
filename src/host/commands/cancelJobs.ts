import * as vscode from 'vscode';
import { hasEnded } from '../../core/queue/job.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { changeJobs } from '../queue/jobArguments.js';

/** Takes jobs out of their turns; one in training stops after its step, and its run is kept. */
export const cancelJobsCommand: Command = {
  id: commandIds.cancelJobs,
  run: (host, ...args) =>
    changeJobs(host, args, {
      placeHolder: vscode.l10n.t('Jobs to cancel'),
      isOffered: (job) => !hasEnded(job),
      operationOf: (_, ids) => ({ type: 'cancel', ids }),
    }),
};
