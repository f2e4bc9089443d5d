import { sampleMoments } from './sampleMoments.js';
import { type TTest, tTest } from './welchTest.js';

/**
 * Student's test of the mean of paired differences, second less first; null for fewer than two pairs. Of runs with the same
 * seeds it leaves out what the seed does to both (common random numbers). Source: "Student", Biometrika 6 (1908), 1–25.
 * @throws RangeError when there are not equally many of both.
 */
export function pairedTTest(first: readonly number[], second: readonly number[]): TTest | null {
  if (first.length !== second.length)
    throw new RangeError(`Pairs need equally many of both, got ${first.length} and ${second.length}.`);
  const { count, mean, variance } = sampleMoments(second.map((value, index) => value - (first[index] ?? 0)));
  return variance === null ? null : tTest(mean, [{ variance: variance / count, degreesOfFreedom: count - 1 }]);
}
