import { factorOption, resamplingOptions } from './augmentationOptions.js';
import { defineLayer } from './layer.js';
import { inferImage, movedImages } from './movedImages.js';

/** Keras's `RandomRotation`, without `fill_mode` `wrap`. */
export const randomRotation = defineLayer({
  type: 'randomRotation',
  description: 'In training, turns each image at random about its centre; later it changes nothing.',
  formula: 'y = x turned by factor · 360°',
  arity: 'one',
  randomInTraining: true,
  options: {
    factor: factorOption({
      description: 'How far, in full turns, counterclockwise: `0.05` means −18° to 18°.',
      minimum: -1,
      maximum: 1,
    }),
    ...resamplingOptions,
  },
  infer: (_options, inputs) => inferImage('randomRotation', inputs),
  build: ({ factor, ...resampling }, inputs, context) => movedImages(inputs, context, { turn: factor }, resampling),
});
