import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { isWorkedOff } from '../queue/workedQueues.js';

/** Stops every training and takes out what waits; a queue on disk is paused, and keeps its jobs. */
export const stopAllCommand: Command = {
  id: commandIds.stopAll,
  async run({ training, queues, runs }) {
    // First what waits, or it would begin when the first run has ended.
    for (const order of training.waiting) training.removeWaiting(order);
    for (const { root } of queues.all.filter(isWorkedOff)) await queues.change(root, { type: 'pauseQueue' });
    await Promise.all(runs.all.filter(({ status }) => status === 'running').map((run) => training.stop(run)));
  },
};
