import type { Recipe } from '../definition/definition.js';
import type { PhaseName, RunEvent } from '../run/events.js';
import type { ModelSession, VariableValues } from './modelSession.js';
import type { Split } from './split.js';
import type { TrainingCheckpoint } from './trainingCheckpoint.js';

/** What the loop needs of the outside world. */
export interface TrainingEnvironment {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since the process began; never goes back. */
  elapsed(): number;
  /** Lets messages arrive; called after each step. */
  breathe(): Promise<void>;
  readonly signal: StopSignal;
}

/** The part of an `AbortSignal` that the loop reads. */
export interface StopSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/** Where a training leaves what is too big for an event. Every call but `saveCheckpoint` has ended when the loop goes on. */
export interface TrainingSink {
  /** The weights that the model ends with. */
  saveWeights(weights: VariableValues): Promise<void>;
  /** Class probabilities of all test images, `[count, classes]`. */
  savePredictions(probabilities: Float32Array): Promise<void>;
  /**
   * After each epoch, what it takes to go on from there. The next epoch is trained meanwhile; one call at a time, the last has
   * ended before the run does. A failure ends the training. Without it no checkpoints are made.
   */
  saveCheckpoint?(checkpoint: TrainingCheckpoint): Promise<void>;
  /** SHA-256 of weights, hexadecimal. Without it events have no hashes. */
  hashWeights?(weights: VariableValues): string;
}

/** What a phase of a training differs in. */
export interface PhaseSettings {
  readonly name: PhaseName;
  /** At most. */
  readonly epochs: number;
  /** Before the schedule's factor. */
  readonly learningRate: number;
}

/** A phase that is made ready when its time has come. */
export interface NextPhase extends PhaseSettings {
  /** A session with these weights, and with the dataset loaded; yields what is told meanwhile. The caller of `train` disposes it. */
  open(begin: {
    readonly firstEpoch: number;
    readonly weights: VariableValues;
  }): AsyncGenerator<TrainingEvent, ModelSession, void>;
}

export interface TrainingOptions {
  /** With the dataset loaded and, but for `resumeFrom`, initialized. */
  readonly session: ModelSession;
  /** What `session` is for; default: the only phase, as the recipe says. */
  readonly phase?: PhaseSettings;
  /** What comes after it. */
  readonly next?: NextPhase;
  readonly recipe: Recipe;
  readonly seed: number;
  readonly split: Split;
  readonly classCount: number;
  /** True classes of the test images. */
  readonly testLabels: ArrayLike<number>;
  readonly environment: TrainingEnvironment;
  readonly sink: TrainingSink;
  /** Goes on from here, in the phase of `session`, instead of beginning: what follows is the same as if the training had never been interrupted. */
  readonly resumeFrom?: TrainingCheckpoint;
}

/** Events between `runStarted` and the final one, which say how the run ended. */
export type TrainingEvent = Exclude<RunEvent, { readonly type: 'runStarted' }>;
