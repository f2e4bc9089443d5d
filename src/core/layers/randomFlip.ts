import { choice } from '../definition/options.js';
import { defineLayer } from './layer.js';
import { inferImage, movedImages } from './movedImages.js';

/** Keras's `RandomFlip`. */
export const randomFlip = defineLayer({
  type: 'randomFlip',
  description: 'In training, mirrors every other image at random; later it changes nothing.',
  formula: 'y = x or its mirror image',
  arity: 'one',
  randomInTraining: true,
  options: {
    mode: choice({
      description: '`horizontal` swaps left and right, `vertical` top and bottom.',
      values: ['horizontal', 'vertical', 'horizontalAndVertical'],
      default: 'horizontalAndVertical',
    }),
  },
  infer: (_options, inputs) => inferImage('randomFlip', inputs),
  build: ({ mode }, inputs, context) => {
    const moves = { flipsHorizontally: mode !== 'vertical', flipsVertically: mode !== 'horizontal' };
    return movedImages(inputs, context, moves, { interpolation: 'nearest', fillMode: 'nearest', fillValue: 0 });
  },
});
