import { averagePool } from '../graph/ops/pooling.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';
import { inferPooling, poolingAttributes, poolingOptions } from './pooling.js';

/** Keras's `AveragePooling2D`. */
export const averagePooling2d = defineLayer({
  type: 'averagePooling2d',
  description: 'Takes the mean of each window; padding does not count.',
  formula: 'y = mean over the window of x',
  arity: 'one',
  options: poolingOptions,
  infer: (options, inputs) => inferPooling('averagePooling2d', options, inputs),
  build: (options, inputs) => averagePool(onlyValue(inputs), poolingAttributes(options)),
});
