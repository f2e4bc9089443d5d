import { BATCH, type DType, GraphError, type Shape, type TensorType } from '../graph.js';

type Tuple<T, N extends number, R extends readonly T[] = []> = R['length'] extends N
  ? R
  : Tuple<T, N, readonly [...R, T]>;

/** The given list as a tuple of exactly `count`. @throws GraphError on any other number of inputs. */
export function exactly<T, N extends 1 | 2 | 3 | 4 | 5>(kind: string, inputs: readonly T[], count: N): Tuple<T, N> {
  if (inputs.length !== count) throw new GraphError(`${kind} takes ${count} inputs, got ${inputs.length}`);
  return inputs as unknown as Tuple<T, N>;
}

/** The gradient of a node's one differentiable output. @throws GraphError when it is missing. */
export function outputGradient<T>(kind: string, gradients: readonly (T | undefined)[]): T {
  const gradient = gradients[0];
  if (gradient === undefined) throw new GraphError(`${kind}: gradient asked for, but its first output has none`);
  return gradient;
}

/** @throws GraphError unless each type is float32. */
export function requireFloat(kind: string, ...types: readonly TensorType[]): void {
  for (const type of types) requireDType(kind, type, 'float32');
}

/** @throws GraphError unless the type has the dtype. */
export function requireDType(kind: string, type: TensorType, dtype: DType): void {
  if (type.dtype !== dtype) throw new GraphError(`${kind} needs ${dtype}, got ${describeType(type)}`);
}

/** @throws GraphError unless the rank is one of the given. */
export function requireRank(kind: string, type: TensorType, ...ranks: readonly number[]): void {
  if (!ranks.includes(type.shape.length)) {
    throw new GraphError(`${kind} needs rank ${ranks.join(' or ')}, got ${describeType(type)}`);
  }
}

/** @throws GraphError unless the type's shape is exactly `shape`; `what` names the input. */
export function requireShape(kind: string, what: string, type: TensorType, shape: Shape): void {
  if (!sameShape(type.shape, shape)) {
    throw new GraphError(`${kind}: ${what} must be ${describeShape(shape)}, got ${describeShape(type.shape)}`);
  }
}

/** @throws GraphError unless each number is a whole number of at least `minimum`. */
export function requireWhole(kind: string, what: string, values: readonly number[], minimum: number): void {
  for (const value of values) {
    if (!Number.isInteger(value) || value < minimum) {
      throw new GraphError(`${kind}: ${what} must be whole and at least ${minimum}, got [${values.join(', ')}]`);
    }
  }
}

/** @throws GraphError unless axes are different whole numbers in 0..rank-1. */
export function requireAxes(kind: string, axes: readonly number[], rank: number): void {
  const good = axes.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank);
  if (!good || new Set(axes).size !== axes.length) {
    throw new GraphError(`${kind}: axes must be different and in 0..${rank - 1}, got [${axes.join(', ')}]`);
  }
}

/** The shape itself. @throws GraphError on a dimension that is no size, or on `BATCH` anywhere but first. */
export function checkShape(kind: string, shape: Shape): Shape {
  shape.forEach((size, axis) => {
    if (size === BATCH ? axis !== 0 : !Number.isInteger(size) || size < 0) {
      throw new GraphError(`${kind}: [${shape.join(', ')}] is no shape: sizes are whole, the batch comes first`);
    }
  });
  return shape;
}

/** Whether two shapes agree in every dimension; `BATCH` agrees with `BATCH` alone. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Size of the last dimension. @throws GraphError for a scalar, or where the last dimension is the batch. */
export function lastSize(kind: string, type: TensorType): number {
  const size = type.shape.at(-1);
  if (size === undefined || size === BATCH) {
    throw new GraphError(`${kind} needs a last axis of known size, got ${describeType(type)}`);
  }
  return size;
}

/** Product of all dimensions but the batch. */
export function staticSize(shape: Shape): number {
  return shape.reduce((product, size) => (size === BATCH ? product : product * size), 1);
}

/**
 * Shape of two operands together by NumPy's rules: aligned at the last axis, size 1 stretches.
 * @throws GraphError when they do not fit; `BATCH` fits itself and 1.
 */
export function broadcastShape(kind: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const shape = Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new GraphError(`${kind}: ${describeShape(a)} and ${describeShape(b)} do not broadcast`);
  });
  return checkShape(kind, shape);
}

/** `[batch, 28, 28, 1]`. */
export function describeShape(shape: Shape): string {
  return `[${shape.map((size) => (size === BATCH ? 'batch' : size)).join(', ')}]`;
}

/** `float32 [batch, 10]`. */
export function describeType(type: TensorType): string {
  return `${type.dtype} ${describeShape(type.shape)}`;
}
