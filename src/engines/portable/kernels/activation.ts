import type { ActivationAttributes } from '../../../core/graph/ops/activation.js';
import type { Tensor } from '../heap.js';
import { mapped } from './elementwise.js';
import { axisOf, filled, inputAt, type Kernel, type KernelContext, type ShapeOnly } from './kernel.js';

const SQRT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);
const GELU_CUBIC = 0.044715;

/** An activation as a function of x, and its slope as one of x and y. */
interface ScalarFunction {
  value(x: number, alpha: number): number;
  slope(x: number, y: number, alpha: number): number;
}

type ScalarName = Exclude<ActivationAttributes['function'], 'relu' | 'relu6' | 'gelu' | 'softmax'>;

const scalarFunctions: Readonly<Record<ScalarName, ScalarFunction>> = {
  elu: {
    value: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x)),
    slope: (_, y, alpha) => (y > 0 ? 1 : y + alpha),
  },
  leakyRelu: { value: (x, alpha) => (x > 0 ? x : alpha * x), slope: (x, _, alpha) => (x > 0 ? 1 : alpha) },
  sigmoid: { value: (x) => 1 / (1 + Math.exp(-x)), slope: (_, y) => y * (1 - y) },
  tanh: { value: (x) => Math.tanh(x), slope: (_, y) => 1 - y * y },
  swish: {
    value: (x) => x / (1 + Math.exp(-x)),
    slope: (x, y) => {
      const gate = 1 / (1 + Math.exp(-x));
      return gate + y * (1 - gate);
    },
  },
  geluTanh: {
    value: (x) => 0.5 * x * (1 + tanhOf(x)),
    slope: (x) => {
      const t = tanhOf(x);
      const inner = SQRT_TWO_OVER_PI * (1 + 3 * GELU_CUBIC * x * x);
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inner;
    },
  },
};

function tanhOf(x: number): number {
  return Math.tanh(SQRT_TWO_OVER_PI * (x + GELU_CUBIC * x * x * x));
}

export const activation: Kernel<ActivationAttributes> = ({ inputs, attributes, context }) => {
  const x = inputAt(inputs, 0);
  const { function: name, alpha } = attributes;
  switch (name) {
    case 'relu':
    case 'relu6':
    case 'gelu':
      return [filled(context, x.shape, (y, length) => context.simd[name](x.storage.offset, y, length))];
    case 'softmax':
      return [softmax(x, context)];
    default: {
      const { value } = scalarFunctions[name];
      return [mapped(x, context, (element) => value(element, alpha))];
    }
  }
};

/** What the slope is computed from: x alone, y alone, or both. */
export const activationGradientShapeOnly: ShapeOnly<ActivationAttributes> = ({ function: name }) => {
  if (name === 'swish') return [];
  return name === 'gelu' || name === 'geluTanh' || name === 'leakyRelu' ? [2] : [1];
};

export const activationGradient: Kernel<ActivationAttributes> = ({ inputs, attributes, context }) => {
  const [dy, x, y] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const { function: name, alpha } = attributes;
  const { simd, heap } = context;
  const vectorLoop = (loop: (a: number, b: number, output: number, length: number) => void, other: Tensor) =>
    filled(context, dy.shape, (dx, length) => loop(dy.storage.offset, other.storage.offset, dx, length));
  switch (name) {
    case 'relu':
      return [vectorLoop(simd.reluGradient, y)];
    case 'relu6':
      return [vectorLoop(simd.relu6Gradient, y)];
    case 'gelu':
      return [vectorLoop(simd.geluGradient, x)];
    case 'softmax':
      return [softmaxGradient(dy, y, context)];
    default: {
      const { slope } = scalarFunctions[name];
      const output = heap.allocate('float32', dy.shape);
      const unread = activationGradientShapeOnly(attributes);
      const [gradients, slopes] = [heap.floats(dy), heap.floats(output)];
      const values = heap.floats(unread.includes(1) ? y : x);
      const results = heap.floats(unread.includes(2) ? x : y);
      for (let i = 0; i < slopes.length; i += 1) {
        slopes[i] = (gradients[i] as number) * slope(values[i] as number, results[i] as number, alpha);
      }
      return [output];
    }
  }
};

function softmax(x: Tensor, { heap }: KernelContext): Tensor {
  const output = heap.allocate('float32', x.shape);
  const [from, to] = [heap.floats(x), heap.floats(output)];
  const width = axisOf(x.shape, -1);
  for (let start = 0; start < from.length; start += width) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = start; i < start + width; i += 1) largest = Math.max(largest, from[i] as number);
    let total = 0;
    for (let i = start; i < start + width; i += 1) {
      const power = Math.exp((from[i] as number) - largest);
      to[i] = power;
      total += power;
    }
    for (let i = start; i < start + width; i += 1) to[i] = (to[i] as number) / total;
  }
  return output;
}

/** `(dy − Σ dy·y) · y`. */
function softmaxGradient(dy: Tensor, y: Tensor, { heap }: KernelContext): Tensor {
  const output = heap.allocate('float32', dy.shape);
  const [gradients, results, to] = [heap.floats(dy), heap.floats(y), heap.floats(output)];
  const width = axisOf(dy.shape, -1);
  for (let start = 0; start < to.length; start += width) {
    let total = 0;
    for (let i = start; i < start + width; i += 1) total += (gradients[i] as number) * (results[i] as number);
    for (let i = start; i < start + width; i += 1) {
      to[i] = ((gradients[i] as number) - total) * (results[i] as number);
    }
  }
  return output;
}
