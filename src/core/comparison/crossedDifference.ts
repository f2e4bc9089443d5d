import { requireSameImages, type SampleColumns } from '../samples/sampleColumns.js';
import { type CrossedDifferences, crossedTest, withinImage } from '../statistics/crossedTest.js';
import type { TTest } from '../statistics/welchTest.js';

/** For each run, 1 for each image that it gets right, else 0. */
export type RightImages = readonly Uint8Array[];

/**
 * Difference of mean accuracy of two models with two seeds or more each, second less first, over other images and other
 * seeds. `isPaired`: both have the same seeds in the same order. Bounds at another level than 95 % follow from
 * `standardError` and `degreesOfFreedom` with `studentQuantile`.
 * @throws RangeError when the runs were not tested on the same images, there are too few, or pairs are not equally many.
 */
export function crossedDifference(
  first: readonly SampleColumns[],
  second: readonly SampleColumns[],
  isPaired: boolean,
): TTest {
  requireSameImages([...first, ...second]);
  const rightOf = ({ labels, predicted }: SampleColumns) =>
    Uint8Array.from(labels, (label, image) => (predicted[image] === label ? 1 : 0));
  return crossedTest(crossedDifferences(first.map(rightOf), second.map(rightOf), isPaired));
}

/** What `crossedTest` needs of two models, counted. @throws RangeError as above. */
export function crossedDifferences(first: RightImages, second: RightImages, isPaired: boolean): CrossedDifferences {
  if (first.length < 2 || second.length < 2 || (isPaired && first.length !== second.length))
    throw new RangeError(
      `Two seeds or more are needed for each, equally many for pairs; got ${first.length} and ${second.length}.`,
    );
  const count = first[0]?.length ?? 0;
  let [sum, squares, within] = [0, 0, 0];
  for (let image = 0; image < count; image += 1) {
    let [one, other, both] = [0, 0, 0];
    for (const right of first) one += right[image] ?? 0;
    for (const right of second) other += right[image] ?? 0;
    if ((one === 0 && other === 0) || (one === first.length && other === second.length)) continue;
    if (isPaired)
      for (let seed = 0; seed < first.length; seed += 1)
        both += (first[seed]?.[image] ?? 0) * (second[seed]?.[image] ?? 0);
    const difference = other / second.length - one / first.length;
    sum += difference;
    squares += difference * difference;
    within += withinImage(
      { right: one, seeds: first.length },
      { right: other, seeds: second.length },
      isPaired ? both : null,
    );
  }
  return { count, sum, squares, within, first: first.map(shareOf), second: second.map(shareOf), isPaired };
}

function shareOf(right: Uint8Array): number {
  let sum = 0;
  for (const one of right) sum += one;
  return sum / right.length;
}
