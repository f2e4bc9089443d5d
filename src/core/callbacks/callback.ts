import type { Configured } from '../definition/configured.js';
import type { OptionSpecs, OptionsOf } from '../definition/option.js';

/** A callback as a definition names it, defaults filled in. */
export type CallbackConfig = Configured;

/** What a callback sees at the end of an epoch; quantities by the names in `monitorNames`. */
export interface EpochResult {
  /** From 1. */
  readonly epoch: number;
  /** The base rate: without the schedule's factor. */
  readonly learningRate: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
}

/** What a callback wants done; the training loop does it. */
export type CallbackAction =
  | { readonly type: 'stop'; readonly reason: string }
  /** Replaces the base rate; the schedule's factor goes on multiplying it. */
  | { readonly type: 'setLearningRate'; readonly learningRate: number; readonly reason: string }
  /** The weights of this epoch are the best so far: keep a copy. */
  | { readonly type: 'keepWeights'; readonly monitor: string; readonly value: number }
  /** At the end of training, go back to the weights kept at `epoch`. */
  | { readonly type: 'restoreWeights'; readonly epoch: number; readonly monitor: string; readonly value: number };

/** A state machine over numbers. Its state is plain data, so that a checkpoint can hold it. */
export interface Callback {
  epochEnded(result: EpochResult): readonly CallbackAction[];
  /** After the last epoch, however it came. */
  trainingEnded(): readonly CallbackAction[];
  /** JSON-safe. */
  readonly state: unknown;
  restore(state: unknown): void;
}

export interface CallbackType<S extends OptionSpecs = OptionSpecs> {
  readonly type: string;
  readonly description: string;
  readonly options: S;
  create(options: OptionsOf<S>): Callback;
}

/** Declares a callback with its options' types inferred. */
export function defineCallback<S extends OptionSpecs>(callback: CallbackType<S>): CallbackType<S> {
  return callback;
}
