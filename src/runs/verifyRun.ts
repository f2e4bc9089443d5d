import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { epochPointOf } from '../core/run/curves.js';
import { differences } from '../core/run/differences.js';
import type { RunEvent, RunStarted } from '../core/run/events.js';
import { parseRunRequest } from '../core/run/parseEvent.js';
import type { RunState } from '../core/run/state.js';
import { epochPartings, largestDifference, type Verification } from '../core/run/verification.js';
import { readPredictions } from './predictionsFile.js';
import { readRun, type StoredRun } from './readRun.js';
import { createRunFolder } from './runFolder.js';
import type { TrainerChildOptions } from './trainerChild.js';
import { TrainerProcess } from './trainerProcess.js';

/** A run that cannot be trained a second time, and why. */
export class VerifyError extends Error {
  override readonly name = 'VerifyError';
}

export interface VerifyOptions extends TrainerChildOptions {
  readonly run: StoredRun;
  /** Compares only the first epochs; default: all, and the end. */
  readonly epochs?: number;
  /** Aborting it ends the replay. */
  readonly signal: AbortSignal;
  /** What differs from the machine that the run was made on, before the first epoch. */
  onConditions?(conditions: readonly string[]): void;
  onEvent?(event: RunEvent): void;
}

/**
 * Trains a run a second time, from its own copy of the definition and its request, in a folder for the time being, and
 * compares figures, weights and predictions bit by bit. Ends at the first epoch that differs.
 * @throws VerifyError when that is not possible: no epochs, other images, a replay that fails; the signal's reason.
 */
