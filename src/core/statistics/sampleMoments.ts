/** Mean and spread of a sample. */
export interface SampleMoments {
  readonly count: number;
  /** NaN for an empty sample. */
  readonly mean: number;
  /** Of the sample, n − 1 below the line; null for fewer than two values. */
  readonly variance: number | null;
}

/** In two passes, so that values that lie close together far from 0 keep their digits. */
export function sampleMoments(values: ArrayLike<number>): SampleMoments {
  const count = values.length;
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += values[index] ?? 0;
  const mean = sum / count;
  if (count < 2) return { count, mean, variance: null };
  let squares = 0;
  for (let index = 0; index < count; index += 1) squares += ((values[index] ?? 0) - mean) ** 2;
  return { count, mean, variance: squares / (count - 1) };
}
