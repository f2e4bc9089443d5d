import type { PoolAttributes } from '../../../core/graph/ops/pooling.js';
import { slideWindow } from '../../../core/graph/ops/window.js';
import type { Tensor } from '../heap.js';
import { axisOf, filled, inputAt, type Kernel, type KernelContext } from './kernel.js';

function pool(kernel: 'MaxPool' | 'AvgPool'): Kernel<PoolAttributes> {
  return ({ inputs, attributes: { poolSize, strides, padding }, context }) => {
    const x = inputAt(inputs, 0);
    const { heap, backend } = context;
    // A window of one pixel: TensorFlow.js would hand back its input.
    if (poolSize.every((size) => size === 1) && strides.every((stride) => stride === 1)) return [heap.share(x)];
    const options = { filterSize: [...poolSize], strides: [...strides], pad: padding };
    const info = backend.run(kernel, { x: heap.info(x) }, options);
    return [heap.adopt(info, info.shape)];
  };
}

export const maxPool = pool('MaxPool');
export const averagePool = pool('AvgPool');

export const maxPoolGradient: Kernel<PoolAttributes> = ({ inputs, attributes, context }) => {
  const [dy, x, y] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  if (isEvenByTwo(x, attributes)) return [maxPoolGradientByTwo(dy, x, y, context)];
  const { heap } = context;
  const dx = heap.allocate('float32', x.shape);
  const [slopes, values, to] = [heap.floats(dy), heap.floats(x), heap.floats(dx)];
  const channels = axisOf(x.shape, 3);
  to.fill(0);
  forEachWindow(x, dy, attributes, (places, output) => {
    for (let channel = 0; channel < channels; channel += 1) {
      let largest = (places[0] as number) + channel;
      for (let i = 1; i < places.length; i += 1) {
        const place = (places[i] as number) + channel;
        if ((values[place] as number) > (values[largest] as number)) largest = place;
      }
      to[largest] = (to[largest] as number) + (slopes[output + channel] as number);
    }
  });
  return [dx];
};

/** Windows of 2 × 2, 2 apart, that cover the images exactly, with channels in whole vectors. */
function isEvenByTwo(x: Tensor, { poolSize, strides }: PoolAttributes): boolean {
  const [, height, width, channels] = x.shape as [number, number, number, number];
  return [...poolSize, ...strides].every((size) => size === 2) && (height % 2) + (width % 2) + (channels % 4) === 0;
}

function maxPoolGradientByTwo(dy: Tensor, x: Tensor, y: Tensor, context: KernelContext): Tensor {
  const [batch, height, width, channels] = y.shape as [number, number, number, number];
  return filled(context, x.shape, (dx) =>
    context.simd.maxPoolGradient(
      dy.storage.offset,
      x.storage.offset,
      y.storage.offset,
      dx,
      batch * height,
      width,
      channels * 4,
    ),
  );
}

export const averagePoolGradient: Kernel<PoolAttributes> = ({ inputs, attributes, context: { heap } }) => {
  const [dy, x] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const dx = heap.allocate('float32', x.shape);
  const [slopes, to] = [heap.floats(dy), heap.floats(dx)];
  const channels = axisOf(x.shape, 3);
  to.fill(0);
  forEachWindow(x, dy, attributes, (places, output) => {
    for (const place of places)
      for (let channel = 0; channel < channels; channel += 1) {
        const share = (slopes[output + channel] as number) / places.length;
        to[place + channel] = (to[place + channel] as number) + share;
      }
  });
  return [dx];
};

/** Visits each window: positions of its pixels' first channels, row by row without padding, and of the output's. */
function forEachWindow(
  x: Tensor,
  dy: Tensor,
  { poolSize, strides, padding }: PoolAttributes,
  visit: (places: readonly number[], output: number) => void,
): void {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [, outputHeight, outputWidth] = dy.shape as [number, number, number, number];
  const vertical = slideWindow('pool', height, poolSize[0], { stride: strides[0], padding });
  const horizontal = slideWindow('pool', width, poolSize[1], { stride: strides[1], padding });
  for (let n = 0; n < batch; n += 1)
    for (let row = 0; row < outputHeight; row += 1)
      for (let column = 0; column < outputWidth; column += 1) {
        const places: number[] = [];
        for (let i = 0; i < poolSize[0]; i += 1)
          for (let j = 0; j < poolSize[1]; j += 1) {
            const h = row * strides[0] - vertical.before + i;
            const w = column * strides[1] - horizontal.before + j;
            if (h >= 0 && h < height && w >= 0 && w < width) places.push(((n * height + h) * width + w) * channels);
          }
        visit(places, ((n * outputHeight + row) * outputWidth + column) * channels);
      }
}
