import type { CallbackConfig } from '../callbacks/callback.js';
import type { OptimizerConfig } from '../graph/optimizers/optimizer.js';
import type { LayerType } from '../layers/layer.js';
import type { ScheduleConfig } from '../schedules/schedule.js';
import type { Expectation } from './expectation.js';
import type { FineTuning } from './fineTuning.js';
import type { JsonDocument } from './jsonDocument.js';
import type { Problem, TextRange } from './problem.js';
import type { SweepDefinition } from './sweepOption.js';

/** One entry of `layers`, all options filled in. */
export interface LayerDefinition {
  readonly type: LayerType;
  /** Given, or made from the type as Keras does: `conv2d`, `conv2d_1`, … Unique in a definition. */
  readonly name: string;
  /** Names of the layers it reads; never empty but for `input`. Default: the layer before it. */
  readonly from: readonly string[];
  /** Every option of the type, defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The entry's whole object in the text; an input layer's that is not among them: the key that stands for it. */
  readonly range: TextRange;
}

/** How a model is trained. */
export interface Recipe {
  readonly optimizer: OptimizerConfig;
  readonly learningRateSchedule: ScheduleConfig;
  /** 1..65,536 images. */
  readonly batchSize: number;
  /** 1..100,000, at most; early stopping may end before. */
  readonly epochs: number;
  readonly callbacks: readonly CallbackConfig[];
  /** A second phase after the one that all the above describes; absent: there is one phase. */
  readonly fineTuning?: FineTuning;
  /** Part of each target, 0..1 without 1, that is spread over all classes in training; absent: 0. */
  readonly labelSmoothing?: number;
}

/** A `*.model.jsonc` file, read. */
export interface ModelDefinition {
  /** For people and for run names. */
  readonly name: string;
  readonly description?: string;
  /** `dataset`: whatever shape the dataset's images have. */
  readonly input: readonly number[] | 'dataset';
  /** In the order of the file, an `input` layer always first: made from `input` if the file has none among its layers. */
  readonly layers: readonly LayerDefinition[];
  readonly recipe: Recipe;
  /** The text it was read from; absent for a definition made otherwise, whose problems then get no exact place or fix. */
  readonly document?: JsonDocument;
}

/** A definition as far as it could be read, and all that is wrong with it. `value` is absent if any error stands. */
export interface Parsed<T> {
  readonly value?: T;
  readonly problems: readonly Problem[];
}

/** A part of a recipe, laid over a model's own: from a comparison file or the command line. */
export type RecipeOverride = Partial<Recipe>;

/** Seeds are trained one after the other, from the first, until the models are told apart: at least and at most so many. */
export interface SeedPlan {
  /** 3 or more: fewer do not say how much seeds vary. */
  readonly minimum: number;
  /** Not less than `minimum`, at most 100. */
  readonly maximum: number;
}

/** A `*.bakeoff.jsonc` file, read: models trained on equal terms. */
export interface ComparisonDefinition {
  readonly name: string;
  readonly description?: string;
  /** `fashion-mnist`, …, or a folder as `images:DIR` with DIR relative to the file. */
  readonly dataset: string;
  /** Fraction of the training images held out to watch the training, 0 ≤ f < 1. */
  readonly validationSplit: number;
  /** One run per model and seed; with a plan: at most. */
  readonly seeds: readonly number[];
  /** How many of the seeds are trained depends on what they show; absent: all. */
  readonly seedPlan?: SeedPlan;
  readonly recipe: RecipeOverride;
  /** Paths as written, relative to the file, with their ranges. */
  readonly models: readonly { readonly path: string; readonly range: TextRange }[];
  /** Some models are trained in several variants; absent: all as they are. */
  readonly sweep?: SweepDefinition;
  /** What is expected of the models, in the order of the text; absent where nothing is. */
  readonly expectations?: readonly Expectation[];
}
