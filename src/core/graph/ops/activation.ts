import { applyOp, type OpDefinition, outputOf, type Value } from '../graph.js';
import { exactly, lastSize, outputGradient, requireFloat, requireShape } from './typeRules.js';

/** `gelu` is the exact one, by the error function; `geluTanh` its usual approximation; `softmax` is over the last axis. */
export const activationFunctions = [
  'relu',
  'relu6',
  'gelu',
  'geluTanh',
  'elu',
  'leakyRelu',
  'swish',
  'sigmoid',
  'tanh',
  'softmax',
] as const;

export type ActivationFunction = (typeof activationFunctions)[number];

export interface ActivationAttributes {
  readonly function: ActivationFunction;
  /** Factor on `eˣ − 1` below 0 for `elu`, slope below 0 for `leakyRelu`; no other function reads it. */
  readonly alpha: number;
}

/** Keras's `alpha` of a function: 1 for `elu`, 0.2 for `leakyRelu`; 0 where it has none. */
export function defaultAlpha(name: ActivationFunction): number {
  if (name === 'elu') return 1;
  return name === 'leakyRelu' ? 0.2 : 0;
}

export const activationOp: OpDefinition<ActivationAttributes> = {
  kind: 'activation',
  infer: (inputs, attributes) => {
    const [x] = exactly('activation', inputs, 1);
    requireFloat('activation', x);
    if (attributes.function === 'softmax') lastSize('activation softmax', x);
    return [{ dtype: 'float32', shape: x.shape }];
  },
  gradient: (node, gradients) => {
    const [x] = exactly('activation', node.inputs, 1);
    const [y] = exactly('activation', node.outputs, 1);
    return [activationGradient(outputGradient('activation', gradients), x, y, node.attributes)];
  },
};

/** An activation function, element by element but for `softmax`. `alpha` is Keras's unless it is given. */
export function activation(
  x: Value,
  { function: name, alpha = defaultAlpha(name) }: { readonly function: ActivationFunction; readonly alpha?: number },
): Value {
  return outputOf(applyOp(activationOp, [x], { function: name, alpha }));
}

export const activationGradientOp: OpDefinition<ActivationAttributes> = {
  kind: 'activationGradient',
  infer: (inputs) => {
    const [dy, x, y] = exactly('activationGradient', inputs, 3);
    requireFloat('activationGradient', dy, x, y);
    requireShape('activationGradient', 'dy', dy, x.shape);
    requireShape('activationGradient', 'y', y, x.shape);
    return [{ dtype: 'float32', shape: x.shape }];
  },
};

/**
 * Gradient of `x` through `y = activation(x)`; an engine may use `x`, `y` or both.
 * At a kink (0, and 6 for `relu6`) `relu` and `relu6` have gradient 0, `leakyRelu` has `alpha`.
 */
export function activationGradient(dy: Value, x: Value, y: Value, attributes: ActivationAttributes): Value {
  return outputOf(applyOp(activationGradientOp, [dy, x, y], attributes));
}
