import { applyOp, type OpDefinition, outputOf, type TensorType, type Value } from '../graph.js';
import { exactly, outputGradient, requireFloat, requireRank, requireShape } from './typeRules.js';
import { type PaddingMode, type Pair, slideWindow } from './window.js';

export interface PoolAttributes {
  readonly poolSize: Pair;
  readonly strides: Pair;
  readonly padding: PaddingMode;
}

export const maxPoolOp: OpDefinition<PoolAttributes> = {
  kind: 'maxPool',
  infer: (inputs, attributes) => {
    const [x] = exactly('maxPool', inputs, 1);
    return [poolType('maxPool', x, attributes)];
  },
  gradient: (node, gradients) => {
    const [x] = exactly('maxPool', node.inputs, 1);
    const [y] = exactly('maxPool', node.outputs, 1);
    return [maxPoolGradient(outputGradient('maxPool', gradients), x, y, node.attributes)];
  },
};

/** Largest element of each window over height and width of `[batch, height, width, channels]`; padding never wins. */
export function maxPool(x: Value, attributes: PoolAttributes): Value {
  return outputOf(applyOp(maxPoolOp, [x], attributes));
}

export const maxPoolGradientOp: OpDefinition<PoolAttributes> = {
  kind: 'maxPoolGradient',
  infer: (inputs, attributes) => {
    const [dy, x, y] = exactly('maxPoolGradient', inputs, 3);
    const output = poolType('maxPoolGradient', x, attributes);
    requireFloat('maxPoolGradient', dy, y);
    requireShape('maxPoolGradient', 'dy', dy, output.shape);
    requireShape('maxPoolGradient', 'y', y, output.shape);
    return [{ dtype: 'float32', shape: x.shape }];
  },
};

/** Gradient of the input of `maxPool`: all of `dy` goes to the first largest element of its window, row by row. */
export function maxPoolGradient(dy: Value, x: Value, y: Value, attributes: PoolAttributes): Value {
  return outputOf(applyOp(maxPoolGradientOp, [dy, x, y], attributes));
}

export const averagePoolOp: OpDefinition<PoolAttributes> = {
  kind: 'averagePool',
  infer: (inputs, attributes) => {
    const [x] = exactly('averagePool', inputs, 1);
    return [poolType('averagePool', x, attributes)];
  },
  gradient: (node, gradients) => {
    const [x] = exactly('averagePool', node.inputs, 1);
    return [averagePoolGradient(outputGradient('averagePool', gradients), x, node.attributes)];
  },
};

/** Mean of each window over height and width; padding does not count. */
export function averagePool(x: Value, attributes: PoolAttributes): Value {
  return outputOf(applyOp(averagePoolOp, [x], attributes));
}

export const averagePoolGradientOp: OpDefinition<PoolAttributes> = {
  kind: 'averagePoolGradient',
  infer: (inputs, attributes) => {
    const [dy, x] = exactly('averagePoolGradient', inputs, 2);
    requireFloat('averagePoolGradient', dy);
    requireShape('averagePoolGradient', 'dy', dy, poolType('averagePoolGradient', x, attributes).shape);
    return [{ dtype: 'float32', shape: x.shape }];
  },
};

/** Gradient of the input of `averagePool`; `x` gives its shape alone. */
export function averagePoolGradient(dy: Value, x: Value, attributes: PoolAttributes): Value {
  return outputOf(applyOp(averagePoolGradientOp, [dy, x], attributes));
}

function poolType(kind: string, x: TensorType, { poolSize, strides, padding }: PoolAttributes): TensorType {
  requireFloat(kind, x);
  requireRank(kind, x, 4);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  return {
    dtype: 'float32',
    shape: [
      batch,
      slideWindow(kind, height, poolSize[0], { stride: strides[0], padding }).output,
      slideWindow(kind, width, poolSize[1], { stride: strides[1], padding }).output,
      channels,
    ],
  };
}
