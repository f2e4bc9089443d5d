import { choice, number } from '../definition/options.js';
import { BATCH, type Value } from '../graph/graph.js';
import { batchNormalizationInference, batchNormalization as normalize } from '../graph/ops/batchNormalization.js';
import { reshape } from '../graph/ops/shape.js';
import { onlyShape } from './featureMap.js';
import { type Initializer, initializerOption } from './initializer.js';
import { defineLayer } from './layer.js';
import { normalizationOptions, normalizationValues, normalizationWeights } from './normalizationWeights.js';
import { onlyValue } from './onlyValue.js';
import { trainableOptions } from './trainable.js';

/**
 * Keras's `BatchNormalization` over the last axis (Ioffe & Szegedy 2015). The moving variance follows the biased
 * variance of the batch, as in Keras.
 */
export const batchNormalization = defineLayer({
  type: 'batchNormalization',
  description: 'Normalizes each channel by its mean and variance in the batch; later by their moving averages.',
  formula: 'y = gamma · (x − mean) / √(variance + epsilon) + beta',
  arity: 'one',
  options: {
    momentum: number({
      description: 'Share of the moving averages that each step keeps.',
      default: 0.99,
      minimum: 0,
      maximum: 1,
    }),
    ...normalizationOptions,
    movingMeanInitializer: initializerOption('moving mean', 'zeros'),
    movingVarianceInitializer: choice<Initializer>({
      description: 'Initial values of the moving variance; a variance is never below zero, as random numbers would be.',
      values: ['ones', 'zeros'],
      default: 'ones',
    }),
    ...trainableOptions,
  },
  infer: (options, inputs) => {
    const outputShape = onlyShape(inputs);
    const channels = channelsOf(outputShape);
    const { movingMeanInitializer, movingVarianceInitializer } = options;
    return {
      outputShape,
      weights: [
        ...normalizationWeights(options, channels),
        { name: 'movingMean', shape: [channels], initializer: movingMeanInitializer, trainable: false },
        { name: 'movingVariance', shape: [channels], initializer: movingVarianceInitializer, trainable: false },
      ],
      macs: 0,
    };
  },
  build: (options, inputs, context) => {
    const given = onlyValue(inputs);
    const x = withOpRank(given);
    const { gamma, beta } = normalizationValues(options, channelsOf(given.shape), context);
    const { epsilon } = options;
    if (context.mode === 'inference') {
      const [mean, variance] = [context.weight('movingMean'), context.weight('movingVariance')];
      return backTo(given, batchNormalizationInference(x, gamma, beta, mean, variance, { epsilon }));
    }
    const { y, mean, variance } = normalize(x, gamma, beta, { epsilon });
    context.updateStatistic('movingMean', mean, options.momentum);
    context.updateStatistic('movingVariance', variance, options.momentum);
    return backTo(given, y);
  },
});

function channelsOf(shape: readonly number[]): number {
  return shape.at(-1) ?? 1;
}

/** The op takes rank 2 or 4; statistics do not care how the other axes are cut. */
function withOpRank(x: Value): Value {
  return x.shape.length === 3 ? reshape(x, { shape: [BATCH, ...x.shape.slice(1, 2), 1, ...x.shape.slice(2)] }) : x;
}

function backTo(given: Value, y: Value): Value {
  return y.shape.length === given.shape.length ? y : reshape(y, { shape: given.shape });
}
