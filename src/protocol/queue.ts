import type { QueueOperation } from '../core/queue/changeQueue.js';
import type { Queue } from '../core/queue/job.js';
import type { RunRequest } from '../core/run/request.js';
import type { AfterWindow } from './runners.js';

/** The queue of a runs root, as it is on disk. */
export interface ServedQueue {
  /** Absolute. */
  readonly root: string;
  readonly queue: Queue;
  /** This service works it off. */
  readonly isWorked: boolean;
  /** Why it cannot be read: then `queue` is the last that could be. */
  readonly problem?: string;
}

/** How much of the machine, or of a cluster, queues may take. */
export interface QueueRoom {
  /** Trainings at once, in all. */
  readonly atOnce: number;
  /** Processor cores for each; 0: an equal share, of one alone the engine's own choice. */
  readonly cores: number;
  /** Trainings that a person has ordered directly, and that go first. */
  readonly ahead: number;
  readonly afterWindow: AfterWindow;
}

/** A training for a queue. */
export interface OrderedJob {
  readonly request: RunRequest;
  readonly modelName: string;
}

/** A queue that was paused because where its jobs are to be trained takes none. */
export interface QueueRefused {
  readonly root: string;
  readonly message: string;
  readonly code: string;
  readonly advice?: string | undefined;
}

/** What the host asks of the service about queues. */
export interface QueueRequests {
  /** Tells of a root's queue from now on, by `queueChanged`, whoever changes it; answers with what it is. */
  readonly openQueue: { readonly params: { readonly root: string }; readonly result: ServedQueue };
  readonly closeQueue: { readonly params: { readonly root: string }; readonly result: null };
  /** What was asked of a job that nobody works at any more is done here. */
  readonly changeQueue: {
    readonly params: { readonly root: string; readonly operation: Exclude<QueueOperation, { readonly type: 'add' }> };
    readonly result: null;
  };
  /**
   * Puts trainings at the end. Unless they are wanted `again`, those that have been trained already to their end, or wait
   * already, are left out; the answer has their places in `jobs`.
   */
  readonly addToQueue: {
    readonly params: { readonly root: string; readonly jobs: readonly OrderedJob[]; readonly again: boolean };
    readonly result: { readonly added: number; readonly leftOut: readonly number[] };
  };
  /** Works a queue off from now on, or begins none of its jobs any more; what runs goes on. */
  readonly workQueue: { readonly params: { readonly root: string; readonly isOn: boolean }; readonly result: null };
  /** For all queues, from now on. */
  readonly setQueueRoom: { readonly params: QueueRoom; readonly result: null };
}

/** What the service tells of queues. */
export interface QueueNotices {
  /** The queue of a root that is open has changed, or how it is worked off. */
  readonly queueChanged: ServedQueue;
  readonly queueRefused: QueueRefused;
}
