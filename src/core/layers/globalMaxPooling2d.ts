import { max } from '../graph/ops/reduce.js';
import { globalPoolingOptions, inferGlobalPooling } from './globalPooling.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';

/** Keras's `GlobalMaxPooling2D`. */
export const globalMaxPooling2d = defineLayer({
  type: 'globalMaxPooling2d',
  description: 'Keeps the largest number of each channel: one feature a channel.',
  formula: 'y = max over height and width of x',
  arity: 'one',
  options: globalPoolingOptions,
  infer: (options, inputs) => inferGlobalPooling('globalMaxPooling2d', options, inputs),
  build: (options, inputs) => max(onlyValue(inputs), { axes: [1, 2], keepDimensions: options.keepdims }),
});
