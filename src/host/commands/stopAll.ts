import type { Command } from '../host.js';
import { commandIds } from '../ids.js';

/** Stops every training and takes out what waits. */
export const stopAllCommand: Command = {
  id: commandIds.stopAll,
  async run({ training, runs }) {
    // First what waits, or it would begin when the first run has ended.
    for (const order of training.waiting) training.removeWaiting(order);
    await Promise.all(runs.all.filter(({ status }) => status === 'running').map((run) => training.stop(run)));
  },
};
