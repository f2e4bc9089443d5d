import type { DropoutAttributes } from '../../../src/core/graph/ops/dropout.js';
import type { NoAttributes } from '../../../src/core/graph/ops/elementwise.js';
import { statelessUniform } from '../../../src/core/random.js';
import { softmax } from './activation.js';
import { type Kernel, take } from './kernel.js';
import { at, sizeOf, tensorOf } from './tensor.js';

export const dropout: Kernel<DropoutAttributes> = (inputs, { rate, stream, perChannel }) => {
  const [x, seed] = take(inputs);
  const [low, step] = seed.data as unknown as [number, number];
  const [batch, , , channels] = x.shape as [number, number, number, number];
  const shape = perChannel ? [batch, 1, 1, channels] : x.shape;
  const uniform = statelessUniform(sizeOf(shape), [low, stream], [0, 0, step, 0]);
  // As the engines do: the rate is a float32 like the numbers it is compared with.
  const threshold = Math.fround(rate);
  const mask = tensorOf(shape, (_, flat) => ((uniform[flat] as number) >= threshold ? 1 / (1 - rate) : 0));
  return [tensorOf(x.shape, (index) => at(x, index) * at(mask, index)), mask];
};

export const softmaxCrossEntropy: Kernel<NoAttributes> = (inputs) => {
  const [logits, labels] = take(inputs);
  const probabilities = softmax(logits);
  const [batch, classes] = logits.shape as [number, number];
  const label = (row: number): number => labels.data[row] as number;
  const loss = tensorOf([batch], (_, row) => {
    const values = logits.data.subarray(row * classes, (row + 1) * classes);
    const largest = Math.max(...values);
    const total = values.reduce((sum, value) => sum + Math.exp(value - largest), 0);
    return largest + Math.log(total) - (values[label(row)] as number);
  });
  const backprop = tensorOf(logits.shape, (index) => {
    const [row, column] = index as [number, number];
    return at(probabilities, index) - (column === label(row) ? 1 : 0);
  });
  return [loss, backprop];
};

export const countCorrect: Kernel<NoAttributes> = (inputs) => {
  const [logits, labels] = take(inputs);
  const classes = logits.shape[1] as number;
  const right = labels.data.filter((label, row) => {
    const values = logits.data.subarray(row * classes, (row + 1) * classes);
    return values.indexOf(Math.max(...values)) === label;
  });
  return [tensorOf([], () => right.length)];
};
