import type { ActivationAttributes } from '../../../core/graph/ops/activation.js';
import type { ConvolutionAttributes } from '../../../core/graph/ops/convolution.js';
import type { ScaleAttributes } from '../../../core/graph/ops/elementwise.js';
import type { MatMulAttributes } from '../../../core/graph/ops/linear.js';
import type { ApplyAdamAttributes } from '../../../core/graph/ops/optimizerUpdate.js';
import { sizeOf } from '../heap.js';
import { convolve, paddingsOf, windowOf } from './convolution.js';
import { inputAt, type Kernel } from './kernel.js';
import { product } from './linear.js';
import { forEachGathered } from './shape.js';
import { applyDecayedAdam } from './update.js';

/** `activation(conv2d(x, filter) + bias)` in one pass. Inputs x, filter, bias. */
export function biasedConvolution(
  attributes: ConvolutionAttributes,
  activation: 'linear' | 'relu' | 'relu6',
): Kernel<unknown> {
  return ({ inputs, context }) => {
    const [x, filter, bias] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
    const paddings = paddingsOf(windowOf(x, filter, attributes));
    return [convolve(x, filter, { ...attributes, paddings, bias, activation }, context)];
  };
}

/** `a · b + bias` in one pass. Inputs a, b, bias. */
export function biasedProduct(attributes: MatMulAttributes): Kernel<unknown> {
  return ({ inputs, context }) => [
    product(inputAt(inputs, 0), inputAt(inputs, 1), attributes, inputAt(inputs, 2), context),
  ];
}

/** `gather(bytes, indices) · factor + offset` as float32 in one pass. Inputs table (uint8), indices. */
export function gatheredImages({ factor, offset }: ScaleAttributes): Kernel<unknown> {
  // A byte has 256 values: each is computed once, as the separate ops would.
  const values = Float32Array.from(
    { length: 256 },
    (_, byte) => Math.fround(byte * Math.fround(factor)) + Math.fround(offset),
  );
  return ({ inputs, context: { heap } }) => {
    const [table, indices] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const length = sizeOf(table.shape.slice(1));
    const output = heap.allocate('float32', [...indices.shape, ...table.shape.slice(1)]);
    const [from, to] = [heap.bytes(table), heap.floats(output)];
    forEachGathered(table, indices, heap, (row, position) => {
      const [start, end] = [row * length, (row + 1) * length];
      for (let i = start, j = position * length; i < end; i += 1, j += 1) to[j] = values[from[i] as number] as number;
    });
    return [output];
  };
}

/** Weight decay and Adam in one pass. Inputs gradient, learningRate, step. */
export function decayedAdam(attributes: ApplyAdamAttributes, weightDecay: number): Kernel<unknown> {
  return ({ inputs, context }) => {
    const [gradient, learningRate, step] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
    applyDecayedAdam(gradient, learningRate, step, attributes, weightDecay, context);
    return [];
  };
}

/** The activation that TensorFlow.js's convolution can apply itself; undefined for the others. */
export function fusedActivation({ function: name }: ActivationAttributes): 'relu' | 'relu6' | undefined {
  return name === 'relu' || name === 'relu6' ? name : undefined;
}
