import type { RunEvent } from '../core/run/events.js';
import type { RunRequest } from '../core/run/request.js';

/** A training under way, wherever that is; `TrainerProcess` is one. */
export interface QueuedTraining {
  /** Ends with the training. For one loop. */
  readonly events: AsyncIterable<RunEvent>;
  /** Resolves after the last event; never rejects. */
  readonly exited: Promise<unknown>;
  /** Undefined where no process of this machine trains. */
  readonly pid?: number | undefined;
  stop(reason: string): Promise<unknown>;
  kill(reason: string): Promise<unknown>;
  /** Lets it go on without this process. */
  letGo(): void;
}

/** Where a job was to be trained takes none at all now: the queue is better paused than each of its jobs tried. */
export class PlaceRefusedError extends Error {
  override readonly name = 'PlaceRefusedError';
}

/** Where jobs are trained: children of this process, or a cluster. The folder is there, and becomes an ordinary run. */
export interface QueueRunner {
  /** @throws RunBusyError; PlaceRefusedError; Error when the folder cannot be written */
  start(options: {
    readonly request: RunRequest;
    readonly runFolder: string;
    readonly cores?: number;
  }): Promise<QueuedTraining>;
  /** @throws RunBusyError; PlaceRefusedError; ResumeError when there is nothing to go on with */
  resume(options: { readonly runFolder: string; readonly cores?: number }): Promise<QueuedTraining>;
}
