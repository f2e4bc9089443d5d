import { incompleteBeta } from './incompleteBeta.js';

/**
 * The probability that a Student's t variable is at least as far from 0 as `t`, both sides. Source: Abramowitz and Stegun
 * 26.7.1 with 26.5.27. @throws RangeError unless there is a positive number of degrees of freedom.
 */
export function studentTwoSided(t: number, degreesOfFreedom: number): number {
  if (Number.isNaN(t)) return Number.NaN;
  if (!Number.isFinite(t)) return 0;
  return incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}

/**
 * How far from 0 a Student's t variable lies with the given probability at most, both sides: 2.2281 for 0.95 and 10 degrees
 * of freedom. Degrees of freedom need not be whole. @throws RangeError unless the probability is in 0..1, without the ends.
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`no t quantile at ${probability}`);
  const tail = 1 - probability;
  let [low, high] = [0, 1];
  while (studentTwoSided(high, degreesOfFreedom) > tail) high *= 2;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, degreesOfFreedom) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
