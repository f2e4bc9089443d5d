import type { ResizeAttributes } from '../../../src/core/graph/ops/resize.js';
import { type Kernel, take } from './kernel.js';
import { positionOf, tensorOf } from './tensor.js';

/** Weight of each old element in a new one: the overlap of a tent of width 2 around its centre. */
function weightsOf(index: number, from: number, to: number): readonly (readonly [position: number, weight: number])[] {
  const centre = ((index + 0.5) * from) / to;
  const weights: [number, number][] = [];
  // Beyond the border the outermost element goes on.
  for (let position = -1; position <= from; position += 1) {
    const weight = Math.max(0, 1 - Math.abs(position + 0.5 - centre));
    if (weight > 0) weights.push([Math.min(Math.max(position, 0), from - 1), weight]);
  }
  return weights;
}

export const resizeBilinear: Kernel<ResizeAttributes> = (inputs, { height, width }) => {
  const [x] = take(inputs);
  const [batch, fromHeight, fromWidth, channels] = x.shape as [number, number, number, number];
  return [
    tensorOf([batch, height, width, channels], (index) => {
      const [n, row, column, channel] = index as [number, number, number, number];
      let sum = 0;
      for (const [h, down] of weightsOf(row, fromHeight, height))
        for (const [w, across] of weightsOf(column, fromWidth, width))
          sum += down * across * (x.data[positionOf(x.shape, [n, h, w, channel])] as number);
      return sum;
    }),
  ];
};

export const resizeBilinearGradient: Kernel<ResizeAttributes> = (inputs, { height, width }) => {
  const [dy, x] = take(inputs);
  const [, fromHeight, fromWidth] = x.shape as [number, number, number, number];
  const data = new Float64Array(x.data.length);
  tensorOf(dy.shape, (index, flat) => {
    const [n, row, column, channel] = index as [number, number, number, number];
    for (const [h, down] of weightsOf(row, fromHeight, height))
      for (const [w, across] of weightsOf(column, fromWidth, width)) {
        const position = positionOf(x.shape, [n, h, w, channel]);
        data[position] = (data[position] as number) + down * across * (dy.data[flat] as number);
      }
    return 0;
  });
  return [{ ...x, data }];
};
