import * as vscode from 'vscode';
import { isMovable, moveByOne } from '../../core/queue/moveJobs.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { changeJobs } from '../queue/jobArguments.js';

/** Has jobs begin one turn later. */
export const moveJobsDownCommand: Command = {
  id: commandIds.moveJobsDown,
  run: (host, ...args) =>
    changeJobs(host, args, {
      placeHolder: vscode.l10n.t('Jobs to move down'),
      isOffered: isMovable,
      operationOf: (queue, ids) => moveByOne(queue, ids, 'down'),
    }),
};
