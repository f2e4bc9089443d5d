import { number } from '../definition/options.js';
import { add, multiply, scale } from '../graph/ops/elementwise.js';
import { randomUniform } from '../graph/ops/randomUniform.js';
import { gather } from '../graph/ops/selection.js';
import { cast, reshape } from '../graph/ops/shape.js';
import { rollBatch } from '../graph/ops/softTargets.js';
import { constant } from '../graph/ops/source.js';
import { symmetricBetaQuantile } from '../statistics/symmetricBetaQuantile.js';
import { onlyShape } from './featureMap.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';

/** Weights that are drawn from, all equally likely. */
const WEIGHTS = 256;

/**
 * Mixup (Zhang et al. 2018), Keras's `MixUp`. Unlike there, the other image is the one before in the batch, whose order is
 * random, and an image never has less than half the weight in its own mixture, so that a training accuracy can be told.
 */
export const mixup = defineLayer({
  type: 'mixup',
  description: 'In training, mixes each image and its label with another of the batch; later it changes nothing.',
  formula: 'y = λ · x + (1 − λ) · another x, λ from Beta(alpha, alpha), at least ½; the labels likewise',
  arity: 'one',
  randomInTraining: true,
  options: {
    alpha: number({
      description: 'Near 0 hardly anything is mixed; 1 makes all mixtures equally likely.',
      default: 0.2,
      minimum: 0.01,
      maximum: 100,
    }),
  },
  infer: (_options, inputs) => ({ outputShape: onlyShape(inputs), weights: [], macs: 0 }),
  build: ({ alpha }, inputs, context) => {
    const x = onlyValue(inputs);
    if (context.mode === 'inference') return x;
    // λ and 1 − λ are equally likely: the upper half of the quantiles.
    const weights = Array.from({ length: WEIGHTS }, (_, i) =>
      symmetricBetaQuantile(0.5 + (i + 0.5) / (2 * WEIGHTS), alpha),
    );
    const table = constant({ dtype: 'float32', shape: [WEIGHTS], data: weights });
    const drawn = { stream: context.nextStream(), per: 'sample', minimum: 0, maximum: WEIGHTS } as const;
    const numbers = randomUniform(x, context.seed, drawn);
    const own = gather(table, cast(reshape(numbers, { shape: [-1] }), { dtype: 'int32' }));
    context.mixTargets(own);
    const weight = reshape(own, { shape: x.shape.map((_, axis) => (axis === 0 ? -1 : 1)) });
    return add(multiply(x, weight), multiply(rollBatch(x, { shift: 1 }), scale(weight, { factor: -1, offset: 1 })));
  },
});
