import { onlyShape } from './featureMap.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';

/**
 * Where the images come in. Its one "input" is the model's: `infer` gets the model's input shape, `build` the float32
 * images, `[batch, height, width, channels]`.
 */
export const input = defineLayer({
  type: 'input',
  description: 'Where the images come in, as numbers 0..255; only needed to give that point a name.',
  formula: 'y = image',
  arity: 'none',
  options: {},
  infer: (_options, inputs) => ({ outputShape: onlyShape(inputs), weights: [], macs: 0 }),
  build: (_options, inputs) => onlyValue(inputs),
});
