import { applyOp, BATCH, GraphError, type OpDefinition, outputOf, type Value } from '../graph.js';
import {
  describeShape,
  describeType,
  exactly,
  outputGradient,
  requireAxes,
  requireDType,
  requireRank,
  requireWhole,
} from './typeRules.js';

export interface ConcatenateAttributes {
  /** Axis of the tensor, the batch being axis 0. */
  readonly axis: number;
}

export const concatenateOp: OpDefinition<ConcatenateAttributes> = {
  kind: 'concatenate',
  infer: (inputs, { axis }) => {
    const [first] = inputs;
    if (first === undefined) throw new GraphError('concatenate needs at least one input');
    requireAxes('concatenate', [axis], first.shape.length);
    let size = 0;
    for (const input of inputs) {
      const fits =
        input.dtype === first.dtype &&
        input.shape.length === first.shape.length &&
        input.shape.every((dimension, i) => (i === axis ? dimension !== BATCH : dimension === first.shape[i]));
      if (!fits) {
        throw new GraphError(
          `concatenate on axis ${axis}: ${describeType(input)} does not go with ${describeType(first)}`,
        );
      }
      size += input.shape[axis] as number;
    }
    return [{ dtype: first.dtype, shape: first.shape.with(axis, size) }];
  },
  gradient: (node, gradients) => {
    const dy = outputGradient('concatenate', gradients);
    const { axis } = node.attributes;
    let offset = 0;
    return node.inputs.map(({ shape }) => {
      const begin = shape.map(() => 0).with(axis, offset);
      const size = shape[axis] as number;
      offset += size;
      return slice(dy, { begin, size: shape.map(() => -1).with(axis, size) });
    });
  },
};

/** Tensors one after another along an axis that is not the batch; all other sizes are equal. */
export function concatenate(xs: readonly Value[], attributes: ConcatenateAttributes): Value {
  return outputOf(applyOp(concatenateOp, xs, attributes));
}

export interface SliceAttributes {
  readonly begin: readonly number[];
  /** -1: to the end. */
  readonly size: readonly number[];
}

export const sliceOp: OpDefinition<SliceAttributes> = {
  kind: 'slice',
  infer: (inputs, { begin, size }) => {
    const [x] = exactly('slice', inputs, 1);
    requireWhole('slice', 'begin', begin, 0);
    requireWhole('slice', 'size', size, -1);
    const fits =
      begin.length === x.shape.length &&
      size.length === x.shape.length &&
      x.shape.every((dimension, axis) => {
        const from = begin[axis] as number;
        return dimension === BATCH || from + Math.max(size[axis] as number, 0) <= dimension;
      });
    if (!fits) {
      throw new GraphError(`slice: [${begin.join(', ')}] + [${size.join(', ')}] is outside ${describeShape(x.shape)}`);
    }
    const shape = x.shape.map((dimension, axis) => {
      if (size[axis] !== -1) return size[axis] as number;
      return dimension === BATCH ? BATCH : dimension - (begin[axis] as number);
    });
    return [{ dtype: x.dtype, shape }];
  },
  gradient: (node, gradients) => {
    const [x] = exactly('slice', node.inputs, 1);
    const [y] = exactly('slice', node.outputs, 1);
    const paddings = x.shape.map((dimension, axis): Padding => {
      const before = node.attributes.begin[axis] as number;
      if (dimension !== BATCH) return [before, dimension - before - (y.shape[axis] as number)];
      if (before === 0 && y.shape[axis] === BATCH) return [0, 0];
      throw new GraphError('slice: no gradient through a slice of the batch axis, whose size is not known');
    });
    return [pad(outputGradient('slice', gradients), { paddings })];
  },
};

/** The block that begins at `begin`. */
export function slice(x: Value, attributes: SliceAttributes): Value {
  return outputOf(applyOp(sliceOp, [x], attributes));
}

/** Zeros before and after, along one axis. */
export type Padding = readonly [before: number, after: number];

export interface PadAttributes {
  /** For each axis; the batch gets none. */
  readonly paddings: readonly Padding[];
}

export const padOp: OpDefinition<PadAttributes> = {
  kind: 'pad',
  infer: (inputs, { paddings }) => {
    const [x] = exactly('pad', inputs, 1);
    requireWhole('pad', 'paddings', paddings.flat(), 0);
    if (paddings.length !== x.shape.length) {
      throw new GraphError(`pad: ${paddings.length} paddings for ${describeShape(x.shape)}`);
    }
    const shape = x.shape.map((dimension, axis) => {
      const [before, after] = paddings[axis] as Padding;
      if (dimension === BATCH && before + after > 0) throw new GraphError('pad: the batch axis cannot be padded');
      return dimension === BATCH ? BATCH : dimension + before + after;
    });
    return [{ dtype: x.dtype, shape }];
  },
  gradient: (node, gradients) => {
    const [x] = exactly('pad', node.inputs, 1);
    const begin = node.attributes.paddings.map(([before]) => before);
    const size = x.shape.map((dimension) => (dimension === BATCH ? -1 : dimension));
    return [slice(outputGradient('pad', gradients), { begin, size })];
  },
};

/** Zeros around a tensor. */
export function pad(x: Value, attributes: PadAttributes): Value {
  return outputOf(applyOp(padOp, [x], attributes));
}

export type GatherAttributes = Readonly<Record<string, never>>;

export const gatherOp: OpDefinition<GatherAttributes> = {
  kind: 'gather',
  infer: (inputs) => {
    const [table, indices] = exactly('gather', inputs, 2);
    requireDType('gather', indices, 'int32');
    requireRank('gather', indices, 1);
    if (table.shape.length === 0) throw new GraphError('gather: a scalar has no rows');
    return [{ dtype: table.dtype, shape: [...indices.shape, ...table.shape.slice(1)] }];
  },
};

/** Rows of `table` (along axis 0) by `indices` int32 `[n]`, each below the number of rows. No gradient. */
export function gather(table: Value, indices: Value): Value {
  return outputOf(applyOp(gatherOp, [table, indices], {}));
}
