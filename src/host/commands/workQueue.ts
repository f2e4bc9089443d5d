import * as vscode from 'vscode';
import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { queuesOf } from '../queue/jobArguments.js';
import { requireTrust } from '../trust.js';

/** Works queues off in this window, also paused ones, until it is told otherwise. */
export const workQueueCommand: Command = {
  id: commandIds.workQueue,
  async run(host, argument) {
    if (!requireTrust()) return;
    const queues = queuesOf(host, argument);
    if (queues.length === 0) void vscode.window.showInformationMessage(vscode.l10n.t('The queue is empty.'));
    for (const { root } of queues) {
      await host.queues.change(root, { type: 'resumeQueue' });
      await host.queues.work(root, true);
    }
  },
};
