import { applyOp, GraphError, type OpDefinition, type Value } from '../graph.js';
import { multiply } from './elementwise.js';
import { exactly, outputGradient, requireDType, requireFloat, requireRank, requireShape } from './typeRules.js';

export interface DropoutAttributes {
  /** Fraction of elements dropped, 0 ≤ rate < 1. */
  readonly rate: number;
  /** Keeps the random numbers of different nodes apart: high word of the generator's key, 0..2³²−1. */
  readonly stream: number;
  /** Drops whole channels of `[batch, height, width, channels]`. */
  readonly perChannel: boolean;
}

export const dropoutOp: OpDefinition<DropoutAttributes> = {
  kind: 'dropout',
  infer: (inputs, { rate, stream, perChannel }) => {
    const [x, seed] = exactly('dropout', inputs, 2);
    requireFloat('dropout', x);
    requireDType('dropout', seed, 'int32');
    requireShape('dropout', 'the seed', seed, [2]);
    if (!(rate >= 0 && rate < 1)) throw new GraphError(`dropout: rate must be in [0, 1), got ${rate}`);
    if (!Number.isInteger(stream) || stream < 0 || stream >= 2 ** 32) {
      throw new GraphError(`dropout: stream must be a whole number in 0..2^32-1, got ${stream}`);
    }
    if (perChannel) requireRank('dropout per channel', x, 4);
    const [batch, , , channels] = x.shape as [number, number, number, number];
    return [
      { dtype: 'float32', shape: x.shape },
      { dtype: 'float32', shape: perChannel ? [batch, 1, 1, channels] : x.shape },
    ];
  },
  gradient: (node, gradients) => {
    if (gradients[1] !== undefined) throw new GraphError('dropout: no gradient flows through the mask');
    const [, mask] = exactly('dropout', node.outputs, 2);
    return [multiply(outputGradient('dropout', gradients), mask), undefined];
  },
};

/**
 * `y = x · mask`, where `mask` is 0 with probability `rate` and `1 / (1 − rate)` elsewhere: an element is kept when its
 * uniform random number is at least `rate`. The numbers are TensorFlow's `StatelessRandomUniformV2` (Philox) of the
 * mask's shape, with key = seed[0] as low word and `stream` as high word, counter = [0, seed[1]].
 */
export function dropout(
  x: Value,
  seed: Value,
  attributes: DropoutAttributes,
): { readonly y: Value; readonly mask: Value } {
  const [y, mask] = exactly('dropout', applyOp(dropoutOp, [x, seed], attributes).outputs, 2);
  return { y, mask };
}
