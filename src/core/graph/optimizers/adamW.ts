import { number } from '../../definition/options.js';
import { adamOptions, adamSlots, adamUpdate } from './adam.js';
import { defineOptimizer } from './optimizer.js';

/** Keras's `AdamW` (Loshchilov & Hutter 2019): the decay is scaled by the learning rate and falls on every weight. */
export const adamW = defineOptimizer({
  type: 'adamW',
  description: 'Adam with decoupled weight decay.',
  options: {
    ...adamOptions,
    weightDecay: number({
      description: 'Each step takes `learningRate · weightDecay` of every weight away first.',
      default: 0.004,
      minimum: 0,
      maximum: 1e6,
    }),
  },
  slots: () => adamSlots,
  update: adamUpdate,
});
