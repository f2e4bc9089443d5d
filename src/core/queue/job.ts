/** What a job of the queue is at. `running` counts as long as somebody holds it, be it a process that is gone. */
export type JobState = 'waiting' | 'paused' | 'running' | 'done' | 'failed' | 'cancelled';

export const jobStates = ['waiting', 'paused', 'running', 'done', 'failed', 'cancelled'] as const satisfies JobState[];

/** Who runs a job: a process of a machine, and when it last said so. */
export interface Lease {
  /** Of this very take; nobody else's lease has the same. */
  readonly token: string;
  readonly pid: number;
  /** As `ProcessIdentity` has it. */
  readonly startedAt: string | null;
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly beat: number;
}

/** A training in the queue, without what is to be trained: that is in a file of its own, so that lists stay small. */
export interface QueuedJob {
  /** A whole number from 1, never used twice. */
  readonly id: string;
  readonly modelName: string;
  readonly seed: number;
  /** SHA-256 of the definition's text. */
  readonly definitionHash: string;
  readonly state: JobState;
  /** Higher goes first; among equals, the place in the list. */
  readonly priority: number;
  /** Milliseconds since the epoch, here and below. */
  readonly addedAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** How often it was begun or gone on with. */
  readonly attempts: number;
  /** The run's folder under the runs root; kept before that is made, so that no crash makes a second one. */
  readonly runId?: string;
  readonly lease?: Lease;
  /** What a person asked of a job that runs. */
  readonly wanted?: 'pause' | 'cancel';
  /** Why it failed, or was not finished. */
  readonly message?: string;
}

/** A whole queue, in the order of its list. */
export interface Queue {
  /** Goes up with every change but a heartbeat. */
  readonly revision: number;
  /** Nothing is begun. */
  readonly isPaused: boolean;
  /** Of the job that is added next. */
  readonly nextId: number;
  readonly jobs: readonly QueuedJob[];
}

export const emptyQueue: Queue = { revision: 0, isPaused: false, nextId: 1, jobs: [] };

/** Of jobs; what a person may give. */
export const priorities = { minimum: -9, maximum: 9 } as const;

/** More jobs than that are refused, and not believed of a file. */
export const MAXIMUM_JOBS = 10_000;

/** True for a job that has come to an end, though it may be tried again. */
export function hasEnded({ state }: Pick<QueuedJob, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** Jobs in the order in which they begin: by priority, then as they are listed. */
export function inTurn(jobs: readonly QueuedJob[]): QueuedJob[] {
  return jobs.toSorted((a, b) => b.priority - a.priority);
}

/** Jobs as they are listed: what runs, then what waits in turn, what is paused, and what has ended. */
export function inList(jobs: readonly QueuedJob[]): QueuedJob[] {
  const rank = ({ state }: QueuedJob) =>
    state === 'running' ? 0 : state === 'waiting' ? 1 : state === 'paused' ? 2 : 3;
  return inTurn(jobs).toSorted((a, b) => rank(a) - rank(b));
}
