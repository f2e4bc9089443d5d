import {
  applyOp,
  GraphError,
  type GraphNode,
  type OpDefinition,
  outputOf,
  type TensorType,
  type Value,
} from '../graph.js';
import { multiply, reciprocalSquareRoot, scale, subtract } from './elementwise.js';
import { biasAddGradient } from './linear.js';
import {
  describeType,
  exactly,
  lastSize,
  outputGradient,
  requireFloat,
  requireRank,
  requireShape,
} from './typeRules.js';

export interface NormalizationAttributes {
  /** Added to the variance. */
  readonly epsilon: number;
}

export const batchNormalizationOp: OpDefinition<NormalizationAttributes> = {
  kind: 'batchNormalization',
  infer: (inputs) => {
    const [x, gamma, beta] = exactly('batchNormalization', inputs, 3);
    const statistic = checkNormalized('batchNormalization', x, [gamma, beta]);
    return [{ dtype: 'float32', shape: x.shape }, statistic, statistic];
  },
  gradient: (node, gradients) => {
    if (gradients[1] !== undefined || gradients[2] !== undefined) {
      throw new GraphError('batchNormalization: no gradient flows through mean or variance');
    }
    const [x, gamma] = exactly('batchNormalization', node.inputs, 3);
    const [, mean, variance] = exactly('batchNormalization', node.outputs, 3);
    const dy = outputGradient('batchNormalization', gradients);
    const { dx, dgamma, dbeta } = batchNormalizationGradient(dy, x, gamma, mean, variance, node.attributes);
    return [dx, dgamma, dbeta];
  },
};

/**
 * `(x − mean) / √(variance + epsilon) · gamma + beta` with the call's own mean and biased variance over all axes of `x`
 * (rank 2 or 4) but the last; `mean` and `variance` are `[channels]` and pass no gradient on.
 */
export function batchNormalization(
  x: Value,
  gamma: Value,
  beta: Value,
  attributes: NormalizationAttributes,
): { readonly y: Value; readonly mean: Value; readonly variance: Value } {
  const node = applyOp(batchNormalizationOp, [x, gamma, beta], attributes);
  const [y, mean, variance] = exactly('batchNormalization', node.outputs, 3);
  return { y, mean, variance };
}

export const batchNormalizationGradientOp: OpDefinition<NormalizationAttributes> = {
  kind: 'batchNormalizationGradient',
  infer: (inputs) => {
    const [dy, x, gamma, mean, variance] = exactly('batchNormalizationGradient', inputs, 5);
    const statistic = checkNormalized('batchNormalizationGradient', x, [gamma, mean, variance]);
    requireFloat('batchNormalizationGradient', dy);
    requireShape('batchNormalizationGradient', 'dy', dy, x.shape);
    return [{ dtype: 'float32', shape: x.shape }, statistic, statistic];
  },
};

/** Gradients of the inputs of the `batchNormalization` whose outputs `mean` and `variance` are. */
export function batchNormalizationGradient(
  dy: Value,
  x: Value,
  gamma: Value,
  mean: Value,
  variance: Value,
  attributes: NormalizationAttributes,
): { readonly dx: Value; readonly dgamma: Value; readonly dbeta: Value } {
  const { op } = mean.node;
  if (op.kind !== 'batchNormalization' || mean.index !== 1 || variance !== mean.node.outputs[2]) {
    throw new GraphError('batchNormalizationGradient: mean and variance must come from one batchNormalization');
  }
  return threeGradients(applyOp(batchNormalizationGradientOp, [dy, x, gamma, mean, variance], attributes));
}

export const batchNormalizationInferenceOp: OpDefinition<NormalizationAttributes> = {
  kind: 'batchNormalizationInference',
  infer: (inputs) => {
    const [x, ...statistics] = exactly('batchNormalizationInference', inputs, 5);
    checkNormalized('batchNormalizationInference', x, statistics);
    return [{ dtype: 'float32', shape: x.shape }];
  },
  gradient: (node, gradients) => {
    const dy = outputGradient('batchNormalizationInference', gradients);
    const [x, gamma, , mean, variance] = exactly('batchNormalizationInference', node.inputs, 5);
    const { epsilon } = node.attributes;
    const inverseDeviation = reciprocalSquareRoot(scale(variance, { factor: 1, offset: epsilon }));
    const normalized = multiply(subtract(x, mean), inverseDeviation);
    return [
      multiply(dy, multiply(gamma, inverseDeviation)),
      biasAddGradient(multiply(dy, normalized)),
      biasAddGradient(dy),
      undefined,
      undefined,
    ];
  },
};

/** `batchNormalization` with given statistics, both `[channels]`; they get no gradient. */
export function batchNormalizationInference(
  x: Value,
  gamma: Value,
  beta: Value,
  mean: Value,
  variance: Value,
  attributes: NormalizationAttributes,
): Value {
  return outputOf(applyOp(batchNormalizationInferenceOp, [x, gamma, beta, mean, variance], attributes));
}

/** The outputs of a normalization's gradient by name. */
export function threeGradients(node: GraphNode<NormalizationAttributes>): {
  readonly dx: Value;
  readonly dgamma: Value;
  readonly dbeta: Value;
} {
  const [dx, dgamma, dbeta] = exactly(node.op.kind, node.outputs, 3);
  return { dx, dgamma, dbeta };
}

function checkNormalized(kind: string, x: TensorType, statistics: readonly TensorType[]): TensorType {
  requireFloat(kind, x, ...statistics);
  requireRank(kind, x, 2, 4);
  const channels = lastSize(kind, x);
  for (const statistic of statistics) requireShape(kind, `each statistic of ${describeType(x)}`, statistic, [channels]);
  return { dtype: 'float32', shape: [channels] };
}
