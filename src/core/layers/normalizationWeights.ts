import { boolean, number } from '../definition/options.js';
import type { Value } from '../graph/graph.js';
import { constant } from '../graph/ops/source.js';
import { type Initializer, initializerOption } from './initializer.js';
import type { BuildContext, WeightSpec } from './layer.js';

/** Options that batch and layer normalization share. */
export const normalizationOptions = {
  epsilon: number({
    description: 'Added to the variance, against division by 0.',
    default: 1e-3,
    // Not so small that float32 makes it 0, or its reciprocal too large for any gradient.
    minimum: 1e-12,
    maximum: 1,
  }),
  center: boolean({ description: 'Adds a learned number (beta) to each channel.', default: true }),
  scale: boolean({ description: 'Multiplies each channel by a learned number (gamma).', default: true }),
  betaInitializer: initializerOption('beta', 'zeros'),
  gammaInitializer: initializerOption('gamma', 'ones'),
};

interface NormalizationOptions {
  readonly center: boolean;
  readonly scale: boolean;
  readonly betaInitializer: Initializer;
  readonly gammaInitializer: Initializer;
}

/** Gamma and beta, as far as the options want them. */
export function normalizationWeights(options: NormalizationOptions, channels: number): readonly WeightSpec[] {
  const gamma = { name: 'gamma', shape: [channels], initializer: options.gammaInitializer, trainable: true };
  const beta = { name: 'beta', shape: [channels], initializer: options.betaInitializer, trainable: true };
  return [...(options.scale ? [gamma] : []), ...(options.center ? [beta] : [])];
}

/** Gamma and beta to compute with: what is not learned is 1 and 0. */
export function normalizationValues(
  options: NormalizationOptions,
  channels: number,
  context: BuildContext,
): { readonly gamma: Value; readonly beta: Value } {
  return {
    gamma: options.scale ? context.weight('gamma') : filled(channels, 1),
    beta: options.center ? context.weight('beta') : filled(channels, 0),
  };
}

function filled(channels: number, value: number): Value {
  return constant({ dtype: 'float32', shape: [channels], data: new Array<number>(channels).fill(value) });
}
