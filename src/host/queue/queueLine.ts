import { estimateQueue, type JobEstimate, type PastRun } from '../../core/queue/estimateQueue.js';
import { inList, type QueuedJob } from '../../core/queue/job.js';
import type { ServedQueue } from '../../protocol/queue.js';

/** A line of the queue's tree: a job, or a whole queue where a window has several. */
export type QueueLine =
  | { readonly kind: 'queue'; readonly id: string; readonly queue: ServedQueue; readonly children: readonly string[] }
  | {
      readonly kind: 'job';
      readonly id: string;
      readonly queue: ServedQueue;
      readonly job: QueuedJob;
      readonly estimate: JobEstimate | undefined;
    };

/** The tree's lines by id, and those at its top. */
export interface QueueOutline {
  readonly top: readonly string[];
  readonly lines: ReadonlyMap<string, QueueLine>;
}

export interface OutlineQueuesOptions {
  /** Complete runs of a root, for estimates. */
  readonly pastRuns: (root: string) => readonly PastRun[];
  readonly atOnce: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Queues as a tree: jobs alone of a single one, else below their queues; queues without jobs are left out. */
export function outlineQueues(
  queues: readonly ServedQueue[],
  { pastRuns, atOnce, now }: OutlineQueuesOptions,
): QueueOutline {
  const lines = new Map<string, QueueLine>();
  const shown = queues.filter(({ queue }) => queue.jobs.length > 0);
  const children = shown.map((served) => {
    const { root, queue } = served;
    const estimates = estimateQueue(queue, pastRuns(root), { atOnce, now });
    return inList(queue.jobs).map((job) => {
      const id = jobLineId(root, job.id);
      lines.set(id, { kind: 'job', id, queue: served, job, estimate: estimates.get(job.id) });
      return id;
    });
  });
  if (shown.length < 2) return { top: children[0] ?? [], lines };
  for (const [index, served] of shown.entries())
    lines.set(served.root, { kind: 'queue', id: served.root, queue: served, children: children[index] ?? [] });
  return { top: shown.map(({ root }) => root), lines };
}

/** A line's id; no root ends so. */
export function jobLineId(root: string, job: string): string {
  return `${root}\n${job}`;
}
