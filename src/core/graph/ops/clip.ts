import { applyOp, GraphError, type OpDefinition, outputOf, type Value } from '../graph.js';
import { exactly, requireFloat } from './typeRules.js';

export interface ClipAttributes {
  /** Largest Euclidean norm, positive. */
  readonly maximum: number;
}

export const clipByNormOp: OpDefinition<ClipAttributes> = {
  kind: 'clipByNorm',
  infer: (inputs, { maximum }) => {
    const [gradient] = exactly('clipByNorm', inputs, 1);
    requireFloat('clipByNorm', gradient);
    requirePositive('clipByNorm', maximum);
    return [{ dtype: 'float32', shape: gradient.shape }];
  },
};

/** The tensor, shrunk to norm `maximum` where its Euclidean norm is larger. Not differentiable here. */
export function clipByNorm(gradient: Value, attributes: ClipAttributes): Value {
  return outputOf(applyOp(clipByNormOp, [gradient], attributes));
}

export const clipByGlobalNormOp: OpDefinition<ClipAttributes> = {
  kind: 'clipByGlobalNorm',
  infer: (inputs, { maximum }) => {
    requireFloat('clipByGlobalNorm', ...inputs);
    requirePositive('clipByGlobalNorm', maximum);
    return inputs.map(({ shape }) => ({ dtype: 'float32', shape }));
  },
};

/** The tensors, all shrunk by one factor where their common Euclidean norm is larger than `maximum`. */
export function clipByGlobalNorm(gradients: readonly Value[], attributes: ClipAttributes): readonly Value[] {
  return applyOp(clipByGlobalNormOp, gradients, attributes).outputs;
}

function requirePositive(kind: string, maximum: number): void {
  if (!(maximum > 0)) throw new GraphError(`${kind}: maximum must be positive, got ${maximum}`);
}
