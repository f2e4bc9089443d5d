import { EngineError } from '../../../core/engine.js';
import type { NoAttributes } from '../../../core/graph/ops/elementwise.js';
import type { OneHotAttributes, RollBatchAttributes } from '../../../core/graph/ops/softTargets.js';
import { sizeOf } from '../heap.js';
import { axisOf, inputAt, type Kernel } from './kernel.js';

export const rollBatch: Kernel<RollBatchAttributes> = ({ inputs, attributes: { shift }, context: { heap } }) => {
  const x = inputAt(inputs, 0);
  const count = axisOf(x.shape, 0);
  const output = heap.allocate('float32', x.shape);
  if (count === 0) return [output];
  const first = ((((count - shift) % count) + count) % count) * sizeOf(x.shape.slice(1));
  const [from, to] = [heap.floats(x), heap.floats(output)];
  to.set(from.subarray(first));
  to.set(from.subarray(0, first), from.length - first);
  return [output];
};

export const oneHot: Kernel<OneHotAttributes> = ({ inputs, attributes: { classes, on, off }, context: { heap } }) => {
  const labels = inputAt(inputs, 0);
  const output = heap.allocate('float32', [...labels.shape, classes]);
  const to = heap.floats(output).fill(off);
  heap.integers(labels).forEach((label, row) => {
    if (label < 0 || label >= classes) throw new EngineError(`label ${label} is none of the ${classes} classes`);
    to[row * classes + label] = on;
  });
  return [output];
};

export const softTargetCrossEntropy: Kernel<NoAttributes> = ({ inputs, context: { heap } }) => {
  const [logits, targets] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const [rows, classes] = logits.shape as [number, number];
  const [loss, backprop] = [heap.allocate('float32', [rows]), heap.allocate('float32', logits.shape)];
  const [values, wanted] = [heap.floats(logits), heap.floats(targets)];
  const [losses, slopes] = [heap.floats(loss), heap.floats(backprop)];
  for (let row = 0; row < rows; row += 1) {
    const [start, end] = [row * classes, (row + 1) * classes];
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = start; i < end; i += 1) largest = Math.max(largest, values[i] as number);
    let total = 0;
    for (let i = start; i < end; i += 1) total += Math.exp((values[i] as number) - largest);
    const base = largest + Math.log(total);
    let sum = 0;
    for (let i = start; i < end; i += 1) {
      const logProbability = (values[i] as number) - base;
      sum -= (wanted[i] as number) * logProbability;
      slopes[i] = Math.exp(logProbability) - (wanted[i] as number);
    }
    losses[row] = sum;
  }
  return [loss, backprop];
};
