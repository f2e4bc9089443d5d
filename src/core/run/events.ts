import type { DatasetDescription } from '../dataset.js';
import type { Recipe } from '../definition/definition.js';
import type { EngineDescription } from '../engine.js';
import type { Evaluation } from '../metrics/evaluation.js';
import type { RunRequest } from './request.js';

/** Raised by one whenever an old reader would misread a new run. */
export const SCHEMA_VERSION = 1;

/** One line of `events.ndjson`. Past tense, JSON-safe; `time` is milliseconds since the epoch. */
export type RunEvent =
  | RunStarted
  | RunResumed
  | PhaseStarted
  | FeaturesComputed
  | FeaturesReady
  | EpochStarted
  | BatchesTrained
  | EpochEnded
  | LearningRateReduced
  | EarlyStopped
  | BestWeightsRestored
  | Evaluated
  | RunCompleted
  | RunStopped
  | RunFailed;

interface EventBase {
  readonly time: number;
}

export interface RunStarted extends EventBase {
  readonly type: 'runStarted';
  readonly schemaVersion: number;
  readonly runId: string;
  readonly request: RunRequest;
  /** The recipe in force: the model's own with the request's laid over. `epochs` is what the time left is told from. */
  readonly recipe: Recipe;
  /** Name of the model as its definition says. */
  readonly modelName: string;
  readonly layers: readonly LayerRecord[];
  readonly parameterCount: number;
  readonly trainableParameterCount: number;
  /** Multiply–accumulates for one image, forward. */
  readonly macs: number;
  readonly dataset: DatasetDescription;
  /** Images used, after `limit` and the split. */
  readonly trainCount: number;
  readonly validationCount: number;
  readonly testCount: number;
  readonly stepsPerEpoch: number;
  readonly engine: EngineDescription;
  /** Versions of `model-bakeoff` and `node`. */
  readonly versions: Readonly<Record<string, string>>;
  readonly gitRevision?: string;
  /** Where it was trained, if not on the machine that asked for it. */
  readonly ranOn?: RanOn;
  /** The model's backbones; absent without any. */
  readonly backbones?: readonly BackboneRecord[];
}

/** Another machine that trained a run. */
export interface RanOn {
  readonly runner: 'ray';
  /** Of the cluster. */
  readonly address: string;
  /** Name of the machine there. */
  readonly host: string;
}

/** Which published network a model begins with, where it is cut, and whose weights it had. */
export interface BackboneRecord {
  /** Of the layer in the definition: `backbone`. */
  readonly layer: string;
  readonly network: string;
  /** Width multiplier. */
  readonly alpha: number;
  readonly inputSize: number;
  /** Its last layer that is used. */
  readonly upTo: string;
  /** `none`: from its initializers. */
  readonly origin: 'embedded' | 'cache' | 'folder' | 'file' | 'none';
  /** What the weights are, as published; of a file the path as written. */
  readonly title?: string;
  /** SHA-256 of the weights' values, little-endian float32, in the plan's order; hexadecimal. */
  readonly checksum?: string;
}

/**
 * The training goes on where it had been interrupted or stopped, at the end of an epoch. What the run's events say of later
 * epochs, and of its end, is superseded.
 */
export interface RunResumed extends EventBase {
  readonly type: 'runResumed';
  /** The last epoch that stands; 0 when training begins anew. */
  readonly fromEpoch: number;
  readonly engine: EngineDescription;
  readonly versions: Readonly<Record<string, string>>;
  /** What was found damaged or missing, and what differs from the machine that the run began on; for people. */
  readonly notes: readonly string[];
}

/** A layer as the run saw it. */
export interface LayerRecord {
  readonly name: string;
  readonly type: string;
  readonly from: readonly string[];
  readonly outputShape: readonly number[];
  readonly parameterCount: number;
  readonly macs: number;
  /** 1-based line in the run's own copy of the definition. */
  readonly line: number;
}

/** `training`: the only phase. `head`: layers that are for fine-tuning are frozen still; `fineTuning`: no longer. */
export type PhaseName = 'training' | 'head' | 'fineTuning';

