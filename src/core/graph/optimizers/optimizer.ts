import type { Configured } from '../../definition/configured.js';
import type { OptionSpecs, OptionsOf } from '../../definition/option.js';
import type { GraphNode, Value, Variable } from '../graph.js';

/** An optimizer as a definition names it, defaults filled in; `options.learningRate` is always there. */
export type OptimizerConfig = Configured;

/** One weight to be moved. */
export interface WeightUpdate {
  readonly variable: Variable;
  readonly gradient: Value;
  /** float32 scalar, fed each step. */
  readonly learningRate: Value;
  /** float32 scalar, 1 in the first step. */
  readonly step: Value;
  /** The weight's slots, by the names that `slots` lists; zero before the first step. */
  readonly slots: Readonly<Record<string, Variable>>;
}

/** An optimizer: which state it keeps for each weight, and the update ops it emits. Keras's semantics and defaults. */
export interface OptimizerType<S extends OptionSpecs = OptionSpecs> {
  readonly type: string;
  readonly description: string;
  readonly options: S;
  slots(options: OptionsOf<S>): readonly string[];
  /** Update nodes, in order. */
  update(options: OptionsOf<S>, weight: WeightUpdate): readonly GraphNode[];
}

/** Declares an optimizer with its options' types inferred. */
export function defineOptimizer<S extends OptionSpecs>(optimizer: OptimizerType<S>): OptimizerType<S> {
  return optimizer;
}
