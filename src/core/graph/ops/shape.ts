import {
  applyOp,
  BATCH,
  type DType,
  GraphError,
  type OpDefinition,
  outputOf,
  type Shape,
  type Value,
} from '../graph.js';
import { checkShape, describeShape, exactly, outputGradient, requireAxes, staticSize } from './typeRules.js';

export interface ReshapeAttributes {
  /** May begin with `BATCH`. */
  readonly shape: Shape;
}

export const reshapeOp: OpDefinition<ReshapeAttributes> = {
  kind: 'reshape',
  infer: (inputs, { shape }) => {
    const [x] = exactly('reshape', inputs, 1);
    checkShape('reshape', shape);
    const [from, to] = [staticSize(x.shape), staticSize(shape)];
    const [fromBatch, toBatch] = [x.shape[0] === BATCH, shape[0] === BATCH];
    // A batch stays the same batch. Between a batch and a known size, the engine sees at run time whether it fits.
    const [whole, part] = fromBatch ? [to, from] : [from, to];
    const fits = fromBatch === toBatch ? from === to : part > 0 && whole % part === 0;
    if (!fits) throw new GraphError(`reshape: ${describeShape(x.shape)} does not fit ${describeShape(shape)}`);
    return [{ dtype: x.dtype, shape }];
  },
  gradient: (node, gradients) => {
    const [x] = exactly('reshape', node.inputs, 1);
    return [reshape(outputGradient('reshape', gradients), { shape: x.shape })];
  },
};

/** The same elements, row-major, in another shape. */
export function reshape(x: Value, attributes: ReshapeAttributes): Value {
  return outputOf(applyOp(reshapeOp, [x], attributes));
}

export interface TransposeAttributes {
  /** Axis `i` of the output is axis `permutation[i]` of the input. */
  readonly permutation: readonly number[];
}

export const transposeOp: OpDefinition<TransposeAttributes> = {
  kind: 'transpose',
  infer: (inputs, { permutation }) => {
    const [x] = exactly('transpose', inputs, 1);
    requireAxes('transpose', permutation, x.shape.length);
    if (permutation.length !== x.shape.length) {
      throw new GraphError(`transpose: [${permutation.join(', ')}] must name each axis of ${describeShape(x.shape)}`);
    }
    const shape = permutation.map((axis) => x.shape[axis] as number);
    return [{ dtype: x.dtype, shape: checkShape('transpose', shape) }];
  },
  gradient: (node, gradients) => {
    const { permutation } = node.attributes;
    const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
    return [transpose(outputGradient('transpose', gradients), { permutation: inverse })];
  },
};

/** Axes in another order; the batch stays first. */
export function transpose(x: Value, attributes: TransposeAttributes): Value {
  return outputOf(applyOp(transposeOp, [x], attributes));
}

export interface CastAttributes {
  readonly dtype: DType;
}

export const castOp: OpDefinition<CastAttributes> = {
  kind: 'cast',
  infer: (inputs, { dtype }) => {
    const [x] = exactly('cast', inputs, 1);
    return [{ dtype, shape: x.shape }];
  },
  gradient: (node, gradients) => {
    const [x] = exactly('cast', node.inputs, 1);
    return [x.dtype === 'float32' && node.attributes.dtype === 'float32' ? gradients[0] : undefined];
  },
};

/** The same numbers in another dtype; a float is truncated towards zero. A gradient flows from float to float only. */
export function cast(x: Value, attributes: CastAttributes): Value {
  return outputOf(applyOp(castOp, [x], attributes));
}
