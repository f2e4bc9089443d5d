import type { NormalizationAttributes } from '../../../core/graph/ops/batchNormalization.js';
import { sizeOf, type Tensor } from '../heap.js';
import { columnProductTotals, columnSquareTotals, columnTotals } from './columns.js';
import { axisOf, filled, inputAt, type Kernel, type KernelContext } from './kernel.js';

export const batchNormalization: Kernel<NormalizationAttributes> = ({ inputs, attributes: { epsilon }, context }) => {
  const [x, gamma, beta] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const rows = sizeOf(x.shape) / axisOf(x.shape, -1);
  const mean = vectorOf(
    context,
    columnTotals(context, x).map((total) => total / rows),
  );
  const variance = vectorOf(
    context,
    columnSquareTotals(context, x, mean).map((total) => total / rows),
  );
  const y = normalized(x, { gamma, beta, mean, variance }, epsilon, context);
  return [y, mean, variance];
};

export const batchNormalizationInference: Kernel<NormalizationAttributes> = ({ inputs, attributes, context }) => {
  const [x, gamma, beta] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const [mean, variance] = [inputAt(inputs, 3), inputAt(inputs, 4)];
  return [normalized(x, { gamma, beta, mean, variance }, attributes.epsilon, context)];
};

/**
 * `dx = γ/σ · (dy − mean(dy) − x̂ · mean(dy · x̂))` with `x̂ = (x − mean)/σ`, as `dy · a + x · b + c` with a, b and c for
 * each channel: two passes over the tensors.
 */
export const batchNormalizationGradient: Kernel<NormalizationAttributes> = ({ inputs, attributes, context }) => {
  const [dy, x, gamma] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const [mean, variance] = [inputAt(inputs, 3), inputAt(inputs, 4)];
  const { heap, simd } = context;
  const channels = axisOf(x.shape, -1);
  const rows = sizeOf(x.shape) / channels;
  const [sums, products] = columnProductTotals(context, dy, x, mean);
  const [scales, means, variances] = [heap.floats(gamma), heap.floats(mean), heap.floats(variance)];
  const [a, b, c, dgamma] = [0, 1, 2, 3].map(() => new Float64Array(channels)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let channel = 0; channel < channels; channel += 1) {
    const inverse = 1 / Math.sqrt((variances[channel] as number) + attributes.epsilon);
    const slope = (products[channel] as number) * inverse;
    const factor = (scales[channel] as number) * inverse;
    dgamma[channel] = slope;
    a[channel] = factor;
    b[channel] = (-factor * inverse * slope) / rows;
    c[channel] = (-factor * (sums[channel] as number)) / rows - (b[channel] as number) * (means[channel] as number);
  }
  const factors = [a, b, c].map((values) => vectorOf(context, values));
  const [first, second, third] = factors.map(({ storage }) => storage.offset) as [number, number, number];
  const dx = filled(context, x.shape, (output, byteLength) =>
    simd.blendColumns(dy.storage.offset, x.storage.offset, first, second, third, output, byteLength, channels * 4),
  );
  for (const factor of factors) heap.release(factor);
  return [dx, vectorOf(context, dgamma), vectorOf(context, sums)];
};

function normalized(
  x: Tensor,
  parts: { readonly gamma: Tensor; readonly beta: Tensor; readonly mean: Tensor; readonly variance: Tensor },
  epsilon: number,
  context: KernelContext,
): Tensor {
  const { heap, simd } = context;
  const channels = axisOf(x.shape, -1);
  const [factors, offsets] = [new Float64Array(channels), new Float64Array(channels)];
  const [scales, shifts] = [heap.floats(parts.gamma), heap.floats(parts.beta)];
  const [means, variances] = [heap.floats(parts.mean), heap.floats(parts.variance)];
  for (let channel = 0; channel < channels; channel += 1) {
    const factor = (scales[channel] as number) / Math.sqrt((variances[channel] as number) + epsilon);
    factors[channel] = factor;
    offsets[channel] = (shifts[channel] as number) - factor * (means[channel] as number);
  }
  const [factor, offset] = [vectorOf(context, factors), vectorOf(context, offsets)];
  const y = filled(context, x.shape, (output, byteLength) =>
    simd.scaleColumns(x.storage.offset, factor.storage.offset, offset.storage.offset, output, byteLength, channels * 4),
  );
  heap.release(factor);
  heap.release(offset);
  return y;
}

/** A vector of numbers as a tensor. */
export function vectorOf({ heap }: KernelContext, values: Float64Array): Tensor {
  const tensor = heap.allocate('float32', [values.length]);
  heap.floats(tensor).set(values);
  return tensor;
}

export const layerNormalization: Kernel<NormalizationAttributes> = ({ inputs, attributes, context: { heap } }) => {
  const [x, gamma, beta] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const width = axisOf(x.shape, -1);
  const statistic = x.shape.with(-1, 1);
  const [y, mean, inverse] = [x.shape, statistic, statistic].map((shape) => heap.allocate('float32', shape)) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const [values, scales, shifts] = [heap.floats(x), heap.floats(gamma), heap.floats(beta)];
  const [to, means, inverses] = [heap.floats(y), heap.floats(mean), heap.floats(inverse)];
  for (let row = 0; row < means.length; row += 1) {
    const start = row * width;
    let total = 0;
    for (let i = 0; i < width; i += 1) total += values[start + i] as number;
    const centre = total / width;
    let squares = 0;
    for (let i = 0; i < width; i += 1) squares += ((values[start + i] as number) - centre) ** 2;
    const factor = 1 / Math.sqrt(squares / width + attributes.epsilon);
    means[row] = centre;
    inverses[row] = factor;
    for (let i = 0; i < width; i += 1) {
      const deviation = ((values[start + i] as number) - centre) * factor;
      to[start + i] = deviation * (scales[i] as number) + (shifts[i] as number);
    }
  }
  return [y, mean, inverse];
};

/** `dx = (g − mean(g) − x̂ · mean(g · x̂))/σ` with `g = dy · γ`, row by row. */
export const layerNormalizationGradient: Kernel<NormalizationAttributes> = ({ inputs, context }) => {
  const [dy, x, gamma] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const [mean, inverse] = [inputAt(inputs, 3), inputAt(inputs, 4)];
  const { heap } = context;
  const width = axisOf(x.shape, -1);
  const dx = heap.allocate('float32', x.shape);
  const [slopes, values, scales] = [heap.floats(dy), heap.floats(x), heap.floats(gamma)];
  const [means, inverses, to] = [heap.floats(mean), heap.floats(inverse), heap.floats(dx)];
  const [dgamma, dbeta] = [new Float64Array(width), new Float64Array(width)];
  for (let row = 0; row < means.length; row += 1) {
    const start = row * width;
    const [centre, factor] = [means[row] as number, inverses[row] as number];
    let [total, product] = [0, 0];
    for (let i = 0; i < width; i += 1) {
      const slope = slopes[start + i] as number;
      const deviation = ((values[start + i] as number) - centre) * factor;
      const scaled = slope * (scales[i] as number);
      total += scaled;
      product += scaled * deviation;
      dgamma[i] = (dgamma[i] as number) + slope * deviation;
      dbeta[i] = (dbeta[i] as number) + slope;
    }
    for (let i = 0; i < width; i += 1) {
      const deviation = ((values[start + i] as number) - centre) * factor;
      const scaled = (slopes[start + i] as number) * (scales[i] as number);
      to[start + i] = (scaled - total / width - deviation * (product / width)) * factor;
    }
  }
  return [dx, vectorOf(context, dgamma), vectorOf(context, dbeta)];
};
