import {
  RANDOMS_PER_IMAGE,
  type RandomTransformsAttributes,
  type Range,
} from '../../../core/graph/ops/imageTransform.js';
import type { RandomRectanglesAttributes } from '../../../core/graph/ops/randomRectangles.js';
import { perSampleShape, type RandomUniformAttributes } from '../../../core/graph/ops/randomUniform.js';
import { statelessUniform } from '../../../core/random.js';
import { type Heap, sizeOf, type Tensor } from '../heap.js';
import { axisOf, inputAt, type Kernel } from './kernel.js';

export const randomUniform: Kernel<RandomUniformAttributes> = ({ inputs, attributes, context: { heap } }) => {
  const { stream, per, minimum, maximum } = attributes;
  const like = inputAt(inputs, 0);
  const shape = per === 'element' ? like.shape : perSampleShape(like.shape);
  const numbers = uniform(heap, inputAt(inputs, 1), stream, sizeOf(shape));
  const output = heap.allocate('float32', shape);
  const to = heap.floats(output);
  for (let i = 0; i < to.length; i += 1) to[i] = spread(numbers[i], [minimum, maximum]);
  return [output];
};

export const randomTransforms: Kernel<RandomTransformsAttributes> = ({ inputs, attributes, context: { heap } }) => {
  const { stream, flipsHorizontally, flipsVertically, shiftY, shiftX, turn, zoomY, zoomX } = attributes;
  const [batch, height, width] = inputAt(inputs, 0).shape as [number, number, number];
  const numbers = uniform(heap, inputAt(inputs, 1), stream, batch * RANDOMS_PER_IMAGE);
  const output = heap.allocate('float32', [batch, 6]);
  const to = heap.floats(output);
  const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2];
  for (let image = 0; image < batch; image += 1) {
    const u = numbers.subarray(image * RANDOMS_PER_IMAGE, (image + 1) * RANDOMS_PER_IMAGE);
    const angle = spread(u[4], turn) * 2 * Math.PI;
    const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
    const zoomOfY = 1 + spread(u[5], zoomY);
    const scaleX =
      (flipsHorizontally && (u[0] as number) < 0.5 ? -1 : 1) * (zoomX === 'same' ? zoomOfY : 1 + spread(u[6], zoomX));
    const scaleY = (flipsVertically && (u[1] as number) < 0.5 ? -1 : 1) * zoomOfY;
    const [a, b, c, d] = [scaleX * cosine, -scaleX * sine, scaleY * sine, scaleY * cosine];
    const offsetX = centreX - a * centreX - b * centreY - spread(u[3], shiftX) * width;
    const offsetY = centreY - c * centreX - d * centreY - spread(u[2], shiftY) * height;
    to.set([a, b, offsetX, c, d, offsetY], image * 6);
  }
  return [output];
};

export const randomRectangles: Kernel<RandomRectanglesAttributes> = ({ inputs, attributes, context: { heap } }) => {
  const { stream, rate, scale } = attributes;
  const like = inputAt(inputs, 0);
  const [batch, height, width] = [axisOf(like.shape, 0), axisOf(like.shape, 1), axisOf(like.shape, 2)];
  const numbers = uniform(heap, inputAt(inputs, 1), stream, batch * RANDOMS_PER_IMAGE);
  const output = heap.allocate('float32', [batch, height, width, 1]);
  const to = heap.floats(output).fill(0);
  for (let image = 0; image < batch; image += 1) {
    const u = numbers.subarray(image * RANDOMS_PER_IMAGE, (image + 1) * RANDOMS_PER_IMAGE);
    if (!((u[0] as number) < Math.fround(rate))) continue;
    const [top, bottom] = side(height, Math.sqrt(spread(u[1], scale)), u[3]);
    const [left, right] = side(width, Math.sqrt(spread(u[2], scale)), u[4]);
    for (let row = top; row < bottom; row += 1) {
      const start = (image * height + row) * width;
      to.fill(1, start + left, start + right);
    }
  }
  return [output];
};

/** First whole place not below the beginning, and the first one not below the end. */
function side(length: number, part: number, start: number | undefined): readonly [number, number] {
  const size = part * length;
  const begin = (start as number) * (length - size);
  return [Math.ceil(begin), Math.min(length, Math.ceil(begin + size))];
}

function uniform(heap: Heap, seed: Tensor, stream: number, count: number): Float32Array {
  const [low = 0, step = 0] = heap.integers(seed);
  return statelessUniform(count, [low, stream], [0, 0, step, 0]);
}

function spread(number: number | undefined, [lowest, highest]: Range): number {
  return lowest + (highest - lowest) * (number as number);
}
