import { applyOp, type GraphNode, type OpDefinition, type TensorType, type Value, type Variable } from '../graph.js';
import { exactly, requireFloat, requireShape } from './typeRules.js';
import { requireScalars } from './update.js';

export interface ApplyAdamAttributes {
  readonly variable: Variable;
  /** Slots for the first and second moment, of the variable's shape. */
  readonly first: Variable;
  readonly second: Variable;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export const applyAdamOp: OpDefinition<ApplyAdamAttributes> = {
  kind: 'applyAdam',
  updates: true,
  infer: (inputs, { variable, first, second }) => {
    const [gradient, learningRate, step] = exactly('applyAdam', inputs, 3);
    checkUpdate('applyAdam', variable, gradient, [first, second]);
    requireScalars('applyAdam', learningRate, step);
    return [];
  },
};

/**
 * Adam (Kingma and Ba, 2015) in the form of its section 2's closing remark, as TensorFlow applies it:
 * `α = lr · √(1 − beta2^step) / (1 − beta1^step)`, `m += (g − m)(1 − beta1)`, `s += (g² − s)(1 − beta2)`,
 * `variable −= α · m / (√s + epsilon)`. `step` is 1 in the first step.
 */
export function applyAdam(
  gradient: Value,
  learningRate: Value,
  step: Value,
  attributes: ApplyAdamAttributes,
): GraphNode {
  return applyOp(applyAdamOp, [gradient, learningRate, step], attributes) as GraphNode;
}

export interface ApplyGradientDescentAttributes {
  readonly variable: Variable;
}

export const applyGradientDescentOp: OpDefinition<ApplyGradientDescentAttributes> = {
  kind: 'applyGradientDescent',
  updates: true,
  infer: (inputs, { variable }) => {
    const [gradient, learningRate] = exactly('applyGradientDescent', inputs, 2);
    checkUpdate('applyGradientDescent', variable, gradient, []);
    requireScalars('applyGradientDescent', learningRate);
    return [];
  },
};

/** `variable −= lr · g`. */
export function applyGradientDescent(
  gradient: Value,
  learningRate: Value,
  attributes: ApplyGradientDescentAttributes,
): GraphNode {
  return applyOp(applyGradientDescentOp, [gradient, learningRate], attributes) as GraphNode;
}

export interface ApplyMomentumAttributes {
  readonly variable: Variable;
  /** Slot of the variable's shape. */
  readonly accumulator: Variable;
  readonly momentum: number;
  readonly nesterov: boolean;
}

export const applyMomentumOp: OpDefinition<ApplyMomentumAttributes> = {
  kind: 'applyMomentum',
  updates: true,
  infer: (inputs, { variable, accumulator }) => {
    const [gradient, learningRate] = exactly('applyMomentum', inputs, 2);
    checkUpdate('applyMomentum', variable, gradient, [accumulator]);
    requireScalars('applyMomentum', learningRate);
    return [];
  },
};

/** Keras's momentum: `a ← a · momentum − lr · g`, then `variable += nesterov ? a · momentum − lr · g : a`. */
export function applyMomentum(gradient: Value, learningRate: Value, attributes: ApplyMomentumAttributes): GraphNode {
  return applyOp(applyMomentumOp, [gradient, learningRate], attributes) as GraphNode;
}

export interface ApplyRmsPropAttributes {
  readonly variable: Variable;
  /** Slots of the variable's shape. */
  readonly meanSquare: Variable;
  readonly momentumAccumulator: Variable;
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
}

export const applyRmsPropOp: OpDefinition<ApplyRmsPropAttributes> = {
  kind: 'applyRmsProp',
  updates: true,
  infer: (inputs, { variable, meanSquare, momentumAccumulator }) => {
    const [gradient, learningRate] = exactly('applyRmsProp', inputs, 2);
    checkUpdate('applyRmsProp', variable, gradient, [meanSquare, momentumAccumulator]);
    requireScalars('applyRmsProp', learningRate);
    return [];
  },
};

/** Keras's RMSprop: `s += (g² − s)(1 − rho)`, `a ← a · momentum + lr · g / √(s + epsilon)`, `variable −= a`. */
export function applyRmsProp(gradient: Value, learningRate: Value, attributes: ApplyRmsPropAttributes): GraphNode {
  return applyOp(applyRmsPropOp, [gradient, learningRate], attributes) as GraphNode;
}

function checkUpdate(kind: string, variable: Variable, gradient: TensorType, slots: readonly Variable[]): void {
  requireFloat(kind, variable, gradient, ...slots);
  requireShape(kind, `the gradient of ${variable.name}`, gradient, variable.shape);
  for (const slot of slots) requireShape(kind, `the slot ${slot.name}`, slot, variable.shape);
}
