import type { TensorData } from '../../../src/core/engine.js';
import type { DType } from '../../../src/core/graph/graph.js';

/** A tensor of the reference engine: every dtype in float64, row-major. */
export interface Tensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Number of elements. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A float32 tensor whose element at each index is what `element` gives. */
export function tensorOf(
  shape: readonly number[],
  element: (index: readonly number[], flat: number) => number,
  dtype: DType = 'float32',
): Tensor {
  const data = new Float64Array(sizeOf(shape));
  forEachIndex(shape, (index, flat) => {
    data[flat] = element(index, flat);
  });
  return { dtype, shape, data };
}

/** Every index of a shape, row-major, with its position. */
export function forEachIndex(shape: readonly number[], visit: (index: readonly number[], flat: number) => void): void {
  const size = sizeOf(shape);
  for (let flat = 0; flat < size; flat += 1) {
    const index: number[] = [];
    let rest = flat;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const dimension = shape[axis] as number;
      index.unshift(rest % dimension);
      rest = Math.floor(rest / dimension);
    }
    visit(index, flat);
  }
}

/** Position of an index. An axis of size 1 takes any index, and surplus leading indices are ignored: broadcasting. */
export function positionOf(shape: readonly number[], index: readonly number[]): number {
  const surplus = index.length - shape.length;
  return shape.reduce(
    (position, size, axis) => position * size + (size === 1 ? 0 : (index[axis + surplus] as number)),
    0,
  );
}

/** Element at an index, see `positionOf`. */
export function at(tensor: Tensor, index: readonly number[]): number {
  return tensor.data[positionOf(tensor.shape, index)] as number;
}

/** From the engine port's form. */
export function fromTensorData({ dtype, shape, data }: TensorData): Tensor {
  return { dtype, shape, data: Float64Array.from(data) };
}

/** To the engine port's form, rounded to float32. */
export function toTensorData({ dtype, shape, data }: Tensor): TensorData {
  if (dtype === 'float32') return { dtype, shape, data: Float32Array.from(data) };
  return { dtype, shape, data: dtype === 'int32' ? Int32Array.from(data) : Uint8Array.from(data) };
}
