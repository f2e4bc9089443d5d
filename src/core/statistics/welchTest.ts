import { sampleMoments } from './sampleMoments.js';
import { studentQuantile, studentTwoSided } from './studentT.js';
import type { Interval } from './wilsonInterval.js';

/** A t test of two means; p two-sided, the interval 95 %. */
export interface TTest {
  /** Of the means, the second less the first. */
  readonly difference: number;
  readonly standardError: number;
  readonly t: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
  readonly interval: Interval;
}

/**
 * Welch's test of the means of two samples whose spreads may differ; null unless each has two values. Samples without any
 * spread: p is 1 if the means are equal, else 0. Source: B. L. Welch, Biometrika 34 (1947), 28–35; degrees of freedom of
 * F. E. Satterthwaite, Biometrics Bulletin 2 (1946), 110–114.
 */
export function welchTest(first: readonly number[], second: readonly number[]): TTest | null {
  const [one, other] = [sampleMoments(first), sampleMoments(second)];
  if (one.variance === null || other.variance === null) return null;
  const parts = [
    { variance: one.variance / one.count, degreesOfFreedom: one.count - 1 },
    { variance: other.variance / other.count, degreesOfFreedom: other.count - 1 },
  ];
  return tTest(other.mean - one.mean, parts);
}

/** A part of the variance of an estimate, and of how many independent squares it is the mean. */
export interface VariancePart {
  readonly variance: number;
  readonly degreesOfFreedom: number;
}

/** The t test of an estimate against 0, whose variance is the sum of independent parts (Satterthwaite, as above). */
export function tTest(difference: number, parts: readonly VariancePart[]): TTest {
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  const error = Math.sqrt(variance);
  if (error === 0) {
    const isZero = difference === 0;
    const degreesOfFreedom = Math.max(
      1,
      parts.reduce((sum, part) => sum + part.degreesOfFreedom, 0),
    );
    const t = isZero ? 0 : Math.sign(difference) * Number.MAX_VALUE;
    return {
      difference,
      standardError: 0,
      t,
      degreesOfFreedom,
      p: isZero ? 1 : 0,
      interval: { low: difference, high: difference },
    };
  }
  const squares = parts.reduce((sum, part) => sum + part.variance ** 2 / part.degreesOfFreedom, 0);
  const degreesOfFreedom = variance ** 2 / squares;
  const half = studentQuantile(0.95, degreesOfFreedom) * error;
  const t = difference / error;
  return {
    difference,
    standardError: error,
    t,
    degreesOfFreedom,
    p: studentTwoSided(t, degreesOfFreedom),
    interval: { low: difference - half, high: difference + half },
  };
}
