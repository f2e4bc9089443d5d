import type { NoAttributes } from '../../../src/core/graph/ops/elementwise.js';
import type { MatMulAttributes } from '../../../src/core/graph/ops/linear.js';
import { type Kernel, take } from './kernel.js';
import { at, tensorOf } from './tensor.js';

export const matMul: Kernel<MatMulAttributes> = (inputs, { transposeA, transposeB }) => {
  const [a, b] = take(inputs);
  const left = (row: number, k: number) => at(a, transposeA ? [k, row] : [row, k]);
  const right = (k: number, column: number) => at(b, transposeB ? [column, k] : [k, column]);
  const [rows, inner] = (transposeA ? a.shape.toReversed() : a.shape) as [number, number];
  const columns = b.shape[transposeB ? 0 : 1] as number;
  return [
    tensorOf([rows, columns], (index) => {
      const [row, column] = index as [number, number];
      let total = 0;
      for (let k = 0; k < inner; k += 1) total += left(row, k) * right(k, column);
      return total;
    }),
  ];
};

export const biasAdd: Kernel<NoAttributes> = (inputs) => {
  const [x, bias] = take(inputs);
  return [tensorOf(x.shape, (index) => at(x, index) + at(bias, index))];
};

export const biasAddGradient: Kernel<NoAttributes> = (inputs) => {
  const [dy] = take(inputs);
  const width = dy.shape.at(-1) as number;
  const sums = new Float64Array(width);
  dy.data.forEach((value, flat) => {
    sums[flat % width] = (sums[flat % width] as number) + value;
  });
  return [{ dtype: 'float32', shape: [width], data: sums }];
};
