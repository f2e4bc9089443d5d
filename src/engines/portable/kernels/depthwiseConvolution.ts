import type { ConvolutionAttributes } from '../../../core/graph/ops/convolution.js';
import type { Tensor } from '../heap.js';
import { paddingsOf, windowOf } from './convolution.js';
import { axisOf, inputAt, type Kernel } from './kernel.js';

export const depthwiseConv2d: Kernel<ConvolutionAttributes> = ({ inputs, attributes, context }) => {
  const [x, filter] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const { heap, backend } = context;
  const pad = paddingsOf(windowOf(x, filter, attributes)).map((pair) => [...pair]);
  const info = backend.run(
    'DepthwiseConv2dNative',
    { x: heap.info(x), filter: heap.info(filter) },
    { strides: [...attributes.strides], dilations: [...attributes.dilations], pad, dataFormat: 'NHWC' },
  );
  return [heap.adopt(info, info.shape)];
};

export const depthwiseConv2dInputGradient: Kernel<ConvolutionAttributes> = ({ inputs, attributes, context }) => {
  const [dy, filter, x] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const { heap } = context;
  const dx = heap.allocate('float32', x.shape);
  const [slopes, weights, to] = [heap.floats(dy), heap.floats(filter), heap.floats(dx)];
  to.fill(0);
  const multiplier = axisOf(filter.shape, 3);
  const channels = axisOf(x.shape, 3);
  forEachTap(x, filter, dy, attributes, (input, tap, output) => {
    for (let channel = 0, o = output, k = tap; channel < channels; channel += 1) {
      let sum = to[input + channel] as number;
      for (let m = 0; m < multiplier; m += 1, o += 1, k += 1) sum += (slopes[o] as number) * (weights[k] as number);
      to[input + channel] = sum;
    }
  });
  return [dx];
};

export const depthwiseConv2dFilterGradient: Kernel<ConvolutionAttributes> = ({ inputs, attributes, context }) => {
  const [dy, x, filter] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const { heap } = context;
  const gradient = heap.allocate('float32', filter.shape);
  const [slopes, values] = [heap.floats(dy), heap.floats(x)];
  // Sums over the whole batch, in float64.
  const totals = new Float64Array(heap.floats(gradient).length);
  const multiplier = axisOf(filter.shape, 3);
  const channels = axisOf(x.shape, 3);
  forEachTap(x, filter, dy, attributes, (input, tap, output) => {
    for (let channel = 0, o = output, k = tap; channel < channels; channel += 1) {
      const value = values[input + channel] as number;
      for (let m = 0; m < multiplier; m += 1, o += 1, k += 1) {
        totals[k] = (totals[k] as number) + value * (slopes[o] as number);
      }
    }
  });
  heap.floats(gradient).set(totals);
  return [gradient];
};

/** Visits every pair of an input pixel and the filter tap that carries it to an output pixel, by their positions. */
function forEachTap(
  x: Tensor,
  filter: Tensor,
  dy: Tensor,
  attributes: ConvolutionAttributes,
  visit: (input: number, tap: number, output: number) => void,
): void {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [filterHeight, filterWidth, , multiplier] = filter.shape as [number, number, number, number];
  const [, outputHeight, outputWidth] = dy.shape as [number, number, number, number];
  const { vertical, horizontal } = windowOf(x, filter, attributes);
  const { strides, dilations } = attributes;
  const outputs = channels * multiplier;
  for (let n = 0; n < batch; n += 1)
    for (let row = 0; row < outputHeight; row += 1)
      for (let i = 0; i < filterHeight; i += 1) {
        const h = row * strides[0] - vertical.before + i * dilations[0];
        if (h < 0 || h >= height) continue;
        for (let column = 0; column < outputWidth; column += 1)
          for (let j = 0; j < filterWidth; j += 1) {
            const w = column * strides[1] - horizontal.before + j * dilations[1];
            if (w < 0 || w >= width) continue;
            visit(
              ((n * height + h) * width + w) * channels,
              (i * filterWidth + j) * outputs,
              ((n * outputHeight + row) * outputWidth + column) * outputs,
            );
          }
      }
}
