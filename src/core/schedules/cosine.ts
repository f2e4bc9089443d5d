import type { OptionSpec } from '../definition/option.js';
import { number } from '../definition/options.js';
import { defineSchedule, type ScheduleMoment } from './schedule.js';

const warmupEpochs: OptionSpec<number | undefined> = number({
  description: 'Epochs in which the rate rises from 0; may be a fraction of one.',
  required: false,
  minimum: 0,
  maximum: 100_000,
});

const warmupFraction: OptionSpec<number | undefined> = number({
  description: 'Fraction of the whole training in which the rate rises from 0; with `warmupEpochs` the longer counts.',
  required: false,
  minimum: 0,
  exclusiveMaximum: 1,
});

/**
 * Linear warm-up from 0, then half a cosine from 1 down to `finalFactor` at the last step: Keras 3's `CosineDecay`
 * (Loshchilov & Hutter 2017, without restarts) with the steps after the warm-up as its decay steps.
 */
export const cosine = defineSchedule({
  type: 'cosine',
  description: 'Lowers the learning rate along half a cosine, after an optional linear warm-up.',
  options: {
    warmupEpochs,
    warmupFraction,
    finalFactor: number({
      description: 'Fraction of the learning rate that is left at the end.',
      default: 0,
      minimum: 0,
      maximum: 1,
    }),
  },
  factor: (options, moment) => {
    const warmup = warmupSteps(options.warmupEpochs ?? 0, options.warmupFraction ?? 0, moment);
    if (moment.step < warmup) return moment.step / warmup;
    const decay = Math.max(1, moment.totalSteps - warmup);
    const completed = Math.min(1, (moment.step - warmup) / decay);
    const falling = 0.5 * (1 + Math.cos(Math.PI * completed));
    return (1 - options.finalFactor) * falling + options.finalFactor;
  },
});

function warmupSteps(epochs: number, fraction: number, moment: ScheduleMoment): number {
  return Math.round(Math.max(epochs * moment.stepsPerEpoch, fraction * moment.totalSteps));
}
