import { factorOption, resamplingOptions } from './augmentationOptions.js';
import { defineLayer } from './layer.js';
import { inferImage, movedImages } from './movedImages.js';

/** Keras's `RandomZoom`, without `fill_mode` `wrap`. */
export const randomZoom = defineLayer({
  type: 'randomZoom',
  description: 'In training, makes what is on each image larger or smaller at random; later it changes nothing.',
  formula: 'y = x seen in a window 1 + factor times as large',
  arity: 'one',
  randomInTraining: true,
  options: {
    heightFactor: factorOption({
      description: 'By what part the window grows: `0.2` means −0.2 to 0.2; more than 0 makes things smaller.',
      minimum: -1,
      maximum: 1,
    }),
    widthFactor: factorOption({
      description: 'The same for the width; without it, as for the height, so that nothing is distorted.',
      minimum: -1,
      maximum: 1,
      required: false,
    }),
    ...resamplingOptions,
  },
  infer: (_options, inputs) => inferImage('randomZoom', inputs),
  build: ({ heightFactor, widthFactor, ...resampling }, inputs, context) =>
    movedImages(inputs, context, { zoomY: heightFactor, zoomX: widthFactor ?? 'same' }, resampling),
});
