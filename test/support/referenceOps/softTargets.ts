import type { NoAttributes } from '../../../src/core/graph/ops/elementwise.js';
import type { OneHotAttributes, RollBatchAttributes } from '../../../src/core/graph/ops/softTargets.js';
import { softmax } from './activation.js';
import { type Kernel, take } from './kernel.js';
import { at, tensorOf } from './tensor.js';

export const rollBatch: Kernel<RollBatchAttributes> = (inputs, { shift }) => {
  const [x] = take(inputs);
  const count = x.shape[0] as number;
  return [tensorOf(x.shape, ([sample = 0, ...rest]) => at(x, [(((sample - shift) % count) + count) % count, ...rest]))];
};

export const oneHot: Kernel<OneHotAttributes> = (inputs, { classes, on, off }) => {
  const [labels] = take(inputs);
  return [tensorOf([...labels.shape, classes], ([row = 0, column = 0]) => (labels.data[row] === column ? on : off))];
};

export const softTargetCrossEntropy: Kernel<NoAttributes> = (inputs) => {
  const [logits, targets] = take(inputs);
  const probabilities = softmax(logits);
  const [batch, classes] = logits.shape as [number, number];
  const loss = tensorOf([batch], (_, row) => {
    const values = logits.data.subarray(row * classes, (row + 1) * classes);
    const largest = Math.max(...values);
    const total = Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
    return values.reduce((sum, value, column) => sum + at(targets, [row, column]) * (largest + total - value), 0);
  });
  return [loss, tensorOf(logits.shape, (index) => at(probabilities, index) - at(targets, index))];
};
