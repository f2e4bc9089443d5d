import { boolean } from '../definition/options.js';
import type { Value } from '../graph/graph.js';
import { biasAdd } from '../graph/ops/linear.js';
import { type Initializer, initializerOption } from './initializer.js';
import type { BuildContext, WeightSpec } from './layer.js';

/** Options of a layer that may add a bias to its output. */
export const biasOptions = {
  useBias: boolean({ description: 'Adds a learned number to each output channel.', default: true }),
  biasInitializer: initializerOption('bias', 'zeros'),
};

interface BiasOptions {
  readonly useBias: boolean;
  readonly biasInitializer: Initializer;
}

/** The bias as a list of no or one weight. */
export function biasWeights(options: BiasOptions, size: number): readonly WeightSpec[] {
  if (!options.useBias) return [];
  return [{ name: 'bias', shape: [size], initializer: options.biasInitializer, trainable: true }];
}

/** Adds the bias if there is one. */
export function addBias(options: BiasOptions, x: Value, context: BuildContext): Value {
  return options.useBias ? biasAdd(x, context.weight('bias')) : x;
}
