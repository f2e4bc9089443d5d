import type { TransformImagesAttributes } from '../../../core/graph/ops/imageTransform.js';
import type { Tensor } from '../heap.js';
import { inputAt, type Kernel, type KernelContext } from './kernel.js';

export const transformImages: Kernel<TransformImagesAttributes> = ({ inputs, attributes, context }) => {
  const x = inputAt(inputs, 0);
  const channels = x.shape[3] as number;
  const { fillValue } = attributes;
  const output = context.heap.allocate('float32', x.shape);
  const [from, to] = [context.heap.floats(x), context.heap.floats(output)];
  to.fill(0);
  forEachSource(x, inputAt(inputs, 1), attributes, context, (target, source, weight) => {
    for (let channel = 0; channel < channels; channel += 1) {
      const value = source === OUTSIDE ? fillValue : (from[source + channel] as number);
      to[target + channel] = (to[target + channel] as number) + weight * value;
    }
  });
  return [output];
};

export const transformImagesGradient: Kernel<TransformImagesAttributes> = ({ inputs, attributes, context }) => {
  const dy = inputAt(inputs, 0);
  const channels = dy.shape[3] as number;
  const output = context.heap.allocate('float32', dy.shape);
  const [from, to] = [context.heap.floats(dy), context.heap.floats(output)];
  to.fill(0);
  forEachSource(dy, inputAt(inputs, 1), attributes, context, (target, source, weight) => {
    if (source === OUTSIDE) return;
    for (let channel = 0; channel < channels; channel += 1)
      to[source + channel] = (to[source + channel] as number) + weight * (from[target + channel] as number);
  });
  return [output];
};

/** Stands for a pixel beyond the border. */
const OUTSIDE = -1;

/** Visits, for each output pixel, the one or four pixels that it is made of: where their channels begin, and their share. */
function forEachSource(
  images: Tensor,
  transforms: Tensor,
  { interpolation, fillMode }: TransformImagesAttributes,
  { heap }: KernelContext,
  visit: (target: number, source: number, weight: number) => void,
): void {
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const maps = heap.floats(transforms);
  let target = 0;
  for (let image = 0; image < batch; image += 1) {
    const [a, b, c, d, e, f] = maps.subarray(image * 6, image * 6 + 6) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const sourceAt = (row: number, column: number): number => {
      if (row < 0 || row >= height || column < 0 || column >= width) return OUTSIDE;
      return ((image * height + row) * width + column) * channels;
    };
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) {
        const column = inBounds(a * x + b * y + c, width, fillMode);
        const row = inBounds(d * x + e * y + f, height, fillMode);
        if (interpolation === 'nearest') visit(target, sourceAt(rounded(row), rounded(column)), 1);
        else {
          const [top, left] = [Math.floor(row), Math.floor(column)];
          const [low, right] = [row - top, column - left];
          visit(target, sourceAt(top, left), (1 - low) * (1 - right));
          if (right > 0) visit(target, sourceAt(top, left + 1), (1 - low) * right);
          if (low > 0) visit(target, sourceAt(top + 1, left), low * (1 - right));
          if (low > 0 && right > 0) visit(target, sourceAt(top + 1, left + 1), low * right);
        }
        target += channels;
      }
  }
}

/** A place beyond the border brought to the one that stands for it. */
function inBounds(place: number, length: number, fillMode: TransformImagesAttributes['fillMode']): number {
  if (fillMode === 'constant') return place;
  if (fillMode === 'nearest') return Math.min(Math.max(place, 0), length - 1);
  const period = ((place % (2 * length)) + 2 * length) % (2 * length);
  return Math.min(Math.max(period < length ? period : 2 * length - 1 - period, 0), length - 1);
}

/** Halves away from 0, as TensorFlow's kernel. */
function rounded(place: number): number {
  return place < 0 ? -Math.round(-place) : Math.round(place);
}
