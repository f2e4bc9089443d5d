import {
  applyOp,
  GraphError,
  type GraphNode,
  type OpDefinition,
  type TensorType,
  type Value,
  type Variable,
} from '../graph.js';
import { describeType, exactly, requireFloat, requireShape, sameShape } from './typeRules.js';

export interface AssignAttributes {
  readonly variable: Variable;
}

export const assignOp: OpDefinition<AssignAttributes> = {
  kind: 'assign',
  updates: true,
  infer: (inputs, { variable }) => {
    const [value] = exactly('assign', inputs, 1);
    if (value.dtype !== variable.dtype || !sameShape(value.shape, variable.shape)) {
      throw new GraphError(`assign: ${variable.name} is ${describeType(variable)}, got ${describeType(value)}`);
    }
    return [];
  },
};

/** `variable ← value`. */
export function assign(value: Value, attributes: AssignAttributes): GraphNode {
  return applyOp(assignOp, [value], attributes) as GraphNode;
}

export interface MoveAverageAttributes {
  readonly variable: Variable;
  /** Share of the old value that stays, 0..1. */
  readonly momentum: number;
}

export const moveAverageOp: OpDefinition<MoveAverageAttributes> = {
  kind: 'moveAverage',
  updates: true,
  infer: (inputs, { variable }) => {
    const [value] = exactly('moveAverage', inputs, 1);
    requireFloat('moveAverage', value, variable);
    requireShape('moveAverage', `the value for ${variable.name}`, value, variable.shape);
    return [];
  },
};

/** `variable ← variable · momentum + value · (1 − momentum)`. */
export function moveAverage(value: Value, attributes: MoveAverageAttributes): GraphNode {
  return applyOp(moveAverageOp, [value], attributes) as GraphNode;
}

export interface DecayWeightsAttributes {
  readonly variable: Variable;
  /** Share of the weight that a step of learning rate 1 takes away. */
  readonly rate: number;
}

export const decayWeightsOp: OpDefinition<DecayWeightsAttributes> = {
  kind: 'decayWeights',
  updates: true,
  infer: (inputs, { variable }) => {
    const [learningRate] = exactly('decayWeights', inputs, 1);
    requireFloat('decayWeights', variable);
    requireScalars('decayWeights', learningRate);
    return [];
  },
};

/** `variable ← variable − variable · learningRate · rate`: decoupled weight decay. */
export function decayWeights(learningRate: Value, attributes: DecayWeightsAttributes): GraphNode {
  return applyOp(decayWeightsOp, [learningRate], attributes) as GraphNode;
}

/** @throws GraphError unless each is a float32 scalar. */
export function requireScalars(kind: string, ...types: readonly TensorType[]): void {
  for (const type of types) {
    if (type.dtype !== 'float32' || type.shape.length > 0) {
      throw new GraphError(`${kind} needs a float32 scalar, got ${describeType(type)}`);
    }
  }
}
