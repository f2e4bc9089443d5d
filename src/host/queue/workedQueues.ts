import type { QueuedJob } from '../../core/queue/job.js';
import type { ServedQueue } from '../../protocol/queue.js';

/** True for a queue of which this window begins one job after the other. */
export function isWorkedOff({ isWorked, queue }: ServedQueue): boolean {
  return isWorked && !queue.isPaused && queue.jobs.length > 0;
}

/** Jobs that will begin by themselves. */
export function jobsToCome(queues: readonly ServedQueue[]): readonly QueuedJob[] {
  return queues.filter(isWorkedOff).flatMap(({ queue }) => queue.jobs.filter(({ state }) => state === 'waiting'));
}
