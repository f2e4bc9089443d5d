import { type Interval, Z_95 } from './wilsonInterval.js';

/**
 * Score interval of the difference of two fractions of the same `count` images, second less first, from the images on
 * which only the first (`onlyFirst`) or only the second (`onlySecond`) is right; null without an image, or where the counts
 * cannot be. It has a width even where both are 0. Source: T. Tango, Equivalence test and confidence interval for the
 * difference in proportions for the paired-sample design, Statistics in Medicine 17 (1998), 891–908.
 */
export function tangoInterval(onlyFirst: number, onlySecond: number, count: number, z: number = Z_95): Interval | null {
  if (![onlyFirst, onlySecond, count].every((value) => Number.isFinite(value) && value >= 0)) return null;
  if (count < 1 || onlyFirst + onlySecond > count) return null;
  const estimate = (onlySecond - onlyFirst) / count;
  const score = (difference: number) => tangoScore(onlyFirst, onlySecond, count, difference);
  return {
    low: onlyFirst === count ? -1 : boundBetween(-1, estimate, (difference) => score(difference) > z),
    high: onlySecond === count ? 1 : boundBetween(1, estimate, (difference) => score(difference) < -z),
  };
}

/** How many standard errors the counts lie from what a true difference would give. */
function tangoScore(onlyFirst: number, onlySecond: number, count: number, difference: number): number {
  // The fraction of images that only the first gets, as likely as can be when the difference is that.
  const b = -onlySecond - onlyFirst + (2 * count - onlySecond + onlyFirst) * difference;
  const c = -onlyFirst * difference * (1 - difference);
  const root = Math.sqrt(Math.max(0, b * b - 8 * count * c));
  const share = (root - b) / (4 * count);
  const variance = count * (2 * share + difference * (1 - difference));
  const distance = onlySecond - onlyFirst - count * difference;
  if (distance === 0) return 0;
  return distance / Math.sqrt(Math.max(variance, Number.MIN_VALUE));
}

/** The end of what is not rejected, from the estimate, which never is, towards `outer`. */
function boundBetween(outer: number, estimate: number, isRejected: (difference: number) => boolean): number {
  let [inside, outside] = [estimate, outer];
  for (let step = 0; step < 60; step += 1) {
    const middle = (inside + outside) / 2;
    if (isRejected(middle)) outside = middle;
    else inside = middle;
  }
  return (inside + outside) / 2;
}
