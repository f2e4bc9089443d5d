import { maxPool } from '../graph/ops/pooling.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';
import { inferPooling, poolingAttributes, poolingOptions } from './pooling.js';

/** Keras's `MaxPooling2D`. */
export const maxPooling2d = defineLayer({
  type: 'maxPooling2d',
  description: 'Keeps the largest number in each window.',
  formula: 'y = max over the window of x',
  arity: 'one',
  options: poolingOptions,
  infer: (options, inputs) => inferPooling('maxPooling2d', options, inputs),
  build: (options, inputs) => maxPool(onlyValue(inputs), poolingAttributes(options)),
});
