import { inputOption } from '../definition/modelOptions.js';
import { onlyShape } from './featureMap.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';

/**
 * Where the images come in, Keras's `Input`. Its one "input" is the model's: `infer` gets the shape of the images, the
 * option or the dataset's, and `build` the images in float32, `[batch, height, width, channels]`.
 */
export const input = defineLayer({
  type: 'input',
  description: 'Where the images come in, as numbers 0..255; only needed to give them a name.',
  formula: 'y = image',
  arity: 'none',
  options: { shape: inputOption },
  infer: (_options, inputs) => ({ outputShape: onlyShape(inputs), weights: [], macs: 0 }),
  build: (_options, inputs) => onlyValue(inputs),
});
