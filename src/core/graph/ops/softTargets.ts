import { applyOp, GraphError, type OpDefinition, outputOf, type Value } from '../graph.js';
import { multiply, type NoAttributes } from './elementwise.js';
import { reshape } from './shape.js';
import { exactly, outputGradient, requireDType, requireFloat, requireRank, requireShape } from './typeRules.js';

export interface OneHotAttributes {
  readonly classes: number;
  /** At the label. */
  readonly on: number;
  /** Elsewhere. */
  readonly off: number;
}

export const oneHotOp: OpDefinition<OneHotAttributes> = {
  kind: 'oneHot',
  infer: (inputs, { classes }) => {
    const [labels] = exactly('oneHot', inputs, 1);
    requireDType('oneHot', labels, 'int32');
    requireRank('oneHot', labels, 1);
    if (!Number.isInteger(classes) || classes < 1) throw new GraphError(`oneHot: ${classes} classes are none`);
    return [{ dtype: 'float32', shape: [...labels.shape, classes] }];
  },
};

/** A row `[classes]` for each label int32 `[batch]`: `on` at the label, `off` elsewhere. No gradient. */
export function oneHot(labels: Value, attributes: OneHotAttributes): Value {
  return outputOf(applyOp(oneHotOp, [labels], attributes));
}

export const rollBatchOp: OpDefinition<RollBatchAttributes> = {
  kind: 'rollBatch',
  infer: (inputs, { shift }) => {
    const [x] = exactly('rollBatch', inputs, 1);
    requireFloat('rollBatch', x);
    if (x.shape.length === 0) throw new GraphError('rollBatch: a scalar has no samples');
    if (!Number.isInteger(shift)) throw new GraphError(`rollBatch: shift must be whole, got ${shift}`);
    return [{ dtype: 'float32', shape: x.shape }];
  },
  gradient: (node, gradients) => [rollBatch(outputGradient('rollBatch', gradients), { shift: -node.attributes.shift })],
};

export interface RollBatchAttributes {
  /** How many places each sample goes on; those that leave at the end come in at the beginning. */
  readonly shift: number;
}

/** The samples of a batch in another place. */
export function rollBatch(x: Value, attributes: RollBatchAttributes): Value {
  return outputOf(applyOp(rollBatchOp, [x], attributes));
}

export const softTargetCrossEntropyOp: OpDefinition<NoAttributes> = {
  kind: 'softTargetCrossEntropy',
  infer: (inputs) => {
    const [logits, targets] = exactly('softTargetCrossEntropy', inputs, 2);
    requireFloat('softTargetCrossEntropy', logits, targets);
    requireRank('softTargetCrossEntropy', logits, 2);
    requireShape('softTargetCrossEntropy', 'the targets', targets, logits.shape);
    return [
      { dtype: 'float32', shape: logits.shape.slice(0, 1) },
      { dtype: 'float32', shape: logits.shape },
    ];
  },
  gradient: (node, gradients) => {
    if (gradients[1] !== undefined) throw new GraphError('softTargetCrossEntropy: no gradient flows through backprop');
    const [, backprop] = exactly('softTargetCrossEntropy', node.outputs, 2);
    const dloss = outputGradient('softTargetCrossEntropy', gradients);
    return [multiply(backprop, reshape(dloss, { shape: [...dloss.shape, 1] })), undefined];
  },
};

/**
 * Cross-entropy of `softmax(logits)` `[batch, classes]` against target probabilities of the same shape, whose rows add up to
 * 1: `loss` `[batch]`, and its gradient `backprop = softmax − targets`. No gradient flows to the targets.
 */
export function softTargetCrossEntropy(
  logits: Value,
  targets: Value,
): { readonly loss: Value; readonly backprop: Value } {
  const node = applyOp(softTargetCrossEntropyOp, [logits, targets], {});
  const [loss, backprop] = exactly('softTargetCrossEntropy', node.outputs, 2);
  return { loss, backprop };
}
