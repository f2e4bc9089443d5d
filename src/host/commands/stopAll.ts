import type { Command, Queues } from '../host.js';
import { commandIds } from '../ids.js';
import { isWorkedOff } from '../queue/workedQueues.js';

/** Stops every training and takes out what waits; a queue on disk is paused, and keeps its jobs. */
export const stopAllCommand: Command = {
  id: commandIds.stopAll,
  async run({ training, queues, runs }) {
    // First what waits, or it would begin when the first run has ended.
    for (const order of training.waiting) training.removeWaiting(order);
    await endQueues(queues);
    await Promise.all(runs.all.filter(({ status }) => status === 'running').map((run) => training.stop(run)));
  },
};

/** Jobs are asked to end as such: of one that is just beginning there is no run to stop yet. */
async function endQueues(queues: Queues): Promise<void> {
  for (const served of queues.all) {
    const { root, queue } = served;
    const ids = queue.jobs.flatMap(({ id, state }) => (state === 'running' ? [id] : []));
    if (ids.length === 0 && !isWorkedOff(served)) continue;
    await queues.change(root, { type: 'pauseQueue' });
    await queues.change(root, { type: 'cancel', ids });
  }
}
