import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../core/run/events.js';
import { parseEvent } from '../core/run/parseEvent.js';
import type { RunRequest } from '../core/run/request.js';
import { reduceRun } from '../core/run/state.js';
import { AsyncQueue } from './asyncQueue.js';
import { appendEvent } from './eventFile.js';
import { writeTrainerIdentity } from './processIdentity.js';
import { readEvents } from './readEvents.js';
import { runFiles } from './runFolder.js';
import { isFinalEvent, writeRunRecord } from './runWriter.js';
import { TrainerChild, type TrainerChildOptions, type TrainerExit } from './trainerChild.js';
import type { FromTrainer } from './trainerMessages.js';

/** What to train, and how to start the trainer. */
export interface TrainingOptions extends TrainerChildOptions {
  readonly request: RunRequest;
  /** Made by `createRunFolder`. */
  readonly runFolder: string;
}

const LOG_LINES = 20;

/**
 * A training in a child process. Whatever becomes of the child, the run folder and `events` come to a final event: if the
 * child dies without one, `runFailed` (`trainer-died`) with the end of its log is added here; `runStopped` if it was told
 * to stop and had to be killed.
 */
export class TrainerProcess {
  /** Each event once, in order, as the run folder holds them; ends when the process is gone. For one loop. */
  readonly events: AsyncIterable<RunEvent>;
  /** Resolves once, after the last event. Never rejects. */
  readonly exited: Promise<TrainerExit>;
  readonly #child: TrainerChild;
  readonly #queue = new AsyncQueue<RunEvent>();
  readonly #runFolder: string;
  readonly #startTime = Date.now();
  #received = 0;
  #hasEnded = false;
  #stopReason: string | undefined;

  private constructor(options: TrainingOptions) {
    const { request, runFolder } = options;
    this.#runFolder = runFolder;
    this.events = this.#queue;
    this.#child = new TrainerChild({
      ...options,
      logFile: path.join(runFolder, runFiles.log),
      onMessage: (message) => this.#receive(message),
    });
    this.exited = this.#child.exited.then((exit) => this.#conclude(exit, request));
    if (this.#child.pid !== undefined) writeTrainerIdentity(runFolder, this.#child.pid);
    this.#child.send({ type: 'start', request, runFolder });
  }

  /** Starts a training. @throws Error when the run folder cannot be written. */
  static start(options: TrainingOptions): TrainerProcess {
    return new TrainerProcess(options);
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

  #receive(message: FromTrainer): void {
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
      rmSync(path.join(this.#runFolder, runFiles.process), { force: true });
    } finally {
      this.#queue.end();
    }
    return exit;
  }

  /** The disk may know more than was received; if it knows no end either, this is the end. */
  async #complete(exit: TrainerExit, request: RunRequest): Promise<void> {
    const { events, state } = await readEvents(this.#runFolder, this.#received);
    for (const event of events) this.#push(event);
    if (state.status !== 'running') return;
    const event = this.#endFor(exit);
    try {
      keepDefinition(this.#runFolder, request.definitionText);
      appendEvent(this.#runFolder, event);
      await writeRunRecord(this.#runFolder, reduceRun(state, event));
    } catch {
      // A full disk: whoever listens is told all the same, and a reader finds the run interrupted.
    }
    this.#push(event);
  }

  #endFor(exit: TrainerExit): RunEvent {
    const time = Date.now();
    const base = { time, durationMs: Math.max(0, time - this.#startTime) };
    if (this.#stopReason !== undefined) {
      const how = exit.wasKilled ? ' (the trainer did not answer and was ended)' : '';
      return { ...base, type: 'runStopped', reason: `${this.#stopReason}${how}` };
    }
    const log = this.#child.log.tail(LOG_LINES);
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

/** The trainer writes it first thing; one that died before then has not. */
function keepDefinition(folder: string, text: string): void {
  try {
    writeFileSync(path.join(folder, runFiles.definition), text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
