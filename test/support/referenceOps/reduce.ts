import type { NoAttributes } from '../../../src/core/graph/ops/elementwise.js';
import type { ReduceAttributes } from '../../../src/core/graph/ops/reduce.js';
import { type Kernel, take } from './kernel.js';
import { at, forEachIndex, positionOf, type Tensor, tensorOf } from './tensor.js';

export const sum: Kernel<ReduceAttributes> = (inputs, attributes) => {
  const [x] = take(inputs);
  return [reduce(x, attributes, (values) => values.reduce((total, value) => total + value, 0))];
};

export const mean: Kernel<ReduceAttributes> = (inputs, attributes) => {
  const [x] = take(inputs);
  return [reduce(x, attributes, (values) => values.reduce((total, value) => total + value, 0) / values.length)];
};

export const max: Kernel<ReduceAttributes> = (inputs, attributes) => {
  const [x] = take(inputs);
  return [reduce(x, attributes, (values) => Math.max(...values))];
};

export const meanGradient: Kernel<ReduceAttributes> = (inputs, { axes }) => {
  const [dy, x] = take(inputs);
  const kept = { ...dy, shape: keptShape(x, axes) };
  return [tensorOf(x.shape, (index) => (at(kept, index) * dy.data.length) / x.data.length)];
};

export const maxGradient: Kernel<ReduceAttributes> = (inputs, { axes }) => {
  const [dy, x] = take(inputs);
  const kept = { ...dy, shape: keptShape(x, axes) };
  const largest = reduce(x, { axes, keepDimensions: true }, (values) => Math.max(...values));
  const ties = reduce(x, { axes, keepDimensions: true }, (values) => {
    return values.filter((value) => value === Math.max(...values)).length;
  });
  return [tensorOf(x.shape, (index) => (at(x, index) === at(largest, index) ? at(kept, index) / at(ties, index) : 0))];
};

export const broadcastLike: Kernel<NoAttributes> = (inputs) => {
  const [x, reference] = take(inputs);
  return [tensorOf(reference.shape, (index) => at(x, index))];
};

function keptShape(x: Tensor, axes: readonly number[]): number[] {
  return x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

/** Gathers what each element of the output is made of, then reduces it. */
function reduce(
  x: Tensor,
  { axes, keepDimensions }: ReduceAttributes,
  compute: (values: readonly number[]) => number,
): Tensor {
  const kept = keptShape(x, axes);
  const groups = Array.from({ length: kept.reduce((product, size) => product * size, 1) }, (): number[] => []);
  forEachIndex(x.shape, (index, flat) => {
    groups[positionOf(kept, index)]?.push(x.data[flat] as number);
  });
  const shape = keepDimensions ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  return tensorOf(shape, (_, flat) => compute(groups[flat] as number[]));
}
