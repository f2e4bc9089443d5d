import type { NoAttributes, ScaleAttributes } from '../../../src/core/graph/ops/elementwise.js';
import { broadcastShape } from '../../../src/core/graph/ops/typeRules.js';
import { type Kernel, take } from './kernel.js';
import { at, tensorOf } from './tensor.js';

export const add = binary((a, b) => a + b);
export const subtract = binary((a, b) => a - b);
export const multiply = binary((a, b) => a * b);
export const divide = binary((a, b) => a / b);
export const square = unary((x) => x * x);
export const squareRoot = unary(Math.sqrt);
export const reciprocalSquareRoot = unary((x) => 1 / Math.sqrt(x));
export const absolute = unary(Math.abs);
export const sign = unary(Math.sign);

export const scale: Kernel<ScaleAttributes> = (inputs, { factor, offset }) => {
  const [x] = take(inputs);
  return [{ ...x, data: x.data.map((value) => value * factor + offset) }];
};

function unary(compute: (x: number) => number): Kernel<NoAttributes> {
  return (inputs) => {
    const [x] = take(inputs);
    return [{ ...x, data: x.data.map((value) => compute(value)) }];
  };
}

function binary(compute: (a: number, b: number) => number): Kernel<NoAttributes> {
  return (inputs) => {
    const [a, b] = take(inputs);
    const shape = broadcastShape('reference', a.shape, b.shape);
    return [tensorOf(shape, (index) => compute(at(a, index), at(b, index)))];
  };
}
