import path from 'node:path';
import type { RunEvent } from '../core/run/events.js';
import { parseEvent } from '../core/run/parseEvent.js';
import type { RunRequest } from '../core/run/request.js';
import { AsyncQueue } from './asyncQueue.js';
import { isSameProcess, type ProcessIdentity } from './processIdentity.js';
import { readEvents } from './readEvents.js';
import { recordEnd } from './recordEnd.js';
import { writeRequest } from './requestFile.js';
import { findResumePoint } from './resumePoint.js';
import { claimRun, handRunTo, releaseRun } from './runClaim.js';
import { runFiles } from './runFolder.js';
import { isFinalEvent } from './runWriter.js';
import { readStopRequest, removeStopRequest } from './stopRequest.js';
import { TrainerChild, type TrainerChildOptions, type TrainerExit } from './trainerChild.js';
import type { AfterParent, FromTrainer } from './trainerMessages.js';

/** What to go on with, and how to start the trainer. */
export interface ResumeOptions extends TrainerChildOptions {
  /** Made by `createRunFolder`. */
  readonly runFolder: string;
  /** What becomes of the training when this process is gone; default: `stop`. */
  readonly afterParent?: AfterParent;
  /** With `stopUnlessWatched`: how long nobody may watch; default 60,000. */
  readonly watchGraceMs?: number;
}

/** What to train, and how to start the trainer. */
export interface TrainingOptions extends ResumeOptions {
  readonly request: RunRequest;
}

const LOG_LINES = 20;

/**
 * A training in a child process. Whatever becomes of the child, the run folder and `events` come to a final event: if the
 * child dies without one, `runFailed` (`trainer-died`) with the end of its log is added here; `runStopped` if it was told
 * to stop and had to be killed.
 */
export class TrainerProcess {
  /**
   * Each event of this process once, in order, as the run folder holds them; ends when the process is gone. For one loop.
   * A `runFailed` that could not be written, or that tells why a run could not be resumed, comes here and nowhere else.
   */
  readonly events: AsyncIterable<RunEvent>;
  /** Resolves once, after the last event. Never rejects. */
  readonly exited: Promise<TrainerExit>;
  readonly #child: TrainerChild;
  readonly #queue = new AsyncQueue<RunEvent>();
  readonly #runFolder: string;
  readonly #startTime = Date.now();
  readonly #isResumed: boolean;
  /** Events that were in the folder before. */
  readonly #eventsBefore: number;
  #received = 0;
  #hasEnded = false;
  #stopReason: string | undefined;
  #lastWords = '';
  /** Undefined where nobody could be told who trains. */
  #trainer: ProcessIdentity | undefined;

