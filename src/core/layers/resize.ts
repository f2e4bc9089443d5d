import { MAXIMUM_IMAGE_SIDE } from '../dataset.js';
import { integer } from '../definition/options.js';
import { resizeBilinear } from '../graph/ops/resize.js';
import { featureMapOf } from './featureMap.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';

/** Keras's `Resizing` with bilinear interpolation. */
export const resize = defineLayer({
  type: 'resize',
  description: 'Brings images to another size; each pixel is mixed from the four nearest (bilinear, no antialiasing).',
  formula: 'y = x between its pixels, height × width',
  arity: 'one',
  options: {
    height: integer({ description: 'Height of the output.', minimum: 1, maximum: MAXIMUM_IMAGE_SIDE }),
    width: integer({ description: 'Width of the output.', minimum: 1, maximum: MAXIMUM_IMAGE_SIDE }),
  },
  infer: (options, inputs) => {
    const input = featureMapOf('resize', inputs);
    if ('code' in input) return input;
    return { outputShape: [options.height, options.width, input.channels], weights: [], macs: 0 };
  },
  build: (options, inputs) => resizeBilinear(onlyValue(inputs), options),
});
