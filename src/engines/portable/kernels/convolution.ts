import type { ConvolutionAttributes } from '../../../core/graph/ops/convolution.js';
import { slideWindow, type WindowAxis } from '../../../core/graph/ops/window.js';
import type { Tensor } from '../heap.js';
import { axisOf, inputAt, type Kernel, type KernelContext } from './kernel.js';

/** Padding of the four axes, before and after, as TensorFlow.js takes it. */
type Paddings = readonly (readonly [before: number, after: number])[];

interface Window {
  readonly vertical: WindowAxis;
  readonly horizontal: WindowAxis;
}

/** How a filter slides over an image. */
export function windowOf(image: Tensor, filter: Tensor, attributes: ConvolutionAttributes): Window {
  const { strides, dilations, padding } = attributes;
  const along = (axis: 0 | 1) =>
    slideWindow('conv2d', axisOf(image.shape, axis + 1), axisOf(filter.shape, axis), {
      stride: strides[axis],
      dilation: dilations[axis],
      padding,
    });
  return { vertical: along(0), horizontal: along(1) };
}

/** TensorFlow.js's convolution; the caller owns the result. */
export function convolve(
  x: Tensor,
  filter: Tensor,
  options: {
    readonly strides: readonly number[];
    readonly dilations: readonly number[];
    readonly paddings: Paddings;
    readonly bias?: Tensor;
    readonly activation?: 'linear' | 'relu' | 'relu6';
  },
  { heap, backend }: KernelContext,
): Tensor {
  const { strides, dilations, paddings, bias, activation = 'linear' } = options;
  const attributes = {
    strides: [...strides],
    dilations: [...dilations],
    pad: paddings.map((pair) => [...pair]),
    dataFormat: 'NHWC',
    ...(bias === undefined ? {} : { activation }),
  };
  const inputs = { x: heap.info(x), filter: heap.info(filter) };
  const info =
    bias === undefined
      ? backend.run('Conv2D', inputs, attributes)
      : backend.run('FusedConv2D', { ...inputs, bias: heap.info(bias) }, attributes);
  return heap.adopt(info, info.shape);
}

/** Paddings of a window as the op defines them. */
export function paddingsOf({ vertical, horizontal }: Window): Paddings {
  return [
    [0, 0],
    [vertical.before, vertical.after],
    [horizontal.before, horizontal.after],
    [0, 0],
  ];
}

export const conv2d: Kernel<ConvolutionAttributes> = ({ inputs, attributes, context }) => {
  const [x, filter] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const paddings = paddingsOf(windowOf(x, filter, attributes));
  return [convolve(x, filter, { ...attributes, paddings }, context)];
};

/**
 * The gradient of the input is a convolution of the output's gradient (with zeros between its elements where the stride
 * is more than 1) with the filter turned by 180° and its channels swapped.
 */
export const conv2dInputGradient: Kernel<ConvolutionAttributes> = ({ inputs, attributes, context }) => {
  const [dy, filter, x] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const { strides, dilations } = attributes;
  const { heap } = context;
  const window = windowOf(x, filter, attributes);
  const sizes = [axisOf(x.shape, 1), axisOf(x.shape, 2)] as const;
  const spread = spaced(dy, strides, context);
  const turned = turnedFilter(filter, context);
  const along = (axis: 0 | 1, { before }: WindowAxis): readonly [number, number] => {
    const reach = (axisOf(filter.shape, axis) - 1) * dilations[axis];
    const first = reach - before;
    return [first, sizes[axis] - axisOf(spread.shape, axis + 1) - first + reach];
  };
  const wanted = [along(0, window.vertical), along(1, window.horizontal)] as const;
  // Padding below 0 cuts off what only ever saw padding.
  const cut = cropped(spread, wanted, context);
  const kept = wanted.map(([before, after]): [number, number] => [Math.max(before, 0), Math.max(after, 0)]);
  const paddings: Paddings = [[0, 0], ...kept, [0, 0]];
  const dx = convolve(cut, turned, { strides: [1, 1], dilations, paddings }, context);
  for (const tensor of [spread, turned, cut]) heap.release(tensor);
  return [dx];
};

/** `[height, width, in, out]` turned by 180°, as `[height, width, out, in]`. */
function turnedFilter(filter: Tensor, { heap }: KernelContext): Tensor {
  const [height, width, inputs, outputs] = filter.shape as [number, number, number, number];
  const turned = heap.allocate('float32', [height, width, outputs, inputs]);
  const [from, to] = [heap.floats(filter), heap.floats(turned)];
  const places = height * width;
  for (let place = 0; place < places; place += 1) {
    const source = place * inputs * outputs;
    const target = (places - 1 - place) * inputs * outputs;
    for (let i = 0; i < inputs; i += 1)
      for (let o = 0; o < outputs; o += 1) {
        to[target + o * inputs + i] = from[source + i * outputs + o] as number;
      }
  }
  return turned;
}

/** Images with `stride − 1` zeros between their elements. */
function spaced(x: Tensor, strides: readonly [number, number], { heap }: KernelContext): Tensor {
  const [down, across] = strides;
  if (down === 1 && across === 1) return heap.share(x);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [tall, wide] = [(height - 1) * down + 1, (width - 1) * across + 1];
  const output = heap.allocate('float32', [batch, tall, wide, channels]);
  const [from, to] = [heap.floats(x), heap.floats(output)];
  to.fill(0);
  for (let n = 0; n < batch; n += 1)
    for (let h = 0; h < height; h += 1)
      for (let w = 0; w < width; w += 1) {
        const source = ((n * height + h) * width + w) * channels;
        to.set(from.subarray(source, source + channels), ((n * tall + h * down) * wide + w * across) * channels);
      }
  return output;
}

/** Images without the rows and columns that a padding below 0 takes away. */
function cropped(
  x: Tensor,
  [vertical, horizontal]: readonly [readonly [number, number], readonly [number, number]],
  { heap, backend }: KernelContext,
): Tensor {
  if ([...vertical, ...horizontal].every((padding) => padding >= 0)) return heap.share(x);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const begin = [0, Math.max(-vertical[0], 0), Math.max(-horizontal[0], 0), 0];
  const size = [
    batch,
    height - Math.max(-vertical[0], 0) - Math.max(-vertical[1], 0),
    width - Math.max(-horizontal[0], 0) - Math.max(-horizontal[1], 0),
    channels,
  ];
  return heap.adopt(backend.run('Slice', { x: heap.info(x) }, { begin, size }), size);
}
