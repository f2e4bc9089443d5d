import { applyOp, GraphError, type OpDefinition, outputOf, type Value } from '../graph.js';
import type { Range } from './imageTransform.js';
import { requireRandom } from './randomUniform.js';
import { requireRank } from './typeRules.js';

export interface RandomRectanglesAttributes {
  readonly stream: number;
  /** Part of the images that get a rectangle, 0..1. */
  readonly rate: number;
  /** Each side is the root of a number in this range, times the image's side; within 0..1. */
  readonly scale: Range;
}

export const randomRectanglesOp: OpDefinition<RandomRectanglesAttributes> = {
  kind: 'randomRectangles',
  infer: (inputs, { stream, rate, scale }) => {
    const [like] = requireRandom('randomRectangles', inputs, stream);
    requireRank('randomRectangles', like, 4);
    const isGood = rate >= 0 && rate <= 1 && scale[0] >= 0 && scale[0] <= scale[1] && scale[1] <= 1;
    if (!isGood) throw new GraphError(`randomRectangles: rate ${rate} or scale [${scale.join(', ')}] is out of range`);
    return [{ dtype: 'float32', shape: [...like.shape.slice(0, 3), 1] }];
  },
};

/**
 * A random rectangle for each image of `like`: 1 inside, 0 elsewhere, `[batch, height, width, 1]`. Uniform numbers
 * `u[batch, 8]`, drawn as those of `randomUniform`, decide: an image has a rectangle where u0 < `rate`; its height is the
 * root of u1 spread over `scale`, times the image's height, its width likewise by u2; it begins at u3 of the rows that are
 * left, and u4 of the columns. A pixel is inside when its number is not below the beginning and below the end. No gradient.
 */
export function randomRectangles(like: Value, seed: Value, attributes: RandomRectanglesAttributes): Value {
  return outputOf(applyOp(randomRectanglesOp, [like, seed], attributes));
}
