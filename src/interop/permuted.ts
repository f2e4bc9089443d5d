import type { TensorData } from '../core/engine.js';

/** A tensor with its axes in another order: axis `i` of what comes out is axis `permutation[i]`. */
export function permuted({ shape, data }: TensorData, permutation: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const sizes = permutation.map((axis) => shape[axis] ?? 1);
  const steps = permutation.map((axis) => strides[axis] ?? 0);
  const result = new Float32Array(data.length);
  const position = new Array<number>(sizes.length).fill(0);
  let source = 0;
  for (let index = 0; index < result.length; index += 1) {
    result[index] = data[source] ?? 0;
    for (let axis = sizes.length - 1; axis >= 0; axis -= 1) {
      const [size, step] = [sizes[axis] ?? 1, steps[axis] ?? 0];
      position[axis] = (position[axis] ?? 0) + 1;
      source += step;
      if ((position[axis] ?? 0) < size) break;
      position[axis] = 0;
      source -= size * step;
    }
  }
  return result;
}
