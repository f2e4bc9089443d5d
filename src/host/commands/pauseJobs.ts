import * as vscode from 'vscode';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { changeJobs } from '../queue/jobArguments.js';

/** Has jobs wait until they are resumed; one in training stops after its step, and goes on from there. */
export const pauseJobsCommand: Command = {
  id: commandIds.pauseJobs,
  run: (host, ...args) =>
    changeJobs(host, args, {
      placeHolder: vscode.l10n.t('Jobs to pause'),
      isOffered: ({ state, wanted }) => state === 'waiting' || (state === 'running' && wanted === undefined),
      operationOf: (_, ids) => ({ type: 'pause', ids }),
    }),
};
