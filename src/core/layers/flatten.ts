import { BATCH } from '../graph/graph.js';
import { reshape } from '../graph/ops/shape.js';
import { onlyShape, sampleSize } from './featureMap.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';

/** Keras's `Flatten`. */
export const flatten = defineLayer({
  type: 'flatten',
  description: 'Turns an image into a list of features, row by row, channels last.',
  formula: 'y = x as [height · width · channels]',
  arity: 'one',
  options: {},
  infer: (_options, inputs) => ({ outputShape: [sampleSize(onlyShape(inputs))], weights: [], macs: 0 }),
  build: (_options, inputs) => {
    const x = onlyValue(inputs);
    return reshape(x, { shape: [BATCH, sampleSize(x.shape.slice(1))] });
  },
});
