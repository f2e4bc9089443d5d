import type { Value } from '../graph/graph.js';
import {
  type RandomTransformsAttributes,
  randomTransforms,
  type TransformImagesAttributes,
  transformImages,
} from '../graph/ops/imageTransform.js';
import { featureMapOf } from './featureMap.js';
import type { BuildContext, LayerInference, LayerProblem, SampleShape } from './layer.js';
import { onlyValue } from './onlyValue.js';

const still: Omit<RandomTransformsAttributes, 'stream'> = {
  flipsHorizontally: false,
  flipsVertically: false,
  shiftX: [0, 0],
  shiftY: [0, 0],
  turn: [0, 0],
  zoomX: [0, 0],
  zoomY: [0, 0],
};

/** What a layer makes of its shapes that changes an image without changing its size. */
export function inferImage(type: string, inputs: readonly SampleShape[]): LayerInference | LayerProblem {
  const image = featureMapOf(type, inputs);
  if ('code' in image) return image;
  return { outputShape: [image.height, image.width, image.channels], weights: [], macs: 0 };
}

/** In training each image moved at random, by a map of its own; else the images. */
export function movedImages(
  inputs: readonly Value[],
  context: BuildContext,
  moves: Partial<Omit<RandomTransformsAttributes, 'stream'>>,
  resampling: TransformImagesAttributes,
): Value {
  const x = onlyValue(inputs);
  if (context.mode === 'inference') return x;
  const transforms = randomTransforms(x, context.seed, { ...still, ...moves, stream: context.nextStream() });
  return transformImages(x, transforms, resampling);
}
