import * as vscode from 'vscode';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { changeJobs } from '../queue/jobArguments.js';

/** Has jobs that failed or were cancelled wait again; what their runs came to is gone on with. */
export const retryJobsCommand: Command = {
  id: commandIds.retryJobs,
  run: (host, ...args) =>
    changeJobs(host, args, {
      placeHolder: vscode.l10n.t('Jobs to try again'),
      isOffered: ({ state }) => state === 'failed' || state === 'cancelled',
      operationOf: (_, ids) => ({ type: 'retry', ids }),
    }),
};
