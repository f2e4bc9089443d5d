import { applyOp, GraphError, type OpDefinition, outputOf, type Value } from '../graph.js';
import { requireRandom } from './randomUniform.js';
import { exactly, outputGradient, requireFloat, requireRank, requireShape } from './typeRules.js';

/** Lowest and highest of uniformly distributed numbers. */
export type Range = readonly [lowest: number, highest: number];

/** How images are moved at random; `[0, 0]` and false leave them as they are. */
export interface RandomTransformsAttributes {
  readonly stream: number;
  /** Every other image is mirrored left to right. */
  readonly flipsHorizontally: boolean;
  /** Every other image is mirrored top to bottom. */
  readonly flipsVertically: boolean;
  /** Downwards, as a part of the height. */
  readonly shiftY: Range;
  /** To the right, as a part of the width. */
  readonly shiftX: Range;
  /** In full turns; as `transformImages` takes angles. */
  readonly turn: Range;
  /** What is seen grows by this part of the height: more than 0 makes things smaller. */
  readonly zoomY: Range;
  /** As `zoomY`, of the width; `same`: by the same part as the height. */
  readonly zoomX: Range | 'same';
}

/** Random numbers that `randomTransforms` and `randomRectangles` take for each image: two blocks of four. */
export const RANDOMS_PER_IMAGE = 8;

export const randomTransformsOp: OpDefinition<RandomTransformsAttributes> = {
  kind: 'randomTransforms',
  infer: (inputs, attributes) => {
    const [like] = requireRandom('randomTransforms', inputs, attributes.stream);
    requireRank('randomTransforms', like, 4);
    for (const range of [attributes.shiftX, attributes.shiftY, attributes.turn, attributes.zoomY, attributes.zoomX])
      if (range !== 'same' && !(range[0] <= range[1]))
        throw new GraphError(`randomTransforms: [${range.join(', ')}] is no range`);
    return [{ dtype: 'float32', shape: [like.shape[0] as number, 6] }];
  },
};

/**
 * A random affine map for each image of `like`, as `transformImages` takes it. Uniform numbers `u[batch, 8]`, drawn as those
 * of `randomUniform`, decide: u0 < ½ mirrors left to right, u1 < ½ top to bottom, u2 shifts down, u3 right, u4 turns, u5
 * zooms the height, u6 the width; each number is spread over its range. All of it happens about the image's centre. No
 * gradient.
 */
export function randomTransforms(like: Value, seed: Value, attributes: RandomTransformsAttributes): Value {
  return outputOf(applyOp(randomTransformsOp, [like, seed], attributes));
}

export interface TransformImagesAttributes {
  readonly interpolation: 'bilinear' | 'nearest';
  /** What is beyond the border: the image mirrored at it, `fillValue`, or the pixels of the border. */
  readonly fillMode: 'reflect' | 'constant' | 'nearest';
  readonly fillValue: number;
}

export const transformImagesOp: OpDefinition<TransformImagesAttributes> = {
  kind: 'transformImages',
  infer: (inputs) => {
    const [x, transforms] = exactly('transformImages', inputs, 2);
    requireFloat('transformImages', x, transforms);
    requireRank('transformImages', x, 4);
    requireShape('transformImages', 'the transforms', transforms, [x.shape[0] as number, 6]);
    return [{ dtype: 'float32', shape: x.shape }];
  },
  gradient: (node, gradients) => {
    const [, transforms] = exactly('transformImages', node.inputs, 2);
    return [
      transformImagesGradient(outputGradient('transformImages', gradients), transforms, node.attributes),
      undefined,
    ];
  },
};

/**
 * Images `[batch, height, width, channels]` seen through an affine map each: output pixel `(x, y)` is the input at
 * `(a·x + b·y + c, d·x + e·y + f)` for the row `[a, b, c, d, e, f]` of `transforms [batch, 6]`, as TensorFlow's
 * `ImageProjectiveTransformV3` takes it. No gradient flows to the transforms.
 */
export function transformImages(x: Value, transforms: Value, attributes: TransformImagesAttributes): Value {
  return outputOf(applyOp(transformImagesOp, [x, transforms], attributes));
}

export const transformImagesGradientOp: OpDefinition<TransformImagesAttributes> = {
  kind: 'transformImagesGradient',
  infer: transformImagesOp.infer,
  gradient: (node, gradients) => {
    // The gradient is linear in dy, and its adjoint is the transform itself, which adds no fill value.
    const [, transforms] = exactly('transformImagesGradient', node.inputs, 2);
    const dy = outputGradient('transformImagesGradient', gradients);
    return [transformImages(dy, transforms, { ...node.attributes, fillValue: 0 }), undefined];
  },
};

/** Gradient of `transformImages` with respect to the images: each output pixel's share goes where it was read. */
export function transformImagesGradient(dy: Value, transforms: Value, attributes: TransformImagesAttributes): Value {
  return outputOf(applyOp(transformImagesGradientOp, [dy, transforms], attributes));
}
