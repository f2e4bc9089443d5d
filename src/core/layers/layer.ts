import type { OptionSpecs, OptionsOf } from '../definition/option.js';
import type { Value } from '../graph/graph.js';
import type { Initializer } from './initializer.js';
import type { Regularizer } from './regularizer.js';

/** Shape of one sample, without the batch dimension: `[height, width, channels]` or `[features]`. */
export type SampleShape = readonly number[];

/** A weight or statistic that a layer owns. */
export interface WeightSpec {
  /** Keras's name in camelCase: `kernel`, `bias`, `gamma`, `movingMean`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  /** Learned by gradient; else a running statistic, or a weight of a layer that is frozen. */
  readonly trainable: boolean;
  readonly regularizer?: Regularizer | undefined;
}

/** What a layer makes of its input shapes. */
export interface LayerInference {
  readonly outputShape: SampleShape;
  /** In the order in which Keras's `get_weights` lists them within the layer. */
  readonly weights: readonly WeightSpec[];
  /**
   * Multiply–accumulates for one sample in the forward pass: products with kernels alone, as publications count them.
   * Positions that fall on padding count; biases, normalization, activations, pooling and merges do not.
   */
  readonly macs: number;
  /**
   * What it is made of, where it is a network of its own, in an order in which each comes after its inputs; the last one
   * gives its output. A plan has these in its place. The figures above are of all of them together.
   */
  readonly parts?: readonly LayerPart[];
}

/** A layer inside another one, with what its inputs decide. */
export interface LayerPart extends Omit<LayerInference, 'parts'> {
  /** Unique among the parts. */
  readonly name: string;
  readonly type: LayerType;
  /** Every option of the type. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Names of the parts that it reads; none: what the whole reads. */
  readonly from: readonly string[];
  readonly inputShapes: readonly SampleShape[];
}

/** A layer that cannot work on these inputs: the definition's fault, placed at an option where there is one. */
export interface LayerProblem {
  readonly code: string;
  readonly message: string;
  /** Severity error: no shape can be given. */
  readonly option?: string;
  readonly fix?: LayerFix;
}

/** Ways to mend a `LayerProblem`, turned into text edits by the planner. */
export type LayerFix =
  | { readonly kind: 'insertBefore'; readonly title: string; readonly layer: Readonly<Record<string, unknown>> }
  | { readonly kind: 'setOption'; readonly title: string; readonly option: string; readonly value: unknown };

/** What a layer may use while it emits its ops. */
export interface BuildContext {
  /** `training`: dropout drops, batch norm uses the batch's statistics. A frozen layer is always built for `inference`. */
  readonly mode: 'training' | 'inference';
  /** Value of one of the layer's own weights. */
  weight(name: string): Value;
  /** int32 `[2]` = (run seed, step); only in training. */
  readonly seed: Value;
  /** A number for random ops, different for each call: keeps the random streams of layers apart. */
  nextStream(): number;
  /**
   * Says that each sample was mixed with the one before it in the batch (`rollBatch` by 1): `own` `[batch]` is its own weight,
   * ½..1. The targets of the loss are mixed likewise.
   */
  mixTargets(own: Value): void;
  /** Has a statistic updated after the step: `statistic ← momentum · statistic + (1 − momentum) · value`. */
  updateStatistic(name: string, value: Value, momentum: number): void;
}

/** How many inputs a layer takes. */
export type Arity = 'none' | 'one' | 'many';

/**
 * A layer type: everything about it in one file. Options and defaults as Keras names them, in camelCase.
 * No engine has code for a layer: `build` emits ops.
 */
export interface LayerType<S extends OptionSpecs = OptionSpecs> {
  readonly type: string;
  /** One Markdown sentence for hover and reference. */
  readonly description: string;
  /** What it computes, in plain text: `y = activation(x · kernel + bias)`. */
  readonly formula: string;
  readonly arity: Arity;
  /** What it does in training differs from call to call: what it gives cannot be kept for the next epoch. */
  readonly randomInTraining?: true;
  readonly options: S;
  infer(options: OptionsOf<S>, inputs: readonly SampleShape[]): LayerInference | LayerProblem;
  build(options: OptionsOf<S>, inputs: readonly Value[], context: BuildContext): Value;
}

/** True for a type whose layers may be given a name; one that has a `name` among its options means something else by it. */
export function takesName(type: LayerType): boolean {
  return !Object.hasOwn(type.options, 'name');
}

/** Tells the two answers of `infer` apart. */
export function isLayerProblem(answer: LayerInference | LayerProblem): answer is LayerProblem {
  return 'code' in answer;
}

/** Declares a layer type with its options' types inferred. */
export function defineLayer<S extends OptionSpecs>(layer: LayerType<S>): LayerType<S> {
  return layer;
}