/** A phase begins. Runs that have one phase, and no layers that are frozen, do without. */
export interface PhaseStarted extends EventBase {
  readonly type: 'phaseStarted';
  readonly phase: PhaseName;
  /** From 1; epochs count on through all phases. */
  readonly firstEpoch: number;
  /** Of this phase, at most. */
  readonly epochs: number;
  /** Of the optimizer, before any schedule. */
  readonly learningRate: number;
  /** Learned by gradient in this phase. */
  readonly trainedParameterCount: number;
}

/** What the frozen layers give is being computed, once for all epochs. Coalesced: at most ten a second. */
export interface FeaturesComputed extends EventBase {
  readonly type: 'featuresComputed';
  /** Images done so far. */
  readonly done: number;
  readonly total: number;
}

/** What the frozen layers give is there, so that the phase's first epoch can begin. */
export interface FeaturesReady extends EventBase {
  readonly type: 'featuresReady';
  /** The last layer that is not computed in each step. */
  readonly layer: string;
  /** Of the features of one image. */
  readonly shape: readonly number[];
  /** Images that have features. */
  readonly images: number;
  /** As they are kept, in half precision. */
  readonly bytes: number;
  /** Found in the cache; computed, and kept there; or not to be kept: computed anew in each step. */
  readonly source: 'cache' | 'computed' | 'eachStep';
  readonly durationMs: number;
  /** What it costs, and what could be done about it; for people. */
  readonly notes: readonly string[];
}

export interface EpochStarted extends EventBase {
  readonly type: 'epochStarted';
  /** From 1. */
  readonly epoch: number;
  readonly learningRate: number;
}

/** Coalesced: at most ten a second. */
export interface BatchesTrained extends EventBase {
  readonly type: 'batchesTrained';
  readonly epoch: number;
  /** Steps done in this epoch, from 1. */
  readonly step: number;
  /** Mean over the epoch so far. */
  readonly loss: number;
  readonly accuracy: number;
  readonly samplesPerSecond: number;
}

export interface EpochEnded extends EventBase {
  readonly type: 'epochEnded';
  readonly epoch: number;
  readonly learningRate: number;
  /** Mean over the epoch's batches while the weights moved, with penalties, as Keras reports it. */
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
  /** Training steps alone. */
  readonly trainDurationMs: number;
  /** Training steps and validation. */
  readonly durationMs: number;
  /** True when this epoch has the best monitored value so far. */
  readonly isBest: boolean;
  /** SHA-256 of all weights and statistics at the end of the epoch, as of `weights.bin`; hexadecimal. */
  readonly weightsHash?: string;
}

export interface LearningRateReduced extends EventBase {
  readonly type: 'learningRateReduced';
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

export interface EarlyStopped extends EventBase {
  readonly type: 'earlyStopped';
  readonly epoch: number;
  readonly reason: string;
}

export interface BestWeightsRestored extends EventBase {
  readonly type: 'bestWeightsRestored';
  /** The epoch whose weights the model now has. */
  readonly epoch: number;
  readonly monitor: string;
  readonly value: number;
}

export interface Evaluated extends EventBase {
  readonly type: 'evaluated';
  readonly evaluation: Evaluation;
  readonly durationMs: number;
  /** Of all test images by the whole model, in batches; absent where only its head was asked, and in older runs. */
  readonly predictionDurationMs?: number;
}

interface RunEnd extends EventBase {
  /** From process start to here; after a resumption, of the process that resumed. */
  readonly durationMs: number;
  /** Looking at the layers, after the evaluation; absent where that was not done, and in older runs. */
  readonly layersDurationMs?: number;
  readonly peakMemoryBytes?: number;
  /** SHA-256 of `weights.bin`: the weights that the model ends with; hexadecimal. */
  readonly weightsHash?: string;
}

export interface RunCompleted extends RunEnd {
  readonly type: 'runCompleted';
}

export interface RunStopped extends RunEnd {
  readonly type: 'runStopped';
  readonly reason: string;
}

export interface RunFailed extends RunEnd {
  readonly type: 'runFailed';
  /** Stable, kebab-case: `loss-not-finite`, `trainer-died`. */
  readonly code: string;
  readonly message: string;
  /** Last lines of the trainer's log, where it died without a word. */
  readonly log?: string;
}
