import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { queuesOf } from '../queue/jobArguments.js';

/** Forgets jobs that have ended; their runs are kept. */
export const clearQueueCommand: Command = {
  id: commandIds.clearQueue,
  async run(host, argument) {
    for (const { root } of queuesOf(host, argument)) await host.queues.change(root, { type: 'clear' });
  },
};
