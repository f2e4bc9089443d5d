import { applyOp, type OpDefinition, outputOf, type TensorType, type Value } from '../graph.js';
import { type ConvolutionAttributes, checkOutputGradient, convolutionType } from './convolution.js';
import { exactly, outputGradient, requireRank } from './typeRules.js';

export const depthwiseConv2dOp: OpDefinition<ConvolutionAttributes> = {
  kind: 'depthwiseConv2d',
  infer: (inputs, attributes) => {
    const [x, filter] = exactly('depthwiseConv2d', inputs, 2);
    return [depthwiseType('depthwiseConv2d', x, filter, attributes)];
  },
  gradient: (node, gradients) => {
    const dy = outputGradient('depthwiseConv2d', gradients);
    const [x, filter] = exactly('depthwiseConv2d', node.inputs, 2);
    return [
      depthwiseConv2dInputGradient(dy, filter, x, node.attributes),
      depthwiseConv2dFilterGradient(dy, x, filter, node.attributes),
    ];
  },
};

/**
 * Each channel of `x` `[batch, height, width, in]` convolved on its own with `filter` `[height, width, in, multiplier]`;
 * output channel `i · multiplier + m` comes from input channel `i`.
 */
export function depthwiseConv2d(x: Value, filter: Value, attributes: ConvolutionAttributes): Value {
  return outputOf(applyOp(depthwiseConv2dOp, [x, filter], attributes));
}

export const depthwiseConv2dInputGradientOp: OpDefinition<ConvolutionAttributes> = {
  kind: 'depthwiseConv2dInputGradient',
  infer: (inputs, attributes) => {
    const kind = 'depthwiseConv2dInputGradient';
    const [dy, filter, x] = exactly(kind, inputs, 3);
    checkOutputGradient(kind, dy, depthwiseType(kind, x, filter, attributes));
    return [{ dtype: 'float32', shape: x.shape }];
  },
};

/** Gradient of the input of `depthwiseConv2d`; `x` gives its shape alone. */
export function depthwiseConv2dInputGradient(
  dy: Value,
  filter: Value,
  x: Value,
  attributes: ConvolutionAttributes,
): Value {
  return outputOf(applyOp(depthwiseConv2dInputGradientOp, [dy, filter, x], attributes));
}

export const depthwiseConv2dFilterGradientOp: OpDefinition<ConvolutionAttributes> = {
  kind: 'depthwiseConv2dFilterGradient',
  infer: (inputs, attributes) => {
    const kind = 'depthwiseConv2dFilterGradient';
    const [dy, x, filter] = exactly(kind, inputs, 3);
    checkOutputGradient(kind, dy, depthwiseType(kind, x, filter, attributes));
    return [{ dtype: 'float32', shape: filter.shape }];
  },
};

/** Gradient of the filter of `depthwiseConv2d`; `filter` gives its shape alone. */
export function depthwiseConv2dFilterGradient(
  dy: Value,
  x: Value,
  filter: Value,
  attributes: ConvolutionAttributes,
): Value {
  return outputOf(applyOp(depthwiseConv2dFilterGradientOp, [dy, x, filter], attributes));
}

function depthwiseType(kind: string, x: TensorType, filter: TensorType, attributes: ConvolutionAttributes): TensorType {
  requireRank(kind, filter, 4);
  const [, , depth, multiplier] = filter.shape as [number, number, number, number];
  return convolutionType(kind, x, filter, attributes, depth * multiplier);
}
