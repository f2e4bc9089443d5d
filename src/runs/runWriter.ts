import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TensorData } from '../core/engine.js';
import type { RunEvent } from '../core/run/events.js';
import { initialRunState, type RunState, reduceRun } from '../core/run/state.js';
import type { TrainingCheckpoint } from '../core/training/trainingCheckpoint.js';
import { writeAtomically } from './atomicWrite.js';
import { CheckpointWriter, type StoredCheckpoint } from './checkpoint.js';
import { EventFile } from './eventFile.js';
import { removeEvidence } from './evidenceFile.js';
import { removeComputedPredictions, writePredictions } from './predictionsFile.js';
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
  readonly #checkpoints: CheckpointWriter;
  #state: RunState;
  /** What a checkpoint keeps of the events. */
  #history: RunEvent[] = [];

  private constructor(
    readonly folder: string,
    state: RunState,
    resumedFrom?: StoredCheckpoint,
  ) {
    this.#state = state;
    this.#history = [...(resumedFrom?.history ?? [])];
    this.#checkpoints = new CheckpointWriter(folder, resumedFrom?.training);
    this.#events = new EventFile(folder);
  }

  /** Begins to write into a folder of `createRunFolder`: keeps the exact text that is trained. */
  static async open(folder: string, definitionText: string): Promise<RunWriter> {
    await writeFile(path.join(folder, runFiles.definition), definitionText);
    return new RunWriter(folder, initialRunState);
  }

  /** Goes on writing into the folder of an interrupted run; `state` is the fold of its events. */
  static async reopen(folder: string, definitionText: string, point: ReopenPoint): Promise<RunWriter> {
    await writeAtomically(path.join(folder, runFiles.definition), definitionText);
    return new RunWriter(folder, point.state, point.checkpoint);
  }

  /** The fold of the events written so far. */
  get state(): RunState {
    return this.#state;
  }

  /** Writes one event; at the end of an epoch and of the run it is on the disk when this returns. */
  append(event: RunEvent): void {
    this.#events.append(event);
    this.#state = reduceRun(this.#state, event);
    this.#remember(event);
    if (event.type === 'epochEnded' || isFinalEvent(event)) this.#events.flush();
  }

  /** Events that a resumption brings back should the events file lose them. */
  #remember(event: RunEvent): void {
    if (event.type === 'runResumed')
      this.#history = this.#history.filter((past) => (epochOf(past) ?? 0) <= event.fromEpoch && event.fromEpoch > 0);
    else if (event.type === 'runStarted' || epochOf(event) !== undefined) this.#history.push(event);
  }

  /** Test probabilities `[count, classCount]`. */
  async writePredictions(probabilities: Float32Array): Promise<void> {
    await writePredictions(this.folder, probabilities);
  }

  /** The trained model: weights and running statistics. */
  async writeWeights(tensors: Readonly<Record<string, TensorData>>): Promise<void> {
    await removeComputedPredictions(this.folder);
    await removeEvidence(this.folder);
    await writeWeights(this.folder, tensors);
  }

  /** Makes a checkpoint of the training; the events until then are on the disk before it is. */
  async writeCheckpoint(training: TrainingCheckpoint): Promise<void> {
    this.#events.flush();
    await this.#checkpoints.write({ training, history: [...this.#history] });
  }

  /** Ends the writing; writes `run.json` if the run has come to its end, and drops what only a resumption needs. */
  async close(): Promise<void> {
    this.#events.close();
    const { status, restoredEpoch } = this.#state;
    if (status !== 'running') await writeRunRecord(this.folder, this.#state);
    if (status === 'completed') await this.#checkpoints.finish(restoredEpoch);
  }
}

/** Where a run is taken up again. */
export interface ReopenPoint {
  readonly state: RunState;
  readonly checkpoint?: StoredCheckpoint | undefined;
}

/** The epoch that an event is about; none for those that come too often to be kept twice, or after the last epoch. */
function epochOf(event: RunEvent): number | undefined {
  const { type } = event;
  if (type === 'phaseStarted') return event.firstEpoch;
  const isOfEpoch =
    type === 'epochStarted' || type === 'epochEnded' || type === 'learningRateReduced' || type === 'earlyStopped';
  return isOfEpoch ? event.epoch : undefined;
}

/** Writes `run.json`: the state that the events give, for other programs. Readers here use the events. */
export async function writeRunRecord(folder: string, state: RunState): Promise<void> {
  await writeAtomically(path.join(folder, runFiles.record), `${JSON.stringify(state, null, 2)}\n`);
}
