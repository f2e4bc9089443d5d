import type { ActivationAttributes } from '../../../src/core/graph/ops/activation.js';
import { type Kernel, take } from './kernel.js';
import { type Tensor, tensorOf } from './tensor.js';

/** A function and its derivative. */
interface Scalar {
  value(x: number, alpha: number): number;
  slope(x: number, alpha: number): number;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const cube = (x: number) => x + 0.044715 * x ** 3;
const bend = Math.sqrt(2 / Math.PI);

const scalars: Readonly<Record<Exclude<ActivationAttributes['function'], 'softmax'>, Scalar>> = {
  relu: { value: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0) },
  relu6: { value: (x) => Math.min(Math.max(x, 0), 6), slope: (x) => (x > 0 && x < 6 ? 1 : 0) },
  gelu: {
    value: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
    slope: (x) => (1 + erf(x / Math.SQRT2)) / 2 + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
  },
  geluTanh: {
    value: (x) => (x / 2) * (1 + Math.tanh(bend * cube(x))),
    slope: (x) => {
      const t = Math.tanh(bend * cube(x));
      return (1 + t) / 2 + (x / 2) * (1 - t * t) * bend * (1 + 3 * 0.044715 * x * x);
    },
  },
  elu: {
    value: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x)),
    slope: (x, alpha) => (x > 0 ? 1 : alpha * Math.exp(x)),
  },
  leakyRelu: { value: (x, alpha) => (x > 0 ? x : alpha * x), slope: (x, alpha) => (x > 0 ? 1 : alpha) },
  swish: {
    value: (x) => x * sigmoid(x),
    slope: (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))),
  },
  sigmoid: { value: sigmoid, slope: (x) => sigmoid(x) * (1 - sigmoid(x)) },
  tanh: { value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
};

export const activation: Kernel<ActivationAttributes> = (inputs, { function: name, alpha }) => {
  const [x] = take(inputs);
  if (name === 'softmax') return [softmax(x)];
  return [{ ...x, data: x.data.map((value) => scalars[name].value(value, alpha)) }];
};

export const activationGradient: Kernel<ActivationAttributes> = (inputs, { function: name, alpha }) => {
  const [dy, x] = take(inputs);
  const slope = (flat: number) => dy.data[flat] as number;
  if (name !== 'softmax') {
    return [{ ...x, data: x.data.map((value, flat) => slope(flat) * scalars[name].slope(value, alpha)) }];
  }
  const y = softmax(x);
  const width = x.shape.at(-1) as number;
  const projection = rowSums(
    width,
    y.data.map((value, flat) => value * slope(flat)),
  );
  return [
    tensorOf(x.shape, (_, flat) => {
      return (y.data[flat] as number) * (slope(flat) - (projection[Math.floor(flat / width)] as number));
    }),
  ];
};

/** Over the last axis. */
export function softmax(x: Tensor): Tensor {
  const width = x.shape.at(-1) as number;
  const exponentials = x.data.map((value, flat) => {
    const start = flat - (flat % width);
    return Math.exp(value - Math.max(...x.data.subarray(start, start + width)));
  });
  const totals = rowSums(width, exponentials);
  return { ...x, data: exponentials.map((value, flat) => value / (totals[Math.floor(flat / width)] as number)) };
}

function rowSums(width: number, data: Float64Array): number[] {
  const sums = new Array<number>(data.length / width).fill(0);
  data.forEach((value, flat) => {
    const row = Math.floor(flat / width);
    sums[row] = (sums[row] as number) + value;
  });
  return sums;
}

/** Error function by Kummer's series, `2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1))`: no term cancels another. */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > Math.abs(total) * 1e-17; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}
