import { factorOption, resamplingOptions } from './augmentationOptions.js';
import { defineLayer } from './layer.js';
import { inferImage, movedImages } from './movedImages.js';

/** Keras's `RandomTranslation`, without `fill_mode` `wrap`. */
export const randomTranslation = defineLayer({
  type: 'randomTranslation',
  description: 'In training, shifts each image at random; later it changes nothing.',
  formula: 'y(row, column) = x(row − down, column − right)',
  arity: 'one',
  randomInTraining: true,
  options: {
    heightFactor: factorOption({
      description: 'How far down, as parts of the height: `0.1` means −0.1 to 0.1; less than 0 is up.',
      minimum: -1,
      maximum: 1,
    }),
    widthFactor: factorOption({
      description: 'How far to the right, as parts of the width: `0.1` means −0.1 to 0.1; less than 0 is left.',
      minimum: -1,
      maximum: 1,
    }),
    ...resamplingOptions,
  },
  infer: (_options, inputs) => inferImage('randomTranslation', inputs),
  build: ({ heightFactor, widthFactor, ...resampling }, inputs, context) =>
    movedImages(inputs, context, { shiftY: heightFactor, shiftX: widthFactor }, resampling),
});
