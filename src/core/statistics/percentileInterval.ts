import type { Interval } from './wilsonInterval.js';

/**
 * The middle 95 % of a bootstrap's values, which are put in order in place; null where there is none or any is not a
 * number. Quantiles are interpolated (type 7 of R. J. Hyndman, Y. Fan, The American Statistician 50 (1996), 361–365).
 */
export function percentileInterval(values: Float64Array): Interval | null {
  if (values.length === 0) return null;
  values.sort();
  if (Number.isNaN(values.at(-1))) return null;
  return { low: quantileOf(values, 0.025), high: quantileOf(values, 0.975) };
}

function quantileOf(sorted: Float64Array, probability: number): number {
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (position - below) * (high - low);
}
