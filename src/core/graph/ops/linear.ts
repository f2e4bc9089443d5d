import { applyOp, BATCH, GraphError, type OpDefinition, outputOf, type Value } from '../graph.js';
import type { NoAttributes } from './elementwise.js';
import {
  describeShape,
  exactly,
  lastSize,
  outputGradient,
  requireFloat,
  requireRank,
  requireShape,
} from './typeRules.js';

export interface MatMulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

export const matMulOp: OpDefinition<MatMulAttributes> = {
  kind: 'matMul',
  infer: (inputs, { transposeA, transposeB }) => {
    const [a, b] = exactly('matMul', inputs, 2);
    requireFloat('matMul', a, b);
    requireRank('matMul', a, 2);
    requireRank('matMul', b, 2);
    const [rows, left] = (transposeA ? a.shape.toReversed() : a.shape) as [number, number];
    const [right, columns] = (transposeB ? b.shape.toReversed() : b.shape) as [number, number];
    if (left !== right || columns === BATCH) {
      const marks = [transposeA ? 'ᵀ' : '', transposeB ? 'ᵀ' : ''];
      throw new GraphError(
        `matMul: ${describeShape(a.shape)}${marks[0]} · ${describeShape(b.shape)}${marks[1]} does not fit`,
      );
    }
    return [{ dtype: 'float32', shape: [rows, columns] }];
  },
  gradient: (node, gradients) => {
    const dy = outputGradient('matMul', gradients);
    const [a, b] = exactly('matMul', node.inputs, 2);
    const { transposeA, transposeB } = node.attributes;
    return [
      transposeA
        ? matMul(b, dy, { transposeA: transposeB, transposeB: true })
        : matMul(dy, b, { transposeA: false, transposeB: !transposeB }),
      transposeB
        ? matMul(dy, a, { transposeA: true, transposeB: transposeA })
        : matMul(a, dy, { transposeA: !transposeA, transposeB: false }),
    ];
  },
};

/** Product of two matrices, either of them transposed first. */
export function matMul(a: Value, b: Value, attributes: MatMulAttributes): Value {
  return outputOf(applyOp(matMulOp, [a, b], attributes));
}

export const biasAddOp: OpDefinition<NoAttributes> = {
  kind: 'biasAdd',
  infer: (inputs) => {
    const [x, bias] = exactly('biasAdd', inputs, 2);
    requireFloat('biasAdd', x, bias);
    requireRank('biasAdd', x, 2, 3, 4);
    requireShape('biasAdd', 'the bias', bias, [lastSize('biasAdd', x)]);
    return [{ dtype: 'float32', shape: x.shape }];
  },
  gradient: (_, gradients) => {
    const dy = outputGradient('biasAdd', gradients);
    return [dy, biasAddGradient(dy)];
  },
};

/** `x` of rank 2 to 4 plus a bias for each element of its last axis. */
export function biasAdd(x: Value, bias: Value): Value {
  return outputOf(applyOp(biasAddOp, [x, bias], {}));
}

export const biasAddGradientOp: OpDefinition<NoAttributes> = {
  kind: 'biasAddGradient',
  infer: (inputs) => {
    const [dy] = exactly('biasAddGradient', inputs, 1);
    requireFloat('biasAddGradient', dy);
    requireRank('biasAddGradient', dy, 2, 3, 4);
    return [{ dtype: 'float32', shape: [lastSize('biasAddGradient', dy)] }];
  },
};

/** Sum over all axes but the last: the gradient of the bias. */
export function biasAddGradient(dy: Value): Value {
  return outputOf(applyOp(biasAddGradientOp, [dy], {}));
}
