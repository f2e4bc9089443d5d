import type { OptionSpec } from '../definition/option.js';
import { number, specOf } from '../definition/options.js';
import type { Value } from '../graph/graph.js';
import { activation } from '../graph/ops/activation.js';
import { add, multiply, scale, subtract } from '../graph/ops/elementwise.js';
import type { Range } from '../graph/ops/imageTransform.js';
import { randomUniform } from '../graph/ops/randomUniform.js';
import { mean } from '../graph/ops/reduce.js';
import { valueRangeOption } from './augmentationOptions.js';
import { defineLayer } from './layer.js';
import { inferImage } from './movedImages.js';
import { onlyValue } from './onlyValue.js';

const description = 'How much less and more contrast: `0.2`, or `[0.2, 0.2]`, means a factor of 0.8 to 1.2.';
const part = number({ description: '', minimum: 0, maximum: 1 });

/** Below and above 1. */
const factor: OptionSpec<Range> = specOf<Range>(
  { description },
  { anyOf: [part.schema, { type: 'array', items: part.schema, minItems: 2, maxItems: 2 }] },
  (value, path, report) => {
    if (Array.isArray(value) && value.length !== 2) {
      report({ path, code: 'wrong-length', message: `Expected two numbers, got ${value.length}.` });
      return undefined;
    }
    const both: readonly unknown[] = Array.isArray(value) ? value : [value, value];
    const [less, more] = both.map((each, index) =>
      part.read(each, Array.isArray(value) ? [...path, index] : path, report),
    );
    return less === undefined || more === undefined ? undefined : [less, more];
  },
);

/** Keras's `RandomContrast`. */
export const randomContrast = defineLayer({
  type: 'randomContrast',
  description: 'In training, stretches or flattens the contrast of each image at random; later it changes nothing.',
  formula: 'y = (x − mean) · factor + mean, within valueRange',
  arity: 'one',
  randomInTraining: true,
  options: { factor, valueRange: valueRangeOption },
  infer: (_options, inputs) => inferImage('randomContrast', inputs),
  build: ({ factor: [less, more], valueRange }, inputs, context) => {
    const x = onlyValue(inputs);
    if (context.mode === 'inference') return x;
    const range = { minimum: 1 - less, maximum: 1 + more, per: 'sample' } as const;
    const stretch = randomUniform(x, context.seed, { ...range, stream: context.nextStream() });
    const middle = mean(x, { axes: [1, 2], keepDimensions: true });
    return within(add(multiply(subtract(x, middle), stretch), middle), valueRange);
  },
});

/** `minimum(maximum(x, low), high)`, written with ReLU. */
function within(x: Value, [low, high]: Range): Value {
  const relu = (value: Value) => activation(value, { function: 'relu', alpha: 0 });
  const above = relu(scale(x, { factor: 1, offset: -low }));
  return scale(relu(scale(above, { factor: -1, offset: high - low })), { factor: -1, offset: high });
}
