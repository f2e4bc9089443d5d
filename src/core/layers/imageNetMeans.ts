import { biasAdd } from '../graph/ops/linear.js';
import { concatenate, slice } from '../graph/ops/selection.js';
import { constant } from '../graph/ops/source.js';
import { onlyShape } from './featureMap.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';

/** Means of blue, green and red over ImageNet's images, 0..255. */
const MEANS = [103.939, 116.779, 123.68] as const;

/**
 * Colours as Caffe's networks were trained on them, Keras's `preprocess_input` with the mode `caffe`. Only in front of such
 * a network: no definition can name it.
 */
export const imageNetMeans = defineLayer({
  type: 'imageNetMeans',
  description: 'Turns red, green, blue 0..255 into blue, green, red, each minus its mean over ImageNet.',
  formula: 'y = reversed(x) − means',
  arity: 'one',
  options: {},
  infer: (_options, inputs) => ({ outputShape: onlyShape(inputs), weights: [], macs: 0 }),
  build: (_options, inputs) => {
    const x = onlyValue(inputs);
    const channels = [2, 1, 0].map((channel) => slice(x, { begin: [0, 0, 0, channel], size: [-1, -1, -1, 1] }));
    const means = constant({ dtype: 'float32', shape: [3], data: MEANS.map((mean) => -mean) });
    return biasAdd(concatenate(channels, { axis: 3 }), means);
  },
});
