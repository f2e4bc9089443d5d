import type { NoAttributes } from '../../../core/graph/ops/elementwise.js';
import type { ReduceAttributes } from '../../../core/graph/ops/reduce.js';
import { sizeOf, type Tensor } from '../heap.js';
import { broadcastSteps, forEachPair } from './elementwise.js';
import { axisOf, inputAt, type Kernel, type KernelContext } from './kernel.js';

function keptShape({ shape }: Tensor, axes: readonly number[]): number[] {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

function reducedShape(x: Tensor, { axes, keepDimensions }: ReduceAttributes): number[] {
  return keepDimensions ? keptShape(x, axes) : x.shape.filter((_, axis) => !axes.includes(axis));
}

/** For each element of a tensor, the place of its group in the reduced one. */
function forEachMember(x: Tensor, axes: readonly number[], visit: (member: number, group: number) => void): void {
  const kept: Tensor = { ...x, shape: keptShape(x, axes) };
  const steps = broadcastSteps(kept, x.shape);
  const none = steps.map(() => 0);
  forEachPair(x.shape, steps, none, visit);
}

/** Over height and width of images, with channels in whole vectors: global average pooling. */
function isOverPixels({ shape }: Tensor, { axes }: ReduceAttributes): boolean {
  const isAllPixels = axes.length === 2 && axes.includes(1) && axes.includes(2);
  return shape.length === 4 && isAllPixels && axisOf(shape, 3) % 4 === 0 && sizeOf(shape) > 0;
}

/** The sums (or means) of each image's channels; an image has few enough pixels for float32. */
function overPixels(x: Tensor, output: Tensor, toMean: boolean, { heap, simd }: KernelContext): void {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [rowBytes, imageBytes] = [channels * 4, height * width * channels * 4];
  for (let n = 0; n < batch; n += 1) {
    const [from, to] = [x.storage.offset + n * imageBytes, output.storage.offset + n * rowBytes];
    simd.columnSums(from, to, imageBytes, rowBytes);
  }
  if (!toMean) return;
  const means = heap.floats(output);
  for (let i = 0; i < means.length; i += 1) means[i] = (means[i] as number) / (height * width);
}

/** Sums in float64. */
function total(toMean: boolean): Kernel<ReduceAttributes> {
  return ({ inputs, attributes, context }) => {
    const { heap } = context;
    const x = inputAt(inputs, 0);
    const output = heap.allocate('float32', reducedShape(x, attributes));
    if (isOverPixels(x, attributes)) {
      overPixels(x, output, toMean, context);
      return [output];
    }
    const from = heap.floats(x);
    const sums = new Float64Array(sizeOf(output.shape));
    if (sums.length === 1) {
      let sum = 0;
      for (let i = 0; i < from.length; i += 1) sum += from[i] as number;
      sums[0] = sum;
    } else {
      forEachMember(x, attributes.axes, (member, group) => {
        sums[group] = (sums[group] as number) + (from[member] as number);
      });
    }
    const count = toMean ? from.length / sums.length : 1;
    const to = heap.floats(output);
    for (let i = 0; i < sums.length; i += 1) to[i] = (sums[i] as number) / count;
    return [output];
  };
}

export const sum = total(false);
export const mean = total(true);

export const max: Kernel<ReduceAttributes> = ({ inputs, attributes, context: { heap } }) => {
  const x = inputAt(inputs, 0);
  const output = heap.allocate('float32', reducedShape(x, attributes));
  const [from, to] = [heap.floats(x), heap.floats(output)];
  to.fill(Number.NEGATIVE_INFINITY);
  forEachMember(x, attributes.axes, (member, group) => {
    to[group] = Math.max(to[group] as number, from[member] as number);
  });
  return [output];
};

export const meanGradient: Kernel<ReduceAttributes> = ({ inputs, attributes, context: { heap } }) => {
  const [dy, x] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const output = heap.allocate('float32', x.shape);
  const [from, to] = [heap.floats(dy), heap.floats(output)];
  const count = to.length / from.length;
  forEachMember(output, attributes.axes, (member, group) => {
    to[member] = (from[group] as number) / count;
  });
  return [output];
};

export const maxGradient: Kernel<ReduceAttributes> = ({ inputs, attributes, context: { heap } }) => {
  const [dy, x, y] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const output = heap.allocate('float32', x.shape);
  const [slopes, values, largest, to] = [heap.floats(dy), heap.floats(x), heap.floats(y), heap.floats(output)];
  const ties = new Float64Array(largest.length);
  forEachMember(x, attributes.axes, (member, group) => {
    if (values[member] === largest[group]) ties[group] = (ties[group] as number) + 1;
  });
  forEachMember(x, attributes.axes, (member, group) => {
    to[member] = values[member] === largest[group] ? (slopes[group] as number) / (ties[group] as number) : 0;
  });
  return [output];
};

export const broadcastLike: Kernel<NoAttributes> = ({ inputs, context: { heap } }) => {
  const [x, reference] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const output = heap.allocate('float32', reference.shape);
  const [from, to] = [heap.floats(x), heap.floats(output)];
  if (from.length === 1) to.fill(from[0] as number);
  else {
    const steps = broadcastSteps(x, reference.shape);
    forEachPair(reference.shape, steps, steps, (flat, position) => {
      to[flat] = from[position] as number;
    });
  }
  return [output];
};
