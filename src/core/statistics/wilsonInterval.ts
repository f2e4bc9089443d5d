/** Bounds within which a quantity lies, with 95 % confidence unless said otherwise. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The quantile of the normal distribution behind two-sided 95 % intervals. */
export const Z_95 = 1.959963984540054;

/**
 * Wilson's score interval of a proportion: `successes` of `count`. It contains the estimate, stays within 0..1, and has a
 * width at 0 and 1, too. Null where there is no trial, or the counts cannot be, as a damaged file may have them. Source: E. B. Wilson, Journal of the American Statistical Association
 * 22 (1927), 209–212; without continuity correction: method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872.
 */
export function wilsonInterval(successes: number, count: number, z: number = Z_95): Interval | null {
  if (!Number.isSafeInteger(successes) || !Number.isSafeInteger(count)) return null;
  if (count < 1 || successes < 0 || successes > count) return null;
  const proportion = successes / count;
  const square = z * z;
  const centre = (proportion + square / (2 * count)) / (1 + square / count);
  const spread = (proportion * (1 - proportion)) / count + square / (4 * count * count);
  const half = (z * Math.sqrt(spread)) / (1 + square / count);
  // At the ends the exact bound is the end itself; rounding would miss it by a hair.
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === count ? 1 : Math.min(1, centre + half),
  };
}

/**
 * Wilson's interval of a fraction of `count` things, such as an accuracy; null where there is none of them, or no
 * fraction of them.
 */
export function fractionInterval(fraction: number | null, count: number): Interval | null {
  return fraction === null ? null : wilsonInterval(Math.round(fraction * count), count);
}