  /** The run is claimed. */
  private constructor(options: TrainingOptions, resumed?: { readonly eventsBefore: number }) {
    const { request, runFolder, afterParent = 'stop', watchGraceMs } = options;
    this.#isResumed = resumed !== undefined;
    this.#eventsBefore = resumed?.eventsBefore ?? 0;
    this.#runFolder = runFolder;
    this.events = this.#queue;
    this.#child = new TrainerChild({
      ...options,
      logFile: path.join(runFolder, runFiles.log),
      mayOutlive: afterParent !== 'stop',
      onMessage: (message) => this.#receive(message),
    });
    this.exited = this.#child.exited.then((exit) => this.#conclude(exit, request));
    this.#handOver();
    const outliving = { afterParent, ...(watchGraceMs === undefined ? {} : { watchGraceMs }) };
    this.#child.send({ type: 'start', request, runFolder, resume: this.#isResumed, ...outliving });
  }

  /** Starts a training. @throws RunBusyError when the folder is in use; Error when it cannot be written. */
  static start(options: TrainingOptions): TrainerProcess {
    const { runFolder, request } = options;
    claimRun(runFolder);
    removeStopRequest(runFolder);
    try {
      writeRequest(runFolder, request);
      return new TrainerProcess(options);
    } catch (error) {
      releaseRun(runFolder);
      throw error;
    }
  }

  /**
   * Goes on with a run that was interrupted, stopped or failed, from its last good checkpoint.
   * @throws RunBusyError when it is being trained; ResumeError when there is nothing to resume; Error when the folder cannot
   * be written.
   */
  static async resume(options: ResumeOptions): Promise<TrainerProcess> {
    const { runFolder } = options;
    claimRun(runFolder);
    removeStopRequest(runFolder);
    try {
      const { request, eventCount } = await findResumePoint(runFolder);
      return new TrainerProcess({ ...options, request }, { eventsBefore: eventCount });
    } catch (error) {
      releaseRun(runFolder);
      throw error;
    }
  }

  /** Undefined if the process could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Ends the training after its step; kills the process tree if that takes longer than `stopTimeoutMs`. */
  stop(reason: string): Promise<TrainerExit> {
    this.#stopReason ??= reason;
    void this.#child.stop(reason);
    return this.exited;
  }

  /** Ends the process tree now. */
  kill(reason: string): Promise<TrainerExit> {
    this.#stopReason ??= reason;
    void this.#child.kill();
    return this.exited;
  }

  /** Lets the training go on without this process, as `afterParent` says; this process may end before it. */
  letGo(): void {
    this.#child.letGo();
  }

  /** From here on the run is as alive as the child. */
  #handOver(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      this.#trainer = handRunTo(this.#runFolder, pid);
    } catch {
      // A full disk: the claim stays with this process, which outlives the child.
    }
  }

  #receive(message: FromTrainer): void {
    if (message.type === 'lastWords') this.#lastWords = message.text;
    if (message.type !== 'event') return;
    const parsed = parseEvent(message.event);
    // Kept on disk by the child all the same; a reader says what was wrong with it.
    if ('event' in parsed) this.#push(parsed.event);
  }

  #push(event: RunEvent): void {
    this.#received += 1;
    this.#hasEnded ||= isFinalEvent(event);
    this.#queue.push(event);
  }

  async #conclude(exit: TrainerExit, request: RunRequest): Promise<TrainerExit> {
    try {
      if (!this.#hasEnded) await this.#complete(exit, request);
      removeStopRequest(this.#runFolder);
      releaseRun(this.#runFolder);
    } catch {
      // A claim that cannot be removed counts for nothing once its process is gone.
    } finally {
      this.#queue.end();
    }
    return exit;
  }

  /** The disk may know more than was received; if it knows no end either, this is the end. */
  async #complete(exit: TrainerExit, request: RunRequest): Promise<void> {
    const { events, state } = await readEvents(this.#runFolder, this.#eventsBefore + this.#received);
    for (const event of events) this.#push(event);
    if (this.#hasEnded) return;
    const event = this.#endFor(exit);
    if (state.status !== 'running') {
      // A resumption that never began: the run stays as it had ended.
      this.#push(event);
      return;
    }
    try {
      await recordEnd(this.#runFolder, { state, end: event, definitionText: request.definitionText });
    } catch {
      // A full disk: whoever listens is told all the same, and a reader finds the run interrupted.
    }
    this.#push(event);
  }

  #endFor(exit: TrainerExit): RunEvent {
    const time = Date.now();
    const base = { time, durationMs: Math.max(0, time - this.#startTime) };
    // Another process may have asked it to stop, and have had to kill it.
    const request = readStopRequest(this.#runFolder);
    const isAsked =
      request !== undefined && this.#trainer !== undefined && isSameProcess(request.trainer, this.#trainer);
    const reason = this.#stopReason ?? (isAsked ? request.reason : undefined);
    if (reason !== undefined) {
      const wasKilled = exit.wasKilled || isAsked;
      return { ...base, type: 'runStopped', reason: wasKilled ? endedReason(reason) : reason };
    }
    const log = this.#child.log.tail(LOG_LINES) || this.#lastWords;
    const message = describeDeath(exit);
    return { ...base, type: 'runFailed', code: 'trainer-died', message, ...(log === '' ? {} : { log }) };
  }
}

function describeDeath({ code, signal, startError }: TrainerExit): string {
  if (startError !== undefined) return `The trainer could not be started: ${startError.message}`;
  if (signal === 'SIGKILL') return 'The trainer was killed (SIGKILL); systems do that when memory runs out.';
  if (signal !== null) return `The trainer died of ${signal}.`;
  return `The trainer ended without a result (exit code ${code}).`;
}

/** The reason to stop a trainer that had to be killed. */
export function endedReason(reason: string): string {
  return `${reason} (the trainer did not answer and was ended)`;
}
