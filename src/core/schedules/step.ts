import { integer, number } from '../definition/options.js';
import { defineSchedule } from './schedule.js';

/** `factor` to the power of the number of full periods done: Keras 3's `ExponentialDecay` with `staircase`. */
export const step = defineSchedule({
  type: 'step',
  description: 'Multiplies the learning rate by a factor every few epochs.',
  options: {
    factor: number({
      description: 'What the learning rate is multiplied by at each step down.',
      default: 0.1,
      exclusiveMinimum: 0,
      maximum: 1,
    }),
    everyEpochs: integer({
      description: 'Epochs from one step down to the next.',
      default: 10,
      minimum: 1,
      maximum: 100_000,
    }),
  },
  factor: (options, moment) => {
    const period = options.everyEpochs * moment.stepsPerEpoch;
    return options.factor ** Math.floor(moment.step / period);
  },
});
