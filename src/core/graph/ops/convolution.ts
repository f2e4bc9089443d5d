import { applyOp, GraphError, type OpDefinition, outputOf, type Shape, type TensorType, type Value } from '../graph.js';
import { describeShape, exactly, outputGradient, requireFloat, requireRank, requireShape } from './typeRules.js';
import { type PaddingMode, type Pair, slideWindow } from './window.js';

export interface ConvolutionAttributes {
  readonly strides: Pair;
  readonly padding: PaddingMode;
  readonly dilations: Pair;
}

export const conv2dOp: OpDefinition<ConvolutionAttributes> = {
  kind: 'conv2d',
  infer: (inputs, attributes) => {
    const [x, filter] = exactly('conv2d', inputs, 2);
    return [convolutionType('conv2d', x, filter, attributes)];
  },
  gradient: (node, gradients) => {
    const dy = outputGradient('conv2d', gradients);
    const [x, filter] = exactly('conv2d', node.inputs, 2);
    return [conv2dInputGradient(dy, filter, x, node.attributes), conv2dFilterGradient(dy, x, filter, node.attributes)];
  },
};

/** Convolution (cross-correlation) of `x` `[batch, height, width, in]` with `filter` `[height, width, in, out]`. */
export function conv2d(x: Value, filter: Value, attributes: ConvolutionAttributes): Value {
  return outputOf(applyOp(conv2dOp, [x, filter], attributes));
}

export const conv2dInputGradientOp: OpDefinition<ConvolutionAttributes> = {
  kind: 'conv2dInputGradient',
  infer: (inputs, attributes) => {
    const [dy, filter, x] = exactly('conv2dInputGradient', inputs, 3);
    checkOutputGradient('conv2dInputGradient', dy, convolutionType('conv2dInputGradient', x, filter, attributes));
    return [{ dtype: 'float32', shape: x.shape }];
  },
};

/** Gradient of the input of `conv2d`; `x` gives its shape alone. */
export function conv2dInputGradient(dy: Value, filter: Value, x: Value, attributes: ConvolutionAttributes): Value {
  return outputOf(applyOp(conv2dInputGradientOp, [dy, filter, x], attributes));
}

export const conv2dFilterGradientOp: OpDefinition<ConvolutionAttributes> = {
  kind: 'conv2dFilterGradient',
  infer: (inputs, attributes) => {
    const [dy, x, filter] = exactly('conv2dFilterGradient', inputs, 3);
    checkOutputGradient('conv2dFilterGradient', dy, convolutionType('conv2dFilterGradient', x, filter, attributes));
    return [{ dtype: 'float32', shape: filter.shape }];
  },
};

/** Gradient of the filter of `conv2d`; `filter` gives its shape alone. */
export function conv2dFilterGradient(dy: Value, x: Value, filter: Value, attributes: ConvolutionAttributes): Value {
  return outputOf(applyOp(conv2dFilterGradientOp, [dy, x, filter], attributes));
}

/** @throws GraphError unless `dy` has the type of the convolution's output. */
export function checkOutputGradient(kind: string, dy: TensorType, output: TensorType): void {
  requireFloat(kind, dy);
  requireShape(kind, 'dy', dy, output.shape);
}

/**
 * Type of a convolution's output: the window slides over height and width, the channels are the filter's last axis,
 * or as many as `channels` says. @throws GraphError when input and filter do not fit.
 */
export function convolutionType(
  kind: string,
  x: TensorType,
  filter: TensorType,
  { strides, padding, dilations }: ConvolutionAttributes,
  channels = filter.shape[3] as number,
): TensorType {
  requireFloat(kind, x, filter);
  requireRank(kind, x, 4);
  requireRank(kind, filter, 4);
  const [batch, height, width, depth] = x.shape as Shape & [number, number, number, number];
  const [filterHeight, filterWidth, filterDepth] = filter.shape as Shape & [number, number, number, number];
  if (depth !== filterDepth) {
    throw new GraphError(
      `${kind}: filter ${describeShape(filter.shape)} needs ${filterDepth} channels, got ${describeShape(x.shape)}`,
    );
  }
  const vertical = { stride: strides[0], dilation: dilations[0], padding };
  const horizontal = { stride: strides[1], dilation: dilations[1], padding };
  return {
    dtype: 'float32',
    shape: [
      batch,
      slideWindow(kind, height, filterHeight, vertical).output,
      slideWindow(kind, width, filterWidth, horizontal).output,
      channels,
    ],
  };
}
