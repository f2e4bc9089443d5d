import path from 'node:path';
import type { Lease, QueuedJob } from '../core/queue/job.js';
import { endJob, takeOver } from '../core/queue/leaseJobs.js';
import { isTrainerAlive } from '../runs/runClaim.js';
import { stopRun } from '../runs/stopRun.js';
import { isHolderAlive, newLease } from './leaseOf.js';
import { outcomeOf } from './outcomeOf.js';
import type { QueueStore } from './queueStore.js';

/** A job whose holder is gone, while its trainer goes on. */
export interface AdoptedJob {
  readonly job: QueuedJob & { readonly lease: Lease };
  readonly folder: string;
}

/**
 * Deals with jobs whose holders are gone: what has ended is recorded, what was cut off waits for its next turn, where it was.
 * Trainings that go on without their starter are given to `adopt`, where there is one, under a lease of this process; of
 * several processes that do this at once only one gets each. @throws QueueError
 */
export async function settleOrphans(store: QueueStore, adopt?: (adopted: AdoptedJob) => void): Promise<void> {
  for (const job of store.read().jobs) {
    const { id, lease, runId, wanted } = job;
    if (lease === undefined || runId === undefined || isHolderAlive(lease)) continue;
    const folder = path.join(store.root, runId);
    if (isTrainerAlive(folder)) {
      if (wanted !== undefined) await stopRun(folder, { reason: 'Its job in the queue was ended.' });
      else {
        if (adopt === undefined) continue;
        const own = newLease();
        const isOurs = await store.update((queue) => {
          const after = takeOver(queue, { id, token: lease.token }, own);
          return { queue: after ?? queue, result: after !== undefined };
        });
        if (isOurs) adopt({ job: { ...job, lease: own }, folder });
        continue;
      }
    }
    const outcome = await outcomeOf(folder, { wanted, isCutOff: false, attempts: job.attempts });
    await store.update((queue) => ({
      queue: endJob(queue, { id, token: lease.token }, outcome, Date.now()),
      result: undefined,
    }));
  }
}
