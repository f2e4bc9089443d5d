import { number } from '../definition/options.js';
import { dropout as drop } from '../graph/ops/dropout.js';
import { onlyShape } from './featureMap.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';

/** The `rate` option of the dropout layers. */
export const rateOption = number({
  description: 'Fraction that is set to 0 in training; the rest is scaled up by `1 / (1 − rate)`.',
  minimum: 0,
  exclusiveMaximum: 1,
});

/** Keras's `Dropout` (Srivastava et al. 2014). */
export const dropout = defineLayer({
  type: 'dropout',
  description: 'In training, sets a random part of the numbers to 0; later it changes nothing.',
  formula: 'y = x · mask / (1 − rate)',
  arity: 'one',
  randomInTraining: true,
  options: { rate: rateOption },
  infer: (_options, inputs) => ({ outputShape: onlyShape(inputs), weights: [], macs: 0 }),
  build: (options, inputs, context) => {
    const x = onlyValue(inputs);
    if (context.mode === 'inference' || options.rate === 0) return x;
    return drop(x, context.seed, { rate: options.rate, stream: context.nextStream(), perChannel: false }).y;
  },
});
