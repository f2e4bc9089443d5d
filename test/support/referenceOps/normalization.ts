import type { NormalizationAttributes } from '../../../src/core/graph/ops/batchNormalization.js';
import { type Kernel, take } from './kernel.js';
import { type Tensor, tensorOf } from './tensor.js';

export const batchNormalization: Kernel<NormalizationAttributes> = (inputs, { epsilon }) => {
  const [x, gamma, beta] = take(inputs);
  const { mean, variance } = momentsOf(columnsOf(x));
  const inverse = variance.map((value) => 1 / Math.sqrt(value + epsilon));
  const statistic = (values: readonly number[]) => tensorOf([values.length], (_, channel) => values[channel] as number);
  return [affine(x, mean, inverse, gamma, beta, 'column'), statistic(mean), statistic(variance)];
};

export const batchNormalizationGradient: Kernel<NormalizationAttributes> = (inputs, { epsilon }) => {
  const [dy, x, gamma, mean, variance] = take(inputs);
  const inverse = variance.data.map((value) => 1 / Math.sqrt(value + epsilon));
  return normalizationGradient(dy, x, gamma, [...mean.data], [...inverse], 'column');
};

export const batchNormalizationInference: Kernel<NormalizationAttributes> = (inputs, { epsilon }) => {
  const [x, gamma, beta, mean, variance] = take(inputs);
  const inverse = variance.data.map((value) => 1 / Math.sqrt(value + epsilon));
  return [affine(x, [...mean.data], [...inverse], gamma, beta, 'column')];
};

export const layerNormalization: Kernel<NormalizationAttributes> = (inputs, { epsilon }) => {
  const [x, gamma, beta] = take(inputs);
  const { mean, variance } = momentsOf(rowsOf(x));
  const inverse = variance.map((value) => 1 / Math.sqrt(value + epsilon));
  const statistic = (values: readonly number[]) => tensorOf(x.shape.with(-1, 1), (_, row) => values[row] as number);
  return [affine(x, mean, inverse, gamma, beta, 'row'), statistic(mean), statistic(inverse)];
};

export const layerNormalizationGradient: Kernel<NormalizationAttributes> = (inputs) => {
  const [dy, x, gamma, mean, inverse] = take(inputs);
  return normalizationGradient(dy, x, gamma, [...mean.data], [...inverse.data], 'row');
};

/** What has statistics of its own: each element of the last axis (batch norm), or each row of it (layer norm). */
type Group = 'column' | 'row';

function groupOf(x: Tensor, group: Group, flat: number): number {
  const width = x.shape.at(-1) as number;
  return group === 'column' ? flat % width : Math.floor(flat / width);
}

function affine(
  x: Tensor,
  mean: readonly number[],
  inverse: readonly number[],
  gamma: Tensor,
  beta: Tensor,
  group: Group,
): Tensor {
  const width = x.shape.at(-1) as number;
  return tensorOf(x.shape, (_, flat) => {
    const g = groupOf(x, group, flat);
    const normalized = ((x.data[flat] as number) - (mean[g] as number)) * (inverse[g] as number);
    return normalized * (gamma.data[flat % width] as number) + (beta.data[flat % width] as number);
  });
}

/**
 * With x̂ = (x − mean) · inverse and g = dy · gamma: dx = inverse · (g − mean(g) − x̂ · mean(g · x̂)), means over the
 * elements that share statistics; dgamma = Σ dy · x̂, dbeta = Σ dy.
 */
function normalizationGradient(
  dy: Tensor,
  x: Tensor,
  gamma: Tensor,
  mean: readonly number[],
  inverse: readonly number[],
  group: Group,
): Tensor[] {
  const width = x.shape.at(-1) as number;
  const count = x.data.length / mean.length;
  const meanOfG = mean.map(() => 0);
  const meanOfProduct = mean.map(() => 0);
  const dgamma = new Float64Array(width);
  const dbeta = new Float64Array(width);
  const normalized = (flat: number) => {
    const g = groupOf(x, group, flat);
    return ((x.data[flat] as number) - (mean[g] as number)) * (inverse[g] as number);
  };
  const scaled = (flat: number) => (dy.data[flat] as number) * (gamma.data[flat % width] as number);
  for (let flat = 0; flat < x.data.length; flat += 1) {
    const g = groupOf(x, group, flat);
    const column = flat % width;
    meanOfG[g] = (meanOfG[g] as number) + scaled(flat) / count;
    meanOfProduct[g] = (meanOfProduct[g] as number) + (scaled(flat) * normalized(flat)) / count;
    dgamma[column] = (dgamma[column] as number) + (dy.data[flat] as number) * normalized(flat);
    dbeta[column] = (dbeta[column] as number) + (dy.data[flat] as number);
  }
  const dx = tensorOf(x.shape, (_, flat) => {
    const g = groupOf(x, group, flat);
    const centred = scaled(flat) - (meanOfG[g] as number) - normalized(flat) * (meanOfProduct[g] as number);
    return (inverse[g] as number) * centred;
  });
  return [dx, { ...gamma, data: dgamma }, { ...gamma, data: dbeta }];
}

/** Elements by their position in the last axis. */
function columnsOf(x: Tensor): number[][] {
  const columns = Array.from({ length: x.shape.at(-1) as number }, (): number[] => []);
  x.data.forEach((value, flat) => {
    columns[flat % columns.length]?.push(value);
  });
  return columns;
}

/** Runs of the last axis. */
function rowsOf(x: Tensor): number[][] {
  const width = x.shape.at(-1) as number;
  return Array.from({ length: x.data.length / width }, (_, row) => [...x.data.slice(row * width, (row + 1) * width)]);
}

/** Mean and biased variance of each group. */
function momentsOf(groups: readonly number[][]): { mean: number[]; variance: number[] } {
  const meanOf = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length;
  const mean = groups.map(meanOf);
  const variance = groups.map((values, g) => meanOf(values.map((value) => (value - (mean[g] as number)) ** 2)));
  return { mean, variance };
}
