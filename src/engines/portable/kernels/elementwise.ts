import type { NoAttributes, ScaleAttributes } from '../../../core/graph/ops/elementwise.js';
import { sizeOf, type Tensor } from '../heap.js';
import type { SimdKernels } from '../simd/simdModule.js';
import { axisOf, filled, inputAt, type Kernel, type KernelContext } from './kernel.js';

type BinaryName = 'add' | 'subtract' | 'multiply' | 'divide';
type UnaryName = 'square' | 'squareRoot' | 'reciprocalSquareRoot' | 'absolute';

const scalarFunctions: Readonly<Record<BinaryName, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
};

function binary(name: BinaryName): Kernel<NoAttributes> {
  return ({ inputs, context }) => {
    const [a, b] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    if (a.shape.join() === b.shape.join()) {
      const loop = context.simd[name];
      return [filled(context, a.shape, (y, length) => loop(a.storage.offset, b.storage.offset, y, length))];
    }
    return [byColumn(name, a, b, context) ?? broadcast(scalarFunctions[name], a, b, context)];
  };
}

export const add = binary('add');
export const subtract = binary('subtract');
export const multiply = binary('multiply');
export const divide = binary('divide');

/** Where `b` is a vector over the last axis of `a`; undefined where it is not, or no loop exists. */
function byColumn(name: BinaryName, a: Tensor, b: Tensor, context: KernelContext): Tensor | undefined {
  const columns = axisOf(b.shape, -1);
  if (columns !== a.shape.at(-1) || sizeOf(b.shape) !== columns || b.shape.length > a.shape.length) return undefined;
  const loop =
    name === 'add' ? context.simd.addColumns : name === 'multiply' ? context.simd.multiplyColumns : undefined;
  if (loop === undefined) return undefined;
  return filled(context, a.shape, (y, length) => loop(a.storage.offset, b.storage.offset, y, length, columns * 4));
}

/** NumPy's broadcasting for any shapes, number by number. */
function broadcast(compute: (a: number, b: number) => number, a: Tensor, b: Tensor, { heap }: KernelContext): Tensor {
  const rank = Math.max(a.shape.length, b.shape.length);
  const shape = Array.from({ length: rank }, (_, axis) => {
    const [left, right] = [sizeAt(a, axis, rank), sizeAt(b, axis, rank)];
    return left === 1 ? right : left;
  });
  const output = heap.allocate('float32', shape);
  const [x, y, z] = [heap.floats(a), heap.floats(b), heap.floats(output)];
  const [stepsA, stepsB] = [broadcastSteps(a, shape), broadcastSteps(b, shape)];
  forEachPair(shape, stepsA, stepsB, (flat, left, right) => {
    z[flat] = compute(x[left] as number, y[right] as number);
  });
  return output;
}

function sizeAt({ shape }: Tensor, axis: number, rank: number): number {
  return shape[axis - rank + shape.length] ?? 1;
}

/** How far apart neighbours along each axis of `shape` lie in a tensor that is stretched to it. */
export function broadcastSteps(tensor: Tensor, shape: readonly number[]): number[] {
  const steps = new Array<number>(shape.length).fill(0);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const size = sizeAt(tensor, axis, shape.length);
    steps[axis] = size === 1 ? 0 : step;
    step *= size;
  }
  return steps;
}

/** Visits a shape row-major with the positions that steps along its axes lead to. */
export function forEachPair(
  shape: readonly number[],
  stepsA: readonly number[],
  stepsB: readonly number[],
  visit: (flat: number, a: number, b: number) => void,
): void {
  const size = sizeOf(shape);
  const index = new Array<number>(shape.length).fill(0);
  let [a, b] = [0, 0];
  for (let flat = 0; flat < size; flat += 1) {
    visit(flat, a, b);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const next = (index[axis] as number) + 1;
      a += stepsA[axis] as number;
      b += stepsB[axis] as number;
      if (next < (shape[axis] as number)) {
        index[axis] = next;
        break;
      }
      a -= next * (stepsA[axis] as number);
      b -= next * (stepsB[axis] as number);
      index[axis] = 0;
    }
  }
}

export const scale: Kernel<ScaleAttributes> = ({ inputs, attributes: { factor, offset }, context }) => {
  const x = inputAt(inputs, 0);
  return [filled(context, x.shape, (y, length) => context.simd.scale(x.storage.offset, y, length, factor, offset))];
};

function unary(name: UnaryName): Kernel<NoAttributes> {
  return ({ inputs, context }) => {
    const x = inputAt(inputs, 0);
    const loop: SimdKernels[UnaryName] = context.simd[name];
    return [filled(context, x.shape, (y, length) => loop(x.storage.offset, y, length))];
  };
}

export const square = unary('square');
export const squareRoot = unary('squareRoot');
export const reciprocalSquareRoot = unary('reciprocalSquareRoot');
export const absolute = unary('absolute');

export const sign: Kernel<NoAttributes> = ({ inputs, context: { heap } }) => {
  const x = inputAt(inputs, 0);
  const output = heap.allocate('float32', x.shape);
  const [from, to] = [heap.floats(x), heap.floats(output)];
  for (let i = 0; i < from.length; i += 1) to[i] = Math.sign(from[i] as number);
  return [output];
};

/** A new tensor of the size of `x`, number by number from `x`. */
export function mapped(x: Tensor, { heap }: KernelContext, compute: (value: number) => number): Tensor {
  const output = heap.allocate('float32', x.shape);
  const [from, to] = [heap.floats(x), heap.floats(output)];
  for (let i = 0; i < from.length; i += 1) to[i] = compute(from[i] as number);
  return output;
}
