import { logGamma } from './logGamma.js';

/**
 * The probability that a χ² variable is at least `x`. Source: the incomplete gamma function by its series (Abramowitz and
 * Stegun 6.5.29) and its continued fraction (6.5.31). @throws RangeError unless x is at least 0 and there are degrees of
 * freedom.
 */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  if (!(x >= 0 && degreesOfFreedom > 0)) throw new RangeError(`no χ² tail at ${x} of ${degreesOfFreedom}`);
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const a = degreesOfFreedom / 2;
  const half = x / 2;
  const front = Math.exp(a * Math.log(half) - half - logGamma(a));
  return half < a + 1 ? 1 - front * lowerSeries(half, a) : front * upperFraction(half, a);
}

/** The probability that a normal variable is at least as far from 0 as `z` standard deviations, both sides. */
export function normalTwoSided(z: number): number {
  return Number.isNaN(z) ? Number.NaN : chiSquareTail(z * z, 1);
}

function lowerSeries(x: number, a: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 10_000 && term > sum * 1e-16; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function upperFraction(x: number, a: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let result = d;
  for (let n = 1; n < 10_000; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return result;
}
