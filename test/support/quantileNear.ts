import { studentQuantile } from '../../src/core/statistics/studentT.js';

const quantiles = new Map<number, number>();

/** Student's quantile behind 95 % intervals, to a quarter of a degree of freedom: kept, as simulations ask for it thousands of times. */
export function quantileNear(degreesOfFreedom: number): number {
  const near = Math.min(1000, Math.round(4 * degreesOfFreedom) / 4);
  const known = quantiles.get(near) ?? studentQuantile(0.95, near);
  quantiles.set(near, known);
  return known;
}
