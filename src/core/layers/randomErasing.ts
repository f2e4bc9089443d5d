import type { OptionSpec } from '../definition/option.js';
import { number, specOf } from '../definition/options.js';
import { add, multiply, scale } from '../graph/ops/elementwise.js';
import { randomRectangles } from '../graph/ops/randomRectangles.js';
import { randomUniform } from '../graph/ops/randomUniform.js';
import { rangeOption, valueRangeOption } from './augmentationOptions.js';
import { defineLayer } from './layer.js';
import { inferImage } from './movedImages.js';
import { onlyValue } from './onlyValue.js';

const value = number({ description: '', minimum: -1e6, maximum: 1e6 });

const fillValue: OptionSpec<number | 'random'> = specOf<number | 'random'>(
  {
    description:
      'What stands in the rectangle: a number, or `random`, for each pixel another value within `valueRange`.',
    default: 'random',
  },
  { anyOf: [value.schema, { const: 'random' }] },
  (given, path, report) => {
    if (given === 'random') return given;
    if (typeof given === 'number') return value.read(given, path, report);
    report({ path, code: 'wrong-type', message: 'Expected a number or "random".' });
    return undefined;
  },
);

/**
 * Random erasing (Zhong et al. 2017) with Keras's rectangles; with a number as `fillValue`, cutout (DeVries and Taylor 2017).
 * Unlike Keras's `RandomErasing`, `rate` is the probability itself, and random pixels are uniform, as in the paper.
 */
export const randomErasing = defineLayer({
  type: 'randomErasing',
  description: 'In training, covers a random rectangle of some images; later it changes nothing.',
  formula: 'y = x outside a rectangle, fillValue inside',
  arity: 'one',
  randomInTraining: true,
  options: {
    rate: number({ description: 'Part of the images that are covered.', default: 0.5, minimum: 0, maximum: 1 }),
    scale: rangeOption({
      description: "Each side is the root of a number in this range, times the image's side.",
      default: [0.02, 0.33],
      minimum: 0,
      maximum: 1,
    }),
    fillValue,
    valueRange: valueRangeOption,
  },
  infer: (_options, inputs) => inferImage('randomErasing', inputs),
  build: (options, inputs, context) => {
    const x = onlyValue(inputs);
    if (context.mode === 'inference' || options.rate === 0) return x;
    const { rate, fillValue: filling } = options;
    const mask = randomRectangles(x, context.seed, { stream: context.nextStream(), rate, scale: options.scale });
    const kept = multiply(x, scale(mask, { factor: -1, offset: 1 }));
    if (filling !== 'random') return add(kept, scale(mask, { factor: filling, offset: 0 }));
    const [minimum, maximum] = options.valueRange;
    const noise = { stream: context.nextStream(), per: 'element', minimum, maximum } as const;
    return add(kept, multiply(randomUniform(x, context.seed, noise), mask));
  },
});
