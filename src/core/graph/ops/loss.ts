import { applyOp, GraphError, type OpDefinition, outputOf, type TensorType, type Value } from '../graph.js';
import { multiply, type NoAttributes } from './elementwise.js';
import { reshape } from './shape.js';
import {
  exactly,
  lastSize,
  outputGradient,
  requireDType,
  requireFloat,
  requireRank,
  requireShape,
} from './typeRules.js';

export const softmaxCrossEntropyOp: OpDefinition<NoAttributes> = {
  kind: 'softmaxCrossEntropy',
  infer: (inputs) => {
    const [logits, labels] = exactly('softmaxCrossEntropy', inputs, 2);
    checkLogits('softmaxCrossEntropy', logits, labels);
    return [
      { dtype: 'float32', shape: labels.shape },
      { dtype: 'float32', shape: logits.shape },
    ];
  },
  gradient: (node, gradients) => {
    if (gradients[1] !== undefined) throw new GraphError('softmaxCrossEntropy: no gradient flows through backprop');
    const [, backprop] = exactly('softmaxCrossEntropy', node.outputs, 2);
    const dloss = outputGradient('softmaxCrossEntropy', gradients);
    return [multiply(backprop, reshape(dloss, { shape: [...dloss.shape, 1] })), undefined];
  },
};

/**
 * Cross-entropy of `softmax(logits)` `[batch, classes]` against int32 labels `[batch]`: `loss` `[batch]`, and its
 * gradient `backprop = softmax − one-hot` `[batch, classes]`.
 */
export function softmaxCrossEntropy(logits: Value, labels: Value): { readonly loss: Value; readonly backprop: Value } {
  const node = applyOp(softmaxCrossEntropyOp, [logits, labels], {});
  const [loss, backprop] = exactly('softmaxCrossEntropy', node.outputs, 2);
  return { loss, backprop };
}

export const countCorrectOp: OpDefinition<NoAttributes> = {
  kind: 'countCorrect',
  infer: (inputs) => {
    const [logits, labels] = exactly('countCorrect', inputs, 2);
    checkLogits('countCorrect', logits, labels);
    return [{ dtype: 'float32', shape: [] }];
  },
};

/** Number of rows whose largest logit, the first of equals, is at the label; a float32 scalar. No gradient. */
export function countCorrect(logits: Value, labels: Value): Value {
  return outputOf(applyOp(countCorrectOp, [logits, labels], {}));
}

function checkLogits(kind: string, logits: TensorType, labels: TensorType): void {
  requireFloat(kind, logits);
  requireRank(kind, logits, 2);
  lastSize(kind, logits);
  requireDType(kind, labels, 'int32');
  requireShape(kind, 'the labels', labels, logits.shape.slice(0, 1));
}
