import { applyOp, GraphError, type OpDefinition, outputOf, type Shape, type TensorType, type Value } from '../graph.js';
import { exactly, requireDType, requireShape } from './typeRules.js';

export interface RandomUniformAttributes {
  /** Keeps the random numbers of different nodes apart: high word of the generator's key, 0..2³²−1. */
  readonly stream: number;
  /** One number for each sample, or for each element. */
  readonly per: 'sample' | 'element';
  readonly minimum: number;
  readonly maximum: number;
}

export const randomUniformOp: OpDefinition<RandomUniformAttributes> = {
  kind: 'randomUniform',
  infer: (inputs, { stream, per, minimum, maximum }) => {
    const [like] = requireRandom('randomUniform', inputs, stream);
    if (!(minimum <= maximum)) throw new GraphError(`randomUniform: ${minimum}..${maximum} is no range`);
    const shape = per === 'element' ? like.shape : perSampleShape(like.shape);
    return [{ dtype: 'float32', shape }];
  },
};

/**
 * Uniform random numbers in `minimum..maximum`, of the shape of `like`, or `[batch, 1, …]` of its rank. Made of TensorFlow's
 * `StatelessRandomUniformV2` (Philox) of that shape, with key = seed[0] as low word and `stream` as high word,
 * counter = [0, seed[1]], as `dropout`. Of `like` only the shape is used; no gradient.
 */
export function randomUniform(like: Value, seed: Value, attributes: RandomUniformAttributes): Value {
  return outputOf(applyOp(randomUniformOp, [like, seed], attributes));
}

/** What random ops take: a tensor and a seed int32 `[2]`, and a stream that is a word. @throws GraphError */
export function requireRandom(kind: string, inputs: readonly TensorType[], stream: number): readonly [TensorType] {
  const [like, seed] = exactly(kind, inputs, 2);
  requireDType(kind, seed, 'int32');
  requireShape(kind, 'the seed', seed, [2]);
  if (like.shape.length === 0) throw new GraphError(`${kind}: a scalar has no samples`);
  if (!Number.isInteger(stream) || stream < 0 || stream >= 2 ** 32) {
    throw new GraphError(`${kind}: stream must be a whole number in 0..2^32-1, got ${stream}`);
  }
  return [like];
}

/** `[batch, 1, …]` of the same rank. */
export function perSampleShape(shape: Shape): Shape {
  return shape.map((size, axis) => (axis === 0 ? size : 1));
}
