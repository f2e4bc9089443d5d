import type { ActivationAttributes } from '../../../core/graph/ops/activation.js';
import type { ConvolutionAttributes } from '../../../core/graph/ops/convolution.js';
import type { MatMulAttributes } from '../../../core/graph/ops/linear.js';
import type { ApplyAdamAttributes } from '../../../core/graph/ops/optimizerUpdate.js';
import { convolve, paddingsOf, windowOf } from './convolution.js';
import { inputAt, type Kernel } from './kernel.js';
import { product } from './linear.js';
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
