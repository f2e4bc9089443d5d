import { mapJobs } from './changeQueue.js';
import { inTurn, type Lease, type Queue, type QueuedJob } from './job.js';

/** A job that was taken, and the queue in which it is. */
export interface TakenJob {
  readonly queue: Queue;
  readonly job: QueuedJob & { readonly runId: string; readonly lease: Lease };
}

export interface TakeOptions {
  readonly lease: Lease;
  /** How many may run at once, whoever runs them. */
  readonly atOnce: number;
  /** A new run's id for a job; asked for where it has none yet. */
  readonly runIdFor: (job: QueuedJob) => string;
  readonly now: number;
}

/** Takes the job whose turn it is; undefined where none may begin. Jobs that somebody holds count, be that process gone. */
export function takeJob(queue: Queue, { lease, atOnce, runIdFor, now }: TakeOptions): TakenJob | undefined {
  if (queue.isPaused) return undefined;
  if (queue.jobs.filter(({ state }) => state === 'running').length >= Math.max(1, atOnce)) return undefined;
  const next = inTurn(queue.jobs).find(({ state }) => state === 'waiting');
  if (next === undefined) return undefined;
  const { endedAt: _, message: __, wanted: ___, ...rest } = next;
  const job = {
    ...rest,
    state: 'running',
    runId: next.runId ?? runIdFor(next),
    startedAt: next.startedAt ?? now,
    attempts: next.attempts + 1,
    lease,
  } as const;
  return { queue: { ...mapJobs(queue, [next.id], () => job), revision: queue.revision + 1 }, job };
}

/** What became of a job that ran. `again`: it is not finished and waits for its next turn, in its old place. */
export type JobOutcome =
  | { readonly state: 'done' | 'cancelled' | 'paused' }
  | { readonly state: 'failed'; readonly message: string }
  /** `isFresh`: its run cannot be gone on with, and it gets another. */
  | { readonly state: 'again'; readonly message?: string; readonly isFresh?: boolean };

/** Gives a job back; the same queue if somebody else holds it by now: then it is theirs to say. */
export function endJob(queue: Queue, { id, token }: HeldJob, outcome: JobOutcome, now: number): Queue {
  const after = mapJobs(queue, [id], (job) => (job.lease?.token === token ? ended(job, outcome, now) : job));
  return after === queue ? queue : { ...after, revision: queue.revision + 1 };
}

/** A job by the lease on it. */
export interface HeldJob {
  readonly id: string;
  readonly token: string;
}

function ended(job: QueuedJob, outcome: JobOutcome, now: number): QueuedJob {
  const { lease: _, wanted, message: __, runId, ...rest } = job;
  const message = 'message' in outcome && outcome.message !== undefined ? { message: outcome.message } : {};
  const run = runId === undefined || (outcome.state === 'again' && outcome.isFresh) ? {} : { runId };
  if (outcome.state === 'paused') return { ...rest, ...run, state: 'paused' };
  if (outcome.state !== 'again') return { ...rest, ...run, ...message, state: outcome.state, endedAt: now };
  // What a person asked for meanwhile holds for a job that was cut off, too.
  if (wanted === 'cancel') return { ...rest, ...run, state: 'cancelled', endedAt: now };
  return { ...rest, ...run, ...message, state: wanted === 'pause' ? 'paused' : 'waiting' };
}

/** Takes over a job whose holder is gone; undefined if another was quicker. */
export function takeOver(queue: Queue, held: HeldJob, lease: Lease): Queue | undefined {
  const after = mapJobs(queue, [held.id], (job) => (job.lease?.token === held.token ? { ...job, lease } : job));
  return after === queue ? undefined : { ...after, revision: queue.revision + 1 };
}

/** The heartbeat of all leases of a process; no new revision, as nothing has changed for anybody else. */
export function beatLeases(queue: Queue, tokens: ReadonlySet<string>, now: number): Queue {
  const held = queue.jobs.flatMap(({ id, lease }) => (lease !== undefined && tokens.has(lease.token) ? [id] : []));
  return mapJobs(queue, held, (job) =>
    job.lease === undefined ? job : { ...job, lease: { ...job.lease, beat: now } },
  );
}
