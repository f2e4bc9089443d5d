import type { ConvolutionAttributes } from '../../../src/core/graph/ops/convolution.js';
import { slideWindow } from '../../../src/core/graph/ops/window.js';
import { type Kernel, take } from './kernel.js';
import { positionOf, sizeOf, type Tensor } from './tensor.js';

/** One multiplication of a convolution: positions in `y`, `x` and `filter` of `y += x · filter`. */
type Product = (y: number, x: number, filter: number) => void;

export const conv2d: Kernel<ConvolutionAttributes> = (inputs, attributes) => forward(inputs, attributes, false);
export const depthwiseConv2d: Kernel<ConvolutionAttributes> = (inputs, attributes) => forward(inputs, attributes, true);
export const conv2dInputGradient: Kernel<ConvolutionAttributes> = (inputs, attributes) =>
  inputGradient(inputs, attributes, false);
export const depthwiseConv2dInputGradient: Kernel<ConvolutionAttributes> = (inputs, attributes) =>
  inputGradient(inputs, attributes, true);
export const conv2dFilterGradient: Kernel<ConvolutionAttributes> = (inputs, attributes) =>
  filterGradient(inputs, attributes, false);
export const depthwiseConv2dFilterGradient: Kernel<ConvolutionAttributes> = (inputs, attributes) =>
  filterGradient(inputs, attributes, true);

function forward(inputs: readonly Tensor[], attributes: ConvolutionAttributes, depthwise: boolean): Tensor[] {
  const [x, filter] = take(inputs);
  const shape = outputShape(x, filter, attributes, depthwise);
  const data = new Float64Array(sizeOf(shape));
  forEachProduct(x, filter, attributes, depthwise, (toY, fromX, fromFilter) => {
    data[toY] = (data[toY] as number) + (x.data[fromX] as number) * (filter.data[fromFilter] as number);
  });
  return [{ dtype: 'float32', shape, data }];
}

function inputGradient(inputs: readonly Tensor[], attributes: ConvolutionAttributes, depthwise: boolean): Tensor[] {
  const [dy, filter, x] = take(inputs);
  const data = new Float64Array(x.data.length);
  forEachProduct(x, filter, attributes, depthwise, (fromY, toX, fromFilter) => {
    data[toX] = (data[toX] as number) + (dy.data[fromY] as number) * (filter.data[fromFilter] as number);
  });
  return [{ ...x, data }];
}

function filterGradient(inputs: readonly Tensor[], attributes: ConvolutionAttributes, depthwise: boolean): Tensor[] {
  const [dy, x, filter] = take(inputs);
  const data = new Float64Array(filter.data.length);
  forEachProduct(x, filter, attributes, depthwise, (fromY, fromX, toFilter) => {
    data[toFilter] = (data[toFilter] as number) + (dy.data[fromY] as number) * (x.data[fromX] as number);
  });
  return [{ ...filter, data }];
}

function outputShape(x: Tensor, filter: Tensor, attributes: ConvolutionAttributes, depthwise: boolean): number[] {
  const [batch] = x.shape as [number];
  const [, , depth, last] = filter.shape as [number, number, number, number];
  const { vertical, horizontal } = windows(x, filter, attributes);
  return [batch, vertical.output, horizontal.output, depthwise ? depth * last : last];
}

function windows(x: Tensor, filter: Tensor, { strides, dilations, padding }: ConvolutionAttributes) {
  const along = (axis: 0 | 1) =>
    slideWindow('reference', x.shape[axis + 1] as number, filter.shape[axis] as number, {
      stride: strides[axis],
      dilation: dilations[axis],
      padding,
    });
  return { vertical: along(0), horizontal: along(1) };
}

/** The definition of a convolution, once for all its gradients: every product that goes into the output. */
function forEachProduct(
  x: Tensor,
  filter: Tensor,
  attributes: ConvolutionAttributes,
  depthwise: boolean,
  visit: Product,
): void {
  const { strides, dilations } = attributes;
  const { vertical, horizontal } = windows(x, filter, attributes);
  const yShape = outputShape(x, filter, attributes, depthwise);
  const [batch, height, width] = x.shape as [number, number, number];
  const [filterHeight, filterWidth, depth, last] = filter.shape as [number, number, number, number];
  for (let n = 0; n < batch; n += 1)
    for (let row = 0; row < vertical.output; row += 1)
      for (let column = 0; column < horizontal.output; column += 1)
        for (let i = 0; i < filterHeight; i += 1)
          for (let j = 0; j < filterWidth; j += 1) {
            const h = row * strides[0] - vertical.before + i * dilations[0];
            const w = column * strides[1] - horizontal.before + j * dilations[1];
            if (h < 0 || h >= height || w < 0 || w >= width) continue;
            for (let c = 0; c < depth; c += 1)
              for (let o = 0; o < last; o += 1)
                visit(
                  positionOf(yShape, [n, row, column, depthwise ? c * last + o : o]),
                  positionOf(x.shape, [n, h, w, c]),
                  positionOf(filter.shape, [i, j, c, o]),
                );
          }
}
