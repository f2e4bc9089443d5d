import type { ConvolutionAttributes } from '../../../core/graph/ops/convolution.js';
import type { WindowAxis } from '../../../core/graph/ops/window.js';
import type { Tensor } from '../heap.js';
import { windowOf } from './convolution.js';
import { axisOf, inputAt, type Kernel, type KernelContext } from './kernel.js';

/**
 * The gradient of a filter: for each of its rows the sum over all output pixels of the input that the row saw there
 * (`width × in` numbers, which lie side by side) times the gradient of the output.
 */
export const conv2dFilterGradient: Kernel<ConvolutionAttributes> = ({ inputs, attributes, context }) => {
  const [dy, x, filter] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const { heap, simd } = context;
  const { strides, dilations } = attributes;
  const { vertical, horizontal } = windowOf(x, filter, attributes);
  const [filterHeight, filterWidth, depth, channels] = filter.shape as [number, number, number, number];
  const [batch, rows, columns] = dy.shape as [number, number, number, number];
  const padded = paddedImages(x, vertical, horizontal, context);
  const [, tall, wide] = padded.shape as [number, number, number, number];
  // Whole vectors of channels; what is too much is left out at the end.
  const widthBytes = Math.ceil(channels / 4) * 16;
  const sums = heap.allocate('float32', [filterHeight * filterWidth * depth, widthBytes / 4]);
  heap.floats(sums).fill(0);
  // Dilated columns are no neighbours: then each column of the filter is a pass of its own.
  const passes = dilations[1] === 1 ? 1 : filterWidth;
  const height = (filterWidth / passes) * depth;
  const rowBytes = wide * depth * 4;
  for (let n = 0; n < batch && rows * columns > 0; n += 1)
    for (let i = 0; i < filterHeight; i += 1)
      for (let pass = 0; pass < passes; pass += 1)
        simd.accumulateProduct(
          padded.storage.offset + (n * tall + i * dilations[0]) * rowBytes + pass * dilations[1] * depth * 4,
          dy.storage.offset + n * rows * columns * channels * 4,
          sums.storage.offset + (i * passes + pass) * height * widthBytes,
          rows,
          columns,
          strides[1] * depth * 4,
          channels * 4,
          strides[0] * rowBytes,
          columns * channels * 4,
          height,
          widthBytes,
          widthBytes,
        );
  heap.release(padded);
  if (widthBytes === channels * 4) return [{ ...sums, shape: filter.shape }];
  const gradient = heap.allocate('float32', filter.shape);
  const [from, to] = [heap.floats(sums), heap.floats(gradient)];
  const step = widthBytes / 4;
  for (let row = 0; row * step < from.length; row += 1) {
    to.set(from.subarray(row * step, row * step + channels), row * channels);
  }
  heap.release(sums);
  return [gradient];
};

/** Images with the zeros around them that the windows see. */
function paddedImages(x: Tensor, vertical: WindowAxis, horizontal: WindowAxis, { heap }: KernelContext): Tensor {
  const { before: top, after: bottom } = vertical;
  const { before: left, after: right } = horizontal;
  if (top + bottom + left + right === 0) return heap.share(x);
  const [batch, height, width, depth] = x.shape as [number, number, number, number];
  const [tall, wide] = [top + height + bottom, left + width + right];
  const padded = heap.allocate('float32', [batch, tall, wide, depth]);
  const [from, to] = [heap.floats(x), heap.floats(padded)];
  to.fill(0);
  const length = width * axisOf(x.shape, 3);
  for (let n = 0; n < batch; n += 1)
    for (let row = 0; row < height; row += 1) {
      const start = (n * height + row) * length;
      to.set(from.subarray(start, start + length), ((n * tall + top + row) * wide + left) * depth);
    }
  return padded;
}
