import * as vscode from 'vscode';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { changeJobs } from '../queue/jobArguments.js';

/** Has paused jobs wait for their turns again. */
export const resumeJobsCommand: Command = {
  id: commandIds.resumeJobs,
  run: (host, ...args) =>
    changeJobs(host, args, {
      placeHolder: vscode.l10n.t('Jobs to resume'),
      isOffered: ({ state, wanted }) => state === 'paused' || wanted === 'pause',
      operationOf: (_, ids) => ({ type: 'resume', ids }),
    }),
};
