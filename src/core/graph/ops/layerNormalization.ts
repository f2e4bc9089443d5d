import { applyOp, GraphError, type OpDefinition, type TensorType, type Value } from '../graph.js';
import { type NormalizationAttributes, threeGradients } from './batchNormalization.js';
import { exactly, lastSize, outputGradient, requireFloat, requireRank, requireShape } from './typeRules.js';

export const layerNormalizationOp: OpDefinition<NormalizationAttributes> = {
  kind: 'layerNormalization',
  infer: (inputs) => {
    const [x, gamma, beta] = exactly('layerNormalization', inputs, 3);
    const statistic = checkInputs('layerNormalization', x, [gamma, beta]);
    return [{ dtype: 'float32', shape: x.shape }, statistic, statistic];
  },
  gradient: (node, gradients) => {
    if (gradients[1] !== undefined || gradients[2] !== undefined) {
      throw new GraphError('layerNormalization: no gradient flows through mean or inverseDeviation');
    }
    const [x, gamma] = exactly('layerNormalization', node.inputs, 3);
    const [, mean, inverseDeviation] = exactly('layerNormalization', node.outputs, 3);
    const dy = outputGradient('layerNormalization', gradients);
    const { dx, dgamma, dbeta } = layerNormalizationGradient(dy, x, gamma, mean, inverseDeviation, node.attributes);
    return [dx, dgamma, dbeta];
  },
};

/**
 * `(x − mean) · inverseDeviation · gamma + beta` with mean and `1 / √(variance + epsilon)` over the last axis of `x`
 * (rank 2 to 4). Both statistics have the shape of `x` with a last axis of size 1 and pass no gradient on.
 */
export function layerNormalization(
  x: Value,
  gamma: Value,
  beta: Value,
  attributes: NormalizationAttributes,
): { readonly y: Value; readonly mean: Value; readonly inverseDeviation: Value } {
  const node = applyOp(layerNormalizationOp, [x, gamma, beta], attributes);
  const [y, mean, inverseDeviation] = exactly('layerNormalization', node.outputs, 3);
  return { y, mean, inverseDeviation };
}

export const layerNormalizationGradientOp: OpDefinition<NormalizationAttributes> = {
  kind: 'layerNormalizationGradient',
  infer: (inputs) => {
    const [dy, x, gamma, mean, inverseDeviation] = exactly('layerNormalizationGradient', inputs, 5);
    const statistic = checkInputs('layerNormalizationGradient', x, [gamma]);
    requireFloat('layerNormalizationGradient', dy, mean, inverseDeviation);
    requireShape('layerNormalizationGradient', 'dy', dy, x.shape);
    requireShape('layerNormalizationGradient', 'mean', mean, statistic.shape);
    requireShape('layerNormalizationGradient', 'inverseDeviation', inverseDeviation, statistic.shape);
    return [x, gamma, gamma].map(({ shape }) => ({ dtype: 'float32', shape }));
  },
};

/** Gradients of the inputs of `layerNormalization`, given its statistics. */
export function layerNormalizationGradient(
  dy: Value,
  x: Value,
  gamma: Value,
  mean: Value,
  inverseDeviation: Value,
  attributes: NormalizationAttributes,
): { readonly dx: Value; readonly dgamma: Value; readonly dbeta: Value } {
  return threeGradients(applyOp(layerNormalizationGradientOp, [dy, x, gamma, mean, inverseDeviation], attributes));
}

/** Type of the statistics. */
function checkInputs(kind: string, x: TensorType, parameters: readonly TensorType[]): TensorType {
  requireFloat(kind, x, ...parameters);
  requireRank(kind, x, 2, 3, 4);
  const features = lastSize(kind, x);
  for (const parameter of parameters) requireShape(kind, 'gamma and beta', parameter, [features]);
  return { dtype: 'float32', shape: x.shape.with(-1, 1) };
}
