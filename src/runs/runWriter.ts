import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TensorData } from '../core/engine.js';
import type { RunEvent } from '../core/run/events.js';
import { initialRunState, type RunState, reduceRun } from '../core/run/state.js';
import { writeAtomically } from './atomicWrite.js';
import { writeCheckpoint } from './checkpoint.js';
import { EventFile } from './eventFile.js';
import { writePredictions } from './predictionsFile.js';
import { runFiles } from './runFolder.js';
import { writeWeights } from './weightsFile.js';

const ENDS: ReadonlySet<RunEvent['type']> = new Set(['runCompleted', 'runStopped', 'runFailed']);

/** True for the events that end a run. */
export function isFinalEvent(event: RunEvent): boolean {
  return ENDS.has(event.type);
}

/** Writes a run folder; only the trainer holds one. Every method throws an Error when the disk refuses. */
export class RunWriter {
  readonly #events: EventFile;
  #state: RunState = initialRunState;

  private constructor(readonly folder: string) {
    this.#events = new EventFile(folder);
  }

  /** Begins to write into a folder of `createRunFolder`: keeps the exact text that is trained. */
  static async open(folder: string, definitionText: string): Promise<RunWriter> {
    await writeFile(path.join(folder, runFiles.definition), definitionText);
    return new RunWriter(folder);
  }

  /** The fold of the events written so far. */
  get state(): RunState {
    return this.#state;
  }

  /** Writes one event; at the end of an epoch and of the run it is on the disk when this returns. */
  append(event: RunEvent): void {
    this.#events.append(event);
    this.#state = reduceRun(this.#state, event);
    if (event.type === 'epochEnded' || isFinalEvent(event)) this.#events.flush();
  }

  /** Test probabilities `[count, classCount]`. */
  async writePredictions(probabilities: Float32Array): Promise<void> {
    await writePredictions(this.folder, probabilities);
  }

  /** The trained model: weights and running statistics. */
  async writeWeights(tensors: Readonly<Record<string, TensorData>>): Promise<void> {
    await writeWeights(this.folder, tensors);
  }

  /** Replaces `checkpoint/` whole: tensors as weights, and JSON-safe `state` as `state.json`. */
  async writeCheckpoint(tensors: Readonly<Record<string, TensorData>>, state: unknown): Promise<void> {
    await writeCheckpoint(this.folder, tensors, state);
  }

  /** Ends the writing; writes `run.json` if the run has come to its end. */
  async close(): Promise<void> {
    this.#events.close();
    if (this.#state.status !== 'running') await writeRunRecord(this.folder, this.#state);
  }
}

/** Writes `run.json`: the state that the events give, for other programs. Readers here use the events. */
export async function writeRunRecord(folder: string, state: RunState): Promise<void> {
  await writeAtomically(path.join(folder, runFiles.record), `${JSON.stringify(state, null, 2)}\n`);
}
