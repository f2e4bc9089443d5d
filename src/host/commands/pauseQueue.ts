import type { Command } from '../host.js';
import { commandIds } from '../ids.js';
import { queuesOf } from '../queue/jobArguments.js';

/** Has nothing more of a queue begin, whoever works it off; what runs goes on. */
export const pauseQueueCommand: Command = {
  id: commandIds.pauseQueue,
  async run(host, argument) {
    for (const { root } of queuesOf(host, argument)) await host.queues.change(root, { type: 'pauseQueue' });
  },
};
