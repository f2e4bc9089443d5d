import * as vscode from 'vscode';
import { priorities } from '../../core/queue/job.js';
import { isMovable } from '../../core/queue/moveJobs.js';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { changeJobs } from '../queue/jobArguments.js';

/** Gives jobs another priority: a higher one goes first. */
export const prioritizeJobsCommand: Command = {
  id: commandIds.prioritizeJobs,
  async run(host, ...args) {
    const { minimum, maximum } = priorities;
    const prompt = vscode.l10n.t('Priority, from {0} to {1}: a higher one goes first', minimum, maximum);
    const text = await vscode.window.showInputBox({
      prompt,
      value: '0',
      validateInput: (value) => (/^-?\d$/.test(value.trim()) ? undefined : prompt),
    });
    if (text === undefined) return;
    await changeJobs(host, args, {
      placeHolder: vscode.l10n.t('Jobs to give this priority'),
      isOffered: isMovable,
      operationOf: (_, ids) => ({ type: 'prioritize', ids, priority: Number(text) }),
    });
  },
};
