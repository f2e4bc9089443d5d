import { applyOp, type OpDefinition, outputOf, type TensorType, type Value } from '../graph.js';
import { unbroadcast } from './reduce.js';
import { broadcastShape, exactly, outputGradient, requireFloat } from './typeRules.js';

/** Attributes of an op that has none. */
export type NoAttributes = Readonly<Record<string, never>>;

export const addOp = binaryOp('add', (a, b, _, dy) => [unbroadcast(dy, a.shape), unbroadcast(dy, b.shape)]);

/** `a + b`, NumPy's broadcasting. */
export function add(a: Value, b: Value): Value {
  return outputOf(applyOp(addOp, [a, b], {}));
}

export const subtractOp = binaryOp('subtract', (a, b, _, dy) => [
  unbroadcast(dy, a.shape),
  scale(unbroadcast(dy, b.shape), { factor: -1, offset: 0 }),
]);

/** `a − b`, NumPy's broadcasting. */
export function subtract(a: Value, b: Value): Value {
  return outputOf(applyOp(subtractOp, [a, b], {}));
}

export const multiplyOp = binaryOp('multiply', (a, b, _, dy) => [
  unbroadcast(multiply(dy, b), a.shape),
  unbroadcast(multiply(dy, a), b.shape),
]);

/** `a · b` element by element, NumPy's broadcasting. */
export function multiply(a: Value, b: Value): Value {
  return outputOf(applyOp(multiplyOp, [a, b], {}));
}

export const divideOp = binaryOp('divide', (a, b, y, dy) => {
  const da = divide(dy, b);
  return [unbroadcast(da, a.shape), unbroadcast(scale(multiply(da, y), { factor: -1, offset: 0 }), b.shape)];
});

/** `a / b` element by element, NumPy's broadcasting. */
export function divide(a: Value, b: Value): Value {
  return outputOf(applyOp(divideOp, [a, b], {}));
}

export interface ScaleAttributes {
  readonly factor: number;
  readonly offset: number;
}

export const scaleOp: OpDefinition<ScaleAttributes> = {
  kind: 'scale',
  infer: (inputs) => inferUnary('scale', inputs),
  gradient: (node, gradients) => {
    const { factor } = node.attributes;
    return [scale(outputGradient('scale', gradients), { factor, offset: 0 })];
  },
};

/** `x · factor + offset`. */
export function scale(x: Value, attributes: ScaleAttributes): Value {
  return outputOf(applyOp(scaleOp, [x], attributes));
}

export const squareOp = unaryOp('square', (x, _, dy) => scale(multiply(dy, x), { factor: 2, offset: 0 }));

/** `x²`. */
export function square(x: Value): Value {
  return outputOf(applyOp(squareOp, [x], {}));
}

export const squareRootOp = unaryOp('squareRoot', (_, y, dy) => scale(divide(dy, y), { factor: 0.5, offset: 0 }));

/** `√x`; `x` is not negative. */
export function squareRoot(x: Value): Value {
  return outputOf(applyOp(squareRootOp, [x], {}));
}

export const reciprocalSquareRootOp = unaryOp('reciprocalSquareRoot', (_, y, dy) =>
  scale(multiply(dy, multiply(y, square(y))), { factor: -0.5, offset: 0 }),
);

/** `1 / √x`; `x` is positive. */
export function reciprocalSquareRoot(x: Value): Value {
  return outputOf(applyOp(reciprocalSquareRootOp, [x], {}));
}

export const absoluteOp = unaryOp('absolute', (x, _, dy) => multiply(dy, sign(x)));

/** `|x|`; its gradient at 0 is 0. */
export function absolute(x: Value): Value {
  return outputOf(applyOp(absoluteOp, [x], {}));
}

export const signOp: OpDefinition<NoAttributes> = {
  kind: 'sign',
  infer: (inputs) => inferUnary('sign', inputs),
};

/** −1, 0 or 1. No gradient: it is flat. */
export function sign(x: Value): Value {
  return outputOf(applyOp(signOp, [x], {}));
}

function inferUnary(kind: string, inputs: readonly TensorType[]): TensorType[] {
  const [x] = exactly(kind, inputs, 1);
  requireFloat(kind, x);
  return [{ dtype: 'float32', shape: x.shape }];
}

function unaryOp(kind: string, gradient: (x: Value, y: Value, dy: Value) => Value): OpDefinition<NoAttributes> {
  return {
    kind,
    infer: (inputs) => inferUnary(kind, inputs),
    gradient: (node, gradients) => {
      const [x] = exactly(kind, node.inputs, 1);
      const [y] = exactly(kind, node.outputs, 1);
      return [gradient(x, y, outputGradient(kind, gradients))];
    },
  };
}

function binaryOp(
  kind: string,
  gradient: (a: Value, b: Value, y: Value, dy: Value) => readonly [Value, Value],
): OpDefinition<NoAttributes> {
  return {
    kind,
    infer: (inputs) => {
      const [a, b] = exactly(kind, inputs, 2);
      requireFloat(kind, a, b);
      return [{ dtype: 'float32', shape: broadcastShape(kind, a.shape, b.shape) }];
    },
    gradient: (node, gradients) => {
      const [a, b] = exactly(kind, node.inputs, 2);
      const [y] = exactly(kind, node.outputs, 1);
      return gradient(a, b, y, outputGradient(kind, gradients));
    },
  };
}
