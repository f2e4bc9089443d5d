import { applyRmsProp } from '../ops/optimizerUpdate.js';
import { defineOptimizer } from './optimizer.js';
import {
  clippingOptions,
  decayOption,
  epsilonOption,
  learningRateOption,
  slotOf,
  weightDecayNodes,
  weightDecayOption,
} from './optimizerOptions.js';

/** Keras's `RMSprop` (Tieleman & Hinton 2012), not centred. */
export const rmsprop = defineOptimizer({
  type: 'rmsprop',
  description: 'RMSprop: steps by the gradient over the root of the mean squared gradient.',
  options: {
    learningRate: learningRateOption(1e-3),
    rho: decayOption('Share of the mean squared gradient that each step keeps.', 0.9),
    momentum: decayOption('Share of the last step that is taken again.', 0),
    epsilon: epsilonOption,
    weightDecay: weightDecayOption,
    ...clippingOptions,
  },
  // The engine's op wants the accumulator even where momentum is 0.
  slots: () => ['velocity', 'momentum'],
  update: (options, weight) => {
    const { rho, momentum, epsilon } = options;
    return [
      ...weightDecayNodes(options.weightDecay, weight),
      applyRmsProp(weight.gradient, weight.learningRate, {
        variable: weight.variable,
        meanSquare: slotOf(weight, 'velocity'),
        momentumAccumulator: slotOf(weight, 'momentum'),
        rho,
        momentum,
        epsilon,
      }),
    ];
  },
});
