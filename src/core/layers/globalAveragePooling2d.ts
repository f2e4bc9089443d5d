import { mean } from '../graph/ops/reduce.js';
import { globalPoolingOptions, inferGlobalPooling } from './globalPooling.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';

/** Keras's `GlobalAveragePooling2D`. */
export const globalAveragePooling2d = defineLayer({
  type: 'globalAveragePooling2d',
  description: 'Takes the mean of each channel: one feature a channel.',
  formula: 'y = mean over height and width of x',
  arity: 'one',
  options: globalPoolingOptions,
  infer: (options, inputs) => inferGlobalPooling('globalAveragePooling2d', options, inputs),
  build: (options, inputs) => mean(onlyValue(inputs), { axes: [1, 2], keepDimensions: options.keepdims }),
});
