import { layerNormalization as normalize } from '../graph/ops/layerNormalization.js';
import { onlyShape } from './featureMap.js';
import { defineLayer } from './layer.js';
import { normalizationOptions, normalizationValues, normalizationWeights } from './normalizationWeights.js';
import { onlyValue } from './onlyValue.js';
import { trainableOptions } from './trainable.js';

/** Keras's `LayerNormalization` over the last axis (Ba, Kiros & Hinton 2016). */
export const layerNormalization = defineLayer({
  type: 'layerNormalization',
  description:
    'Normalizes each sample over its channels (at each position of an image); the same in training and later.',
  formula: 'y = gamma · (x − mean) / √(variance + epsilon) + beta',
  arity: 'one',
  options: { ...normalizationOptions, ...trainableOptions },
  infer: (options, inputs) => {
    const outputShape = onlyShape(inputs);
    return { outputShape, weights: normalizationWeights(options, outputShape.at(-1) ?? 1), macs: 0 };
  },
  build: (options, inputs, context) => {
    const x = onlyValue(inputs);
    const { gamma, beta } = normalizationValues(options, x.shape.at(-1) ?? 1, context);
    return normalize(x, gamma, beta, { epsilon: options.epsilon }).y;
  },
});
