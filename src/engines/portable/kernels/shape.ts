import { EngineError } from '../../../core/engine.js';
import { BATCH } from '../../../core/graph/graph.js';
import type { NoAttributes } from '../../../core/graph/ops/elementwise.js';
import type { ConcatenateAttributes, PadAttributes, SliceAttributes } from '../../../core/graph/ops/selection.js';
import type { CastAttributes, ReshapeAttributes, TransposeAttributes } from '../../../core/graph/ops/shape.js';
import { type Heap, sizeOf, type Tensor } from '../heap.js';
import { axisOf, inputAt, type Kernel } from './kernel.js';

export const reshape: Kernel<ReshapeAttributes> = ({ inputs, attributes, context }) => {
  const x = inputAt(inputs, 0);
  const rest = attributes.shape.reduce((product, size) => (size === BATCH ? product : product * size), 1);
  const total = sizeOf(x.shape);
  const shape = attributes.shape.map((size) => (size === BATCH ? total / rest : size));
  if (!Number.isInteger(total / rest) || sizeOf(shape) !== total) {
    throw new EngineError(`reshape: [${x.shape.join(', ')}] does not fit [${attributes.shape.join(', ')}]`);
  }
  return [context.heap.share(x, shape)];
};

export const transpose: Kernel<TransposeAttributes> = ({ inputs, attributes: { permutation }, context: { heap } }) => {
  const x = inputAt(inputs, 0);
  const shape = permutation.map((axis) => axisOf(x.shape, axis));
  const output = heap.allocate(x.dtype, shape);
  const [from, to] = [heap.elements(x), heap.elements(output)];
  const steps = stepsOf(x.shape);
  const along = permutation.map((axis) => axisOf(steps, axis));
  forEachRow(shape, along, (start, position, count, step) => {
    for (let i = 0; i < count; i += 1) to[start + i] = from[position + i * step] as number;
  });
  return [output];
};

export const cast: Kernel<CastAttributes> = ({ inputs, attributes: { dtype }, context: { heap } }) => {
  const x = inputAt(inputs, 0);
  if (x.dtype === dtype) return [heap.share(x)];
  const output = heap.allocate(dtype, x.shape);
  const [from, to] = [heap.elements(x), heap.elements(output)];
  // A typed array of whole numbers truncates what is stored into it.
  for (let i = 0; i < from.length; i += 1) to[i] = from[i] as number;
  return [output];
};

export const concatenate: Kernel<ConcatenateAttributes> = ({ inputs, attributes: { axis }, context: { heap } }) => {
  const first = inputAt(inputs, 0);
  const total = inputs.reduce((sum, { shape }) => sum + axisOf(shape, axis), 0);
  const output = heap.allocate(first.dtype, first.shape.with(axis, total));
  const to = heap.elements(output);
  const inner = sizeOf(first.shape.slice(axis + 1));
  const outer = sizeOf(first.shape.slice(0, axis));
  let offset = 0;
  for (const input of inputs) {
    const [from, length] = [heap.elements(input), axisOf(input.shape, axis) * inner];
    for (let row = 0; row < outer; row += 1) {
      to.set(from.subarray(row * length, (row + 1) * length), row * total * inner + offset);
    }
    offset += length;
  }
  return [output];
};

export const slice: Kernel<SliceAttributes> = ({ inputs, attributes: { begin, size }, context: { heap } }) => {
  const x = inputAt(inputs, 0);
  const shape = x.shape.map((dimension, axis) => {
    const from = axisOf(begin, axis);
    const length = size[axis] === -1 ? dimension - from : axisOf(size, axis);
    if (from + length > dimension || length < 0) {
      throw new EngineError(`slice: [${begin.join(', ')}] + [${size.join(', ')}] is outside [${x.shape.join(', ')}]`);
    }
    return length;
  });
  const output = heap.allocate(x.dtype, shape);
  const [from, to] = [heap.elements(x), heap.elements(output)];
  const steps = stepsOf(x.shape);
  const origin = begin.reduce((sum, position, axis) => sum + position * axisOf(steps, axis), 0);
  forEachRow(shape, steps, (start, position, count) => {
    to.set(from.subarray(origin + position, origin + position + count), start);
  });
  return [output];
};

export const pad: Kernel<PadAttributes> = ({ inputs, attributes: { paddings }, context: { heap } }) => {
  const x = inputAt(inputs, 0);
  const shape = x.shape.map((dimension, axis) => {
    const [before, after] = paddings[axis] ?? [0, 0];
    return before + dimension + after;
  });
  const output = heap.allocate(x.dtype, shape);
  const [from, to] = [heap.elements(x), heap.elements(output)];
  to.fill(0);
  const steps = stepsOf(shape);
  const origin = paddings.reduce((sum, [before], axis) => sum + before * axisOf(steps, axis), 0);
  forEachRow(x.shape, steps, (start, position, count) => {
    to.set(from.subarray(start, start + count), origin + position);
  });
  return [output];
};

export const gather: Kernel<NoAttributes> = ({ inputs, context: { heap } }) => {
  const [table, indices] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const rowShape = table.shape.slice(1);
  const length = sizeOf(rowShape);
  const output = heap.allocate(table.dtype, [...indices.shape, ...rowShape]);
  const [from, to] = [heap.elements(table), heap.elements(output)];
  forEachGathered(table, indices, heap, (row, position) => {
    to.set(from.subarray(row * length, (row + 1) * length), position * length);
  });
  return [output];
};

/** Visits the rows that indices name. @throws EngineError for one that the table has not. */
export function forEachGathered(
  table: Tensor,
  indices: Tensor,
  heap: Heap,
  visit: (row: number, position: number) => void,
): void {
  const rows = axisOf(table.shape, 0);
  heap.integers(indices).forEach((row, position) => {
    if (row < 0 || row >= rows) throw new EngineError(`gather: there is no row ${row} of ${rows}`);
    visit(row, position);
  });
}

/** How far apart neighbours along each axis lie. */
function stepsOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/**
 * Visits the rows (runs along the last axis) of a shape in order: where a row starts in it, where in a tensor with
 * `steps`, how long it is, and the step along it.
 */
function forEachRow(
  shape: readonly number[],
  steps: readonly number[],
  visit: (start: number, position: number, count: number, step: number) => void,
): void {
  const total = sizeOf(shape);
  const [count, step] = [shape.at(-1) ?? 1, steps.at(-1) ?? 1];
  const outer = shape.length - 1;
  const index = new Array<number>(Math.max(outer, 0)).fill(0);
  let position = 0;
  for (let start = 0; start < total; start += count) {
    visit(start, position, count, step);
    for (let axis = outer - 1; axis >= 0; axis -= 1) {
      const next = axisOf(index, axis) + 1;
      position += axisOf(steps, axis);
      if (next < axisOf(shape, axis)) {
        index[axis] = next;
        break;
      }
      position -= next * axisOf(steps, axis);
      index[axis] = 0;
    }
  }
}
