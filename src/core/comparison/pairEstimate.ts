import { requireSameImages, type SampleColumns } from '../samples/sampleColumns.js';
import { studentQuantile } from '../statistics/studentT.js';
import type { Interval } from '../statistics/wilsonInterval.js';

/** Two models trained with the same seed, tested on the same images. */
export interface SeedPair {
  readonly from: SampleColumns;
  readonly to: SampleColumns;
}

/**
 * How much more accurate one model is than another, in the mean of seeds that both were trained with, and how far other
 * images and other seeds might move that.
 */
export interface PairEstimate {
  /** Accuracy of `to` less that of `from`, −1..1. */
  readonly difference: number;
  /** Variance of the difference over other test images, and how many there were. */
  readonly images: VarianceOf;
  /** Variance of the difference over other seeds, and how many there were. */
  readonly seeds: VarianceOf;
}

/** A variance of a mean, with the number of things that it is the mean of. */
export interface VarianceOf {
  readonly variance: number;
  readonly count: number;
}

/**
 * The estimate of a pair from two seeds or more; undefined for fewer, and for fewer than two images. Differences are taken
 * image by image and seed by seed (common random numbers), so that what both models share drops out; images and seeds are
 * crossed random factors, and each variance is that of its factor's means. What is left of both is in each of them, which
 * errs on the safe side.
 * @throws RangeError when the runs were not tested on the same images
 */
export function estimatePair(pairs: readonly SeedPair[]): PairEstimate | undefined {
  if (pairs.length < 2) return undefined;
  const { count, labels } = requireSameImages(pairs.flatMap(({ from, to }) => [from, to]));
  if (count < 2) return undefined;
  const ofImages = new Float64Array(count);
  const ofSeeds = pairs.map(({ from, to }) => {
    let sum = 0;
    for (let image = 0; image < count; image += 1) {
      const isRight = (run: SampleColumns) => (run.predicted[image] === labels[image] ? 1 : 0);
      const difference = isRight(to) - isRight(from);
      ofImages[image] = (ofImages[image] ?? 0) + difference / pairs.length;
      sum += difference;
    }
    return sum / count;
  });
  return {
    difference: ofSeeds.reduce((sum, value) => sum + value, 0) / ofSeeds.length,
    // That no image has changed does not prove that none would: as if one had.
    images: { variance: Math.max(varianceOfMean(ofImages), 1 / count ** 2), count },
    seeds: { variance: varianceOfMean(ofSeeds), count: pairs.length },
  };
}

/**
 * An interval of the true difference that holds with the given confidence, 0..1 without the ends. Each source of variation
 * is given the t quantile of its own degrees of freedom, and the two half-widths are added in squares. Satterthwaite's one
 * t quantile for both would be too narrow with few seeds, and most so far out, where stopping early looks. Source: W. G. Howe,
 * Journal of the American Statistical Association 69 (1974), 789–794; that it holds here is shown by simulation in the tests.
 */
export function intervalAt({ difference, images, seeds }: PairEstimate, confidence: number): Interval {
  const squareOf = ({ variance, count }: VarianceOf) =>
    variance === 0 ? 0 : variance * studentQuantile(confidence, count - 1) ** 2;
  const half = Math.sqrt(squareOf(images) + squareOf(seeds));
  return { low: Math.max(-1, difference - half), high: Math.min(1, difference + half) };
}

/** The smallest level, 0..1, of those whose interval ends at 0: the p-value of no difference that goes with `intervalAt`. */
export function zeroLevel(estimate: PairEstimate): number {
  const reachesZero = (level: number) => {
    const { low, high } = intervalAt(estimate, 1 - level);
    return low <= 0 && high >= 0;
  };
  // By decimal powers: levels of interest lie far apart.
  let [low, high] = [SMALLEST_LEVEL, 0];
  if (!reachesZero(10 ** low)) return 10 ** low;
  if (reachesZero(LARGEST_LEVEL)) return 1;
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (reachesZero(Math.min(LARGEST_LEVEL, 10 ** middle))) low = middle;
    else high = middle;
  }
  return Math.min(1, 10 ** high);
}

/** Power of ten; smaller levels are not told from it. */
const SMALLEST_LEVEL = -12;
const LARGEST_LEVEL = 1 - 1e-9;

function varianceOfMean(values: ArrayLike<number>): number {
  const count = values.length;
  let [sum, squares] = [0, 0];
  for (let index = 0; index < count; index += 1) sum += values[index] ?? 0;
  for (let index = 0; index < count; index += 1) squares += ((values[index] ?? 0) - sum / count) ** 2;
  return squares / (count - 1) / count;
}
