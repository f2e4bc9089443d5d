import type { PoolAttributes } from '../../../src/core/graph/ops/pooling.js';
import { slideWindow } from '../../../src/core/graph/ops/window.js';
import { type Kernel, take } from './kernel.js';
import { positionOf, type Tensor, tensorOf } from './tensor.js';

export const maxPool: Kernel<PoolAttributes> = (inputs, attributes) => {
  const [x] = take(inputs);
  return [pool(x, attributes, (window) => Math.max(...window.map((position) => x.data[position] as number)))];
};

export const averagePool: Kernel<PoolAttributes> = (inputs, attributes) => {
  const [x] = take(inputs);
  const mean = (window: readonly number[]) =>
    window.reduce((total, position) => total + (x.data[position] as number), 0) / window.length;
  return [pool(x, attributes, mean)];
};

export const maxPoolGradient: Kernel<PoolAttributes> = (inputs, attributes) => {
  const [dy, x] = take(inputs);
  const data = new Float64Array(x.data.length);
  pool(x, attributes, (window, flat) => {
    const values = window.map((position) => x.data[position] as number);
    const first = window[values.indexOf(Math.max(...values))] as number;
    data[first] = (data[first] as number) + (dy.data[flat] as number);
    return 0;
  });
  return [{ ...x, data }];
};

export const averagePoolGradient: Kernel<PoolAttributes> = (inputs, attributes) => {
  const [dy, x] = take(inputs);
  const data = new Float64Array(x.data.length);
  pool(x, attributes, (window, flat) => {
    for (const position of window) {
      data[position] = (data[position] as number) + (dy.data[flat] as number) / window.length;
    }
    return 0;
  });
  return [{ ...x, data }];
};

/** A tensor of one number for each window, from the window's positions in `x`, row by row, padding left out. */
function pool(
  x: Tensor,
  { poolSize, strides, padding }: PoolAttributes,
  reduce: (window: readonly number[], flat: number) => number,
): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const vertical = slideWindow('reference', height, poolSize[0], { stride: strides[0], padding });
  const horizontal = slideWindow('reference', width, poolSize[1], { stride: strides[1], padding });
  return tensorOf([batch, vertical.output, horizontal.output, channels], (index, flat) => {
    const [n, row, column, channel] = index as [number, number, number, number];
    const window: number[] = [];
    for (let i = 0; i < poolSize[0]; i += 1)
      for (let j = 0; j < poolSize[1]; j += 1) {
        const h = row * strides[0] - vertical.before + i;
        const w = column * strides[1] - horizontal.before + j;
        if (h >= 0 && h < height && w >= 0 && w < width) window.push(positionOf(x.shape, [n, h, w, channel]));
      }
    return reduce(window, flat);
  });
}
