import { EngineError } from '../../../core/engine.js';
import type { ClipAttributes } from '../../../core/graph/ops/clip.js';
import type { DropoutAttributes } from '../../../core/graph/ops/dropout.js';
import type { NoAttributes } from '../../../core/graph/ops/elementwise.js';
import { sizeOf, type Tensor } from '../heap.js';
import { multiply } from './elementwise.js';
import { axisOf, filled, inputAt, type Kernel, type KernelContext } from './kernel.js';

export const dropout: Kernel<DropoutAttributes> = (call, types) => {
  const { inputs, attributes, context } = call;
  const [x, seed] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const { rate, stream, perChannel } = attributes;
  const [low = 0, step = 0] = context.heap.integers(seed);
  const shape = perChannel ? [axisOf(x.shape, 0), 1, 1, axisOf(x.shape, 3)] : x.shape;
  const blocks = Math.ceil(sizeOf(shape) / 4);
  // As TensorFlow: the rate is a float32 like the numbers it is compared with.
  const mask = filled(context, shape, (output) =>
    context.simd.dropoutMask(output, blocks, low, stream | 0, step, Math.fround(rate), 1 / (1 - rate)),
  );
  const [y] = multiply({ inputs: [x, mask], attributes: {}, context }, types);
  return [y as Tensor, mask];
};

export const softmaxCrossEntropy: Kernel<NoAttributes> = ({ inputs, context: { heap } }) => {
  const [logits, labels] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const [rows, classes] = logits.shape as [number, number];
  const [loss, backprop] = [heap.allocate('float32', [rows]), heap.allocate('float32', logits.shape)];
  const [values, wanted] = [heap.floats(logits), heap.integers(labels)];
  const [losses, slopes] = [heap.floats(loss), heap.floats(backprop)];
  for (let row = 0; row < rows; row += 1) {
    const [start, label] = [row * classes, wanted[row] as number];
    if (label < 0 || label >= classes) throw new EngineError(`label ${label} is none of the ${classes} classes`);
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = start; i < start + classes; i += 1) largest = Math.max(largest, values[i] as number);
    let total = 0;
    for (let i = start; i < start + classes; i += 1) {
      const power = Math.exp((values[i] as number) - largest);
      slopes[i] = power;
      total += power;
    }
    for (let i = start; i < start + classes; i += 1) slopes[i] = (slopes[i] as number) / total;
    losses[row] = largest + Math.log(total) - (values[start + label] as number);
    slopes[start + label] = (slopes[start + label] as number) - 1;
  }
  return [loss, backprop];
};

export const countCorrect: Kernel<NoAttributes> = ({ inputs, context: { heap } }) => {
  const [logits, labels] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const [rows, classes] = logits.shape as [number, number];
  const output = heap.allocate('float32', []);
  const [values, wanted] = [heap.floats(logits), heap.integers(labels)];
  let count = 0;
  for (let row = 0; row < rows; row += 1) {
    let best = row * classes;
    for (let i = best + 1; i < (row + 1) * classes; i += 1) {
      if ((values[i] as number) > (values[best] as number)) best = i;
    }
    if (best - row * classes === wanted[row]) count += 1;
  }
  heap.floats(output)[0] = count;
  return [output];
};

export const clipByNorm: Kernel<ClipAttributes> = ({ inputs, attributes: { maximum }, context }) => {
  const gradient = inputAt(inputs, 0);
  return [clipped(gradient, squareSum(gradient, context), maximum, context)];
};

export const clipByGlobalNorm: Kernel<ClipAttributes> = ({ inputs, attributes: { maximum }, context }) => {
  const squares = inputs.reduce((sum, gradient) => sum + squareSum(gradient, context), 0);
  return inputs.map((gradient) => clipped(gradient, squares, maximum, context));
};

function squareSum(tensor: Tensor, { heap }: KernelContext): number {
  const values = heap.floats(tensor);
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (values[i] as number) ** 2;
  return sum;
}

function clipped(gradient: Tensor, squares: number, maximum: number, context: KernelContext): Tensor {
  const norm = Math.sqrt(squares);
  if (norm <= maximum) return context.heap.share(gradient);
  const factor = maximum / norm;
  return filled(context, gradient.shape, (output, byteLength) =>
    context.simd.scale(gradient.storage.offset, output, byteLength, factor, 0),
  );
}
