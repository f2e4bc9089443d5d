import { boolean } from '../../definition/options.js';
import { applyGradientDescent, applyMomentum } from '../ops/optimizerUpdate.js';
import { defineOptimizer } from './optimizer.js';
import {
  clippingOptions,
  decayOption,
  learningRateOption,
  slotOf,
  weightDecayNodes,
  weightDecayOption,
} from './optimizerOptions.js';

/** Keras's `SGD`; without momentum it keeps no state, and `nesterov` means nothing. */
export const sgd = defineOptimizer({
  type: 'sgd',
  description: 'Stochastic gradient descent, with (Nesterov) momentum if wanted.',
  options: {
    learningRate: learningRateOption(0.01),
    momentum: decayOption('Share of the last step that is taken again.', 0),
    nesterov: boolean({ description: 'Looks ahead along the momentum (Sutskever et al. 2013).', default: false }),
    weightDecay: weightDecayOption,
    ...clippingOptions,
  },
  slots: (options) => (options.momentum > 0 ? ['momentum'] : []),
  update: (options, weight) => {
    const { variable, gradient, learningRate } = weight;
    const { momentum, nesterov } = options;
    const decay = weightDecayNodes(options.weightDecay, weight);
    if (momentum === 0) return [...decay, applyGradientDescent(gradient, learningRate, { variable })];
    const accumulator = slotOf(weight, 'momentum');
    return [...decay, applyMomentum(gradient, learningRate, { variable, accumulator, momentum, nesterov })];
  },
});
