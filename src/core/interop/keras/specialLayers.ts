import type { ImportedLayer } from './kerasLayer.js';
import { type Fields, told } from './kerasReading.js';
import { convertActivation } from './kerasValues.js';

/** Classes whose options have other names or meanings here. A text says what cannot be said. */
export const specialLayers: Readonly<Record<string, (config: Fields) => ImportedLayer | string>> = {
  Activation: ({ activation }) => {
    const converted = convertActivation(activation);
    return 'problem' in converted ? converted.problem : activationLayer(converted.value);
  },
  ReLU: ({ max_value: most = null, negative_slope: slope = 0, threshold = 0 }) => {
    const isPlain = (slope === 0 || slope === null) && (threshold === 0 || threshold === null);
    if (most === null && isPlain) return activationLayer('relu');
    if (most === 6 && isPlain) return activationLayer('relu6');
    if (most === null && (threshold === 0 || threshold === null) && typeof slope === 'number')
      return activationLayer('leakyRelu', slope);
    return `a rectifier with max_value ${told(most)}, negative_slope ${told(slope)}, threshold ${told(threshold)}`;
  },
  // Its slope was called alpha before Keras 3, and is 0.3 where nothing is said.
  LeakyReLU: ({ negative_slope: slope, alpha }) => leaky(slope ?? alpha ?? 0.3),
  ELU: ({ alpha = 1 }) => (typeof alpha === 'number' ? activationLayer('elu', alpha) : `alpha is ${told(alpha)}`),
  Softmax: ({ axis = -1 }) =>
    axis === -1 ? activationLayer('softmax') : `a softmax over the axis ${told(axis)}; here it is the last one`,
  Concatenate: ({ axis = -1 }) => ({ type: 'concatenate', options: axis === -1 ? {} : { axis } }),
  // Keras draws the probability from a range; here it is one.
  RandomErasing: ({ factor = 1, scale, fill_value: filling = null, value_range: range }) => {
    const [low, high] = Array.isArray(factor) ? factor : [factor, factor];
    if (low !== high) return `a probability drawn from ${told(factor)}; here it is one`;
    const options = {
      rate: low,
      ...(scale === undefined ? {} : { scale }),
      ...(filling === null ? {} : { fillValue: filling }),
      ...(range === undefined ? {} : { valueRange: range }),
    };
    return { type: 'randomErasing', options };
  },
};

function leaky(slope: unknown): ImportedLayer | string {
  return typeof slope === 'number' ? activationLayer('leakyRelu', slope) : `a slope of ${told(slope)}`;
}

function activationLayer(activation: string, alpha?: number): ImportedLayer {
  const usual = activation === 'elu' ? 1 : activation === 'leakyRelu' ? 0.2 : undefined;
  return { type: 'activation', options: { activation, ...(alpha === undefined || alpha === usual ? {} : { alpha }) } };
}
