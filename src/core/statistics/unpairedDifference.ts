import type { Difference } from './pairedDifference.js';
import { fractionInterval } from './wilsonInterval.js';

/** A fraction of so many things. */
export interface CountedFraction {
  /** 0..1 */
  readonly fraction: number;
  readonly count: number;
}

/**
 * The difference of two fractions that were counted apart, with a 95 % interval; null where there is nothing to count. Of
 * the same images it is wider than need be: `pairedDifference` knows more. Source: method 10 of R. G. Newcombe, Interval
 * estimation for the difference between independent proportions, Statistics in Medicine 17 (1998), 873–890.
 */
export function unpairedDifference(first: CountedFraction, second: CountedFraction): Difference | null {
  const [one, other] = [first, second].map(({ fraction, count }) => fractionInterval(fraction, count));
  if (one === null || other === null || one === undefined || other === undefined) return null;
  const value = first.fraction - second.fraction;
  return {
    value,
    interval: {
      low: Math.max(-1, value - Math.hypot(first.fraction - one.low, other.high - second.fraction)),
      high: Math.min(1, value + Math.hypot(one.high - first.fraction, second.fraction - other.low)),
    },
  };
}
