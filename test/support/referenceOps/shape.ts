import { BATCH } from '../../../src/core/graph/graph.js';
import type { NoAttributes } from '../../../src/core/graph/ops/elementwise.js';
import type { ConcatenateAttributes, PadAttributes, SliceAttributes } from '../../../src/core/graph/ops/selection.js';
import type { CastAttributes, ReshapeAttributes, TransposeAttributes } from '../../../src/core/graph/ops/shape.js';
import { type Kernel, take } from './kernel.js';
import { at, sizeOf, type Tensor, tensorOf } from './tensor.js';

export const reshape: Kernel<ReshapeAttributes> = (inputs, { shape }) => {
  const [x] = take(inputs);
  const known = sizeOf(shape.filter((size) => size !== BATCH));
  return [{ ...x, shape: shape.map((size) => (size === BATCH ? x.data.length / known : size)) }];
};

export const transpose: Kernel<TransposeAttributes> = (inputs, { permutation }) => {
  const [x] = take(inputs);
  const shape = permutation.map((axis) => x.shape[axis] as number);
  return [
    tensorOf(
      shape,
      (index) =>
        at(
          x,
          x.shape.map((_, axis) => index[permutation.indexOf(axis)] as number),
        ),
      x.dtype,
    ),
  ];
};

export const cast: Kernel<CastAttributes> = (inputs, { dtype }) => {
  const [x] = take(inputs);
  return [{ dtype, shape: x.shape, data: dtype === 'float32' ? x.data : x.data.map(Math.trunc) }];
};

export const concatenate: Kernel<ConcatenateAttributes> = (inputs, { axis }) => {
  const [first] = take(inputs);
  const size = inputs.reduce((total, { shape }) => total + (shape[axis] as number), 0);
  const element = (index: readonly number[]): number => {
    let position = index[axis] as number;
    for (const input of inputs) {
      const length = input.shape[axis] as number;
      if (position < length) return at(input, index.with(axis, position));
      position -= length;
    }
    throw new RangeError('outside of all inputs');
  };
  return [tensorOf(first.shape.with(axis, size), element, first.dtype)];
};

export const slice: Kernel<SliceAttributes> = (inputs, { begin, size }) => {
  const [x] = take(inputs);
  const from = (axis: number) => begin[axis] as number;
  const shape = x.shape.map((length, axis) => (size[axis] === -1 ? length - from(axis) : (size[axis] as number)));
  return [
    tensorOf(
      shape,
      (index) =>
        at(
          x,
          index.map((i, axis) => i + from(axis)),
        ),
      x.dtype,
    ),
  ];
};

export const pad: Kernel<PadAttributes> = (inputs, { paddings }) => {
  const [x] = take(inputs);
  const before = paddings.map(([size]) => size);
  const shape = x.shape.map((length, axis) => length + (before[axis] as number) + (paddings[axis]?.[1] as number));
  const element = (index: readonly number[]): number => {
    const source = index.map((i, axis) => i - (before[axis] as number));
    return source.every((i, axis) => i >= 0 && i < (x.shape[axis] as number)) ? at(x, source) : 0;
  };
  return [tensorOf(shape, element, x.dtype)];
};

export const gather: Kernel<NoAttributes> = (inputs) => {
  const [table, indices] = take(inputs);
  const row = (position: number | undefined): number => indices.data[position as number] as number;
  const shape = [...indices.shape, ...table.shape.slice(1)];
  return [
    tensorOf(
      shape,
      (index) => at(withoutBroadcasting(table, row(index[0])), index.with(0, row(index[0]))),
      table.dtype,
    ),
  ];
};

/** The table, once the row is known to be in it: `at` would take any index where an axis has size 1. */
function withoutBroadcasting(table: Tensor, row: number): Tensor {
  if (row < 0 || row >= (table.shape[0] as number)) throw new RangeError(`row ${row} of a table of ${table.shape[0]}`);
  return table;
}
