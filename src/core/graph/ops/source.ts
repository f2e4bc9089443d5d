import {
  applyOp,
  type DType,
  GraphError,
  type OpDefinition,
  outputOf,
  type Shape,
  type Value,
  type Variable,
} from '../graph.js';
import { checkShape } from './typeRules.js';

export interface PlaceholderAttributes {
  /** Key of the tensor in a call's feeds. */
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

export const placeholderOp: OpDefinition<PlaceholderAttributes> = {
  kind: 'placeholder',
  infer: (_, { dtype, shape }) => [{ dtype, shape: checkShape('placeholder', shape) }],
};

/** A tensor that each call feeds by name. */
export function placeholder(attributes: PlaceholderAttributes): Value {
  return outputOf(applyOp(placeholderOp, [], attributes));
}

export interface VariableAttributes {
  readonly variable: Variable;
}

export const variableOp: OpDefinition<VariableAttributes> = {
  kind: 'variable',
  infer: (_, { variable: { dtype, shape } }) => {
    checkShape('variable', shape);
    return [{ dtype, shape }];
  },
};

/** A variable's value from before the call's updates. Each call of this makes a node of its own. */
export function variable(source: Variable): Value {
  return outputOf(applyOp(variableOp, [], { variable: source }));
}

export interface ConstantAttributes {
  readonly dtype: DType;
  /** No batch dimension. */
  readonly shape: Shape;
  /** Row-major, as many as the shape holds. Meant for a few numbers: it travels inside the graph. */
  readonly data: readonly number[];
}

export const constantOp: OpDefinition<ConstantAttributes> = {
  kind: 'constant',
  infer: (_, { dtype, shape, data }) => {
    const size = checkShape('constant', shape).reduce((product, dimension) => product * dimension, 1);
    if (size !== data.length) {
      throw new GraphError(`constant: shape [${shape.join(', ')}] holds ${size} numbers, got ${data.length}`);
    }
    return [{ dtype, shape }];
  },
};

/** Numbers known when the graph is built. */
export function constant(attributes: ConstantAttributes): Value {
  return outputOf(applyOp(constantOp, [], attributes));
}
