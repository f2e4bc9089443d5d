import type { RunEvent } from '../core/run/events.js';
import type { RunRequest } from '../core/run/request.js';
import type { TrainerExit } from '../runs/trainerChild.js';

/** A training under way, wherever it is: `TrainerProcess` is one in a child of this process. */
export interface RunningTraining {
  /** Each event once, in order, as the run folder holds them. For one loop. */
  readonly events: AsyncIterable<RunEvent>;
  /** Resolves once, after the last event. Never rejects. */
  readonly exited: Promise<TrainerExit>;
  /** Undefined where no process of this machine trains. */
  readonly pid: number | undefined;
  /** Ends the training after its step, as far as there is time. */
  stop(reason: string): Promise<TrainerExit>;
  /** Ends the training now. */
  kill(reason: string): Promise<TrainerExit>;
  /** Lets it go on without this process. */
  letGo(): void;
}

export interface RunnerResume {
  /** Made by `createRunFolder`. */
  readonly runFolder: string;
  /** Processor cores that it may use; absent or 0: the runner's own choice. */
  readonly cores?: number;
}

export interface RunnerStart extends RunnerResume {
  readonly request: RunRequest;
  /** SHA-256 that the images must have, where they are looked for on another machine. */
  readonly imagesChecksum?: string;
}

export type RunnerId = 'local' | 'ray';

/** Where runs are trained. Many at a time: who asks decides how many. */
export interface Runner {
  readonly id: RunnerId;
  /** @throws RunBusyError when the folder is in use; Error when it cannot be written. */
  start(options: RunnerStart): Promise<RunningTraining>;
  /**
   * Goes on with a run that was interrupted, stopped or failed; attaches to one that goes on elsewhere.
   * @throws RunBusyError; ResumeError when there is nothing to resume; Error when the folder cannot be written.
   */
  resume(options: RunnerResume): Promise<RunningTraining>;
  /** Lets go of what is shared by its runs; they are over, or were let go. */
  close(): Promise<void>;
}