export async function verifyRun(options: VerifyOptions): Promise<Verification> {
  const { run } = options;
  const { started, epochs } = run.state;
  if (run.state.status === 'running') throw new VerifyError('The run is still being trained.');
  if (started === undefined || epochs.length === 0)
    throw new VerifyError('The run has not one finished epoch to be compared.');
  // By name: "auto" might mean another engine today.
  const request = parseRunRequest({ ...started.request, engine: started.engine.id });
  if (request === undefined) throw new VerifyError(`There is no engine ${started.engine.id} in this version.`);
  const root = await mkdtemp(path.join(tmpdir(), 'bakeoff-verify-'));
  try {
    const { seed } = request;
    const { folder } = await createRunFolder(root, { modelName: started.modelName, seed, time: Date.now() });
    const replay = new Replay(run.state, started, options);
    await replay.follow(TrainerProcess.start({ ...options, request, runFolder: folder }));
    return await replay.conclude(run, await readRun(folder));
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Compares a training that goes on with a run. */
class Replay {
  readonly #recorded: RunState;
  readonly #started: RunStarted;
  readonly #options: VerifyOptions;
  /** The last epoch to be compared. */
  readonly #lastEpoch: number;
  readonly #includesEnd: boolean;
  readonly #partings: string[] = [];
  readonly #gaps: string[] = [];
  #conditions: readonly string[] = [];
  #compared = 0;
  #partsAtEpoch: number | undefined;
  #isDone = false;

  constructor(recorded: RunState, started: RunStarted, options: VerifyOptions) {
    this.#recorded = recorded;
    this.#started = started;
    this.#options = options;
    const finished = recorded.epochs.at(-1)?.epoch ?? 0;
    this.#lastEpoch = Math.min(options.epochs ?? finished, finished);
    this.#includesEnd = options.epochs === undefined && recorded.status === 'completed';
  }

  /** Follows the training until nothing more is to be compared. */
  async follow(trainer: TrainerProcess): Promise<void> {
    const { signal, onEvent } = this.#options;
    const abort = () => void trainer.stop('stopped');
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    let problem: VerifyError | undefined;
    try {
      for await (const event of trainer.events) {
        if (!this.#isDone) onEvent?.(event);
        problem ??= this.#take(event);
        if (problem !== undefined || this.#isDone) void trainer.stop('compared');
      }
      await trainer.exited;
    } finally {
      signal.removeEventListener('abort', abort);
    }
    signal.throwIfAborted();
    if (problem !== undefined) throw problem;
  }

  #take(event: RunEvent): VerifyError | undefined {
    if (event.type === 'runStarted') return this.#begin(event);
    if (event.type === 'runFailed' && !this.#isDone) return new VerifyError(`The replay failed: ${event.message}`);
    if (event.type !== 'epochEnded' || this.#isDone) return undefined;
    const recorded = this.#recorded.epochs.find(({ epoch }) => epoch === event.epoch);
    if (recorded === undefined) this.#gaps.push(`Epoch ${event.epoch} is missing from the run's events.`);
    else {
      this.#compared += 1;
      if (recorded.weightsHash === undefined)
        this.#gapOnce('The run has no hashes of its weights: only figures were compared.');
      const partings = epochPartings(recorded, epochPointOf(event));
      if (partings.length > 0) {
        this.#partsAtEpoch = event.epoch;
        this.#partings.push(...partings.map((parting) => `Epoch ${event.epoch}: ${parting}.`));
      }
    }
    this.#isDone = this.#partings.length > 0 || (event.epoch >= this.#lastEpoch && !this.#includesEnd);
    return undefined;
  }

  #begin(now: RunStarted): VerifyError | undefined {
    const then = this.#started;
    if (now.dataset.checksum !== then.dataset.checksum)
      return new VerifyError(
        `The images are not those that the run was trained on: ${now.dataset.name} in ${now.dataset.source.location} has ` +
          `checksum ${now.dataset.checksum.slice(0, 8)}, the run had ${then.dataset.checksum.slice(0, 8)} (${then.dataset.name}).`,
      );
    this.#conditions = differences(then, now);
    this.#options.onConditions?.(this.#conditions);
    return undefined;
  }

  async conclude(recorded: StoredRun, replayed: StoredRun): Promise<Verification> {
    const includesEnd = this.#includesEnd && this.#partings.length === 0;
    if (includesEnd) await this.#compareEnds(recorded, replayed);
    return {
      schemaVersion: 1,
      time: Date.now(),
      verdict: this.#partings.length === 0 ? 'identical' : 'different',
      epochs: this.#compared,
      ofEpochs: this.#recorded.epochs.length,
      includesEnd,
      partings: this.#partings,
      ...(this.#partsAtEpoch === undefined ? {} : { partsAtEpoch: this.#partsAtEpoch }),
      conditions: this.#conditions,
      gaps: this.#gaps,
    };
  }

  async #compareEnds(recorded: StoredRun, replayed: StoredRun): Promise<void> {
    const [then, now] = [recorded.state, replayed.state];
    const epochsOf = (state: RunState) => state.epochs.at(-1)?.epoch ?? 0;
    if (epochsOf(then) !== epochsOf(now))
      this.#partings.push(`The run ended after epoch ${epochsOf(then)}, the replay after epoch ${epochsOf(now)}.`);
    if (then.weightsHash === undefined) this.#gapOnce('The run has no hash of its final weights.');
    else if (then.weightsHash !== now.weightsHash)
      this.#partings.push(`Final weights ${then.weightsHash.slice(0, 12)}…, now ${now.weightsHash?.slice(0, 12)}….`);
    try {
      const predictions = await readPredictions(recorded.folder, then);
      const again = await readPredictions(replayed.folder, now);
      const difference = largestDifference(predictions.probabilities, again.probabilities);
      if (difference > 0)
        this.#partings.push(`Predictions: probabilities are up to ${difference.toExponential(1)} apart.`);
    } catch (error) {
      this.#gapOnce(`The predictions were not compared: ${(error as Error).message}`);
    }
  }

  #gapOnce(gap: string): void {
    if (!this.#gaps.includes(gap)) this.#gaps.push(gap);
  }
}
