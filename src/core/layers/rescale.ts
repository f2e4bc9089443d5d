import { number } from '../definition/options.js';
import { scale } from '../graph/ops/elementwise.js';
import { onlyShape } from './featureMap.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';

/** Keras's `Rescaling`. */
export const rescale = defineLayer({
  type: 'rescale',
  description: 'Multiplies by a number and adds one: pixels 0..255 become 0..1 with `scale` 1/255.',
  formula: 'y = x · scale + offset',
  arity: 'one',
  options: {
    scale: number({ description: 'What each number is multiplied by.', minimum: -1e6, maximum: 1e6 }),
    offset: number({ description: 'What is added afterwards.', default: 0, minimum: -1e6, maximum: 1e6 }),
  },
  infer: (_options, inputs) => ({ outputShape: onlyShape(inputs), weights: [], macs: 0 }),
  build: (options, inputs) => scale(onlyValue(inputs), { factor: options.scale, offset: options.offset }),
});
