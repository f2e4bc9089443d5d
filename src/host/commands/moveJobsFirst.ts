import * as vscode from 'vscode';
import { isMovable } from '../../core/queue/moveJobs.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { changeJobs } from '../queue/jobArguments.js';

/** Has jobs begin before all others that wait. */
export const moveJobsFirstCommand: Command = {
  id: commandIds.moveJobsFirst,
  run: (host, ...args) =>
    changeJobs(host, args, {
      placeHolder: vscode.l10n.t('Jobs to begin next'),
      isOffered: isMovable,
      operationOf: (_, ids) => ({ type: 'move', ids, to: 'first' }),
    }),
};
