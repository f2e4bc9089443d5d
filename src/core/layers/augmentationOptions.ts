import type { OptionSpec } from '../definition/option.js';
import { choice, number, shown, specOf } from '../definition/options.js';
import type { Range } from '../graph/ops/imageTransform.js';

interface RangeLimits {
  readonly description: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly default?: Range;
  readonly required?: boolean;
}

/** Two numbers, the lowest and the highest, in whatever order. */
export function rangeOption(limits: RangeLimits): OptionSpec<Range> {
  const { minimum, maximum } = limits;
  const one = number({ description: '', minimum, maximum });
  return specOf<Range>(limits, pairSchema(minimum, maximum), (value, path, report) => {
    if (!Array.isArray(value)) {
      report({ path, code: 'wrong-type', message: `Expected [lowest, highest], got ${shown(value)}.` });
      return undefined;
    }
    if (value.length !== 2) {
      report({ path, code: 'wrong-length', message: `Expected two numbers, got ${shown(value)}.` });
      return undefined;
    }
    const [first, second] = [one.read(value[0], [...path, 0], report), one.read(value[1], [...path, 1], report)];
    if (first === undefined || second === undefined) return undefined;
    return [Math.min(first, second), Math.max(first, second)];
  });
}

/** A range as Keras's `factor`: a number `f` means −f to f. */
export function factorOption(limits: Omit<RangeLimits, 'default'>): OptionSpec<Range> {
  const { minimum, maximum } = limits;
  const pair = rangeOption(limits);
  const size = number({ description: '', minimum: 0, maximum: Math.min(-minimum, maximum) });
  const schema = { anyOf: [size.schema, pairSchema(minimum, maximum)] };
  return specOf<Range>(limits, schema, (value, path, report) => {
    if (Array.isArray(value)) return pair.read(value, path, report);
    const read = size.read(value, path, report);
    return read === undefined ? undefined : [read === 0 ? 0 : -read, read];
  });
}

/** Options of the layers that move an image, as Keras has them. */
export const resamplingOptions = {
  fillMode: choice({
    description:
      'What comes in from beyond the border: `reflect` the image mirrored, `constant` `fillValue`, `nearest` the border.',
    values: ['reflect', 'constant', 'nearest'],
    default: 'reflect',
  }),
  interpolation: choice({
    description:
      'Between pixels: `bilinear` mixes four, `nearest` takes one; with it, images are moved by whole pixels.',
    values: ['bilinear', 'nearest'],
    default: 'bilinear',
  }),
  fillValue: number({
    description: 'Value beyond the border where `fillMode` is `constant`.',
    default: 0,
    minimum: -1e6,
    maximum: 1e6,
  }),
};

/** Least and greatest value of a pixel where the layer stands. */
export const valueRangeOption = rangeOption({
  description: 'Least and greatest value of a pixel: `[0, 255]`, or `[0, 1]` after a rescale by 1/255.',
  default: [0, 255],
  minimum: -1e6,
  maximum: 1e6,
});

function pairSchema(minimum: number, maximum: number) {
  return { type: 'array', items: { type: 'number', minimum, maximum }, minItems: 2, maxItems: 2 };
}
