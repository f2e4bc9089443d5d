import type { GraphNode } from '../graph.js';
import { applyAdam } from '../ops/optimizerUpdate.js';
import { defineOptimizer, type WeightUpdate } from './optimizer.js';
import {
  clippingOptions,
  decayOption,
  epsilonOption,
  learningRateOption,
  slotOf,
  weightDecayNodes,
  weightDecayOption,
} from './optimizerOptions.js';

/** Options of Adam in all its forms, but for the weight decay. */
export const adamOptions = {
  learningRate: learningRateOption(1e-3),
  beta1: decayOption('Share of the mean gradient that each step keeps.', 0.9),
  beta2: decayOption('Share of the mean squared gradient that each step keeps.', 0.999),
  epsilon: epsilonOption,
  ...clippingOptions,
};

/** Adam's state for each weight: mean gradient and mean squared gradient. */
export const adamSlots: readonly string[] = ['momentum', 'velocity'];

interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number | undefined;
}

/** Decay, then Adam's step. */
export function adamUpdate(options: AdamOptions, weight: WeightUpdate): readonly GraphNode[] {
  const { beta1, beta2, epsilon, weightDecay } = options;
  return [
    ...weightDecayNodes(weightDecay, weight),
    applyAdam(weight.gradient, weight.learningRate, weight.step, {
      variable: weight.variable,
      first: slotOf(weight, 'momentum'),
      second: slotOf(weight, 'velocity'),
      beta1,
      beta2,
      epsilon,
    }),
  ];
}

/** Keras's `Adam` (Kingma & Ba 2015) without AMSGrad. */
export const adam = defineOptimizer({
  type: 'adam',
  description: 'Adam: steps by the mean gradient over the root of the mean squared gradient.',
  options: { ...adamOptions, weightDecay: weightDecayOption },
  slots: () => adamSlots,
  update: adamUpdate,
});
