import { sampleMoments } from './sampleMoments.js';
import { studentQuantile } from './studentT.js';
import { type TTest, tTest, type VariancePart } from './welchTest.js';

/**
 * What is known of two models with several seeds each on the same images: of each image a difference, the share of the
 * second's seeds that are right less that of the first's.
 */
export interface CrossedDifferences {
  /** Images. */
  readonly count: number;
  /** Over the images: Σ of the differences, and Σ of their squares. */
  readonly sum: number;
  readonly squares: number;
  /** Over the images: Σ of the part of a difference's variance that is the seeds' (`withinImage`). */
  readonly within: number;
  /** Fractions of right images for each seed, at least two of each. */
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** Seed by seed: both were trained with the same seeds, in that order (common random numbers). */
  readonly isPaired: boolean;
}

/** Variances of a difference of means: what other images would change, and what other seeds would. */
export interface CrossedVariances {
  /** Of the difference itself. */
  readonly images: number;
  /** Of the difference if there were one seed each: with k seeds each it is this over k. */
  readonly seeds: number;
  readonly parts: readonly VariancePart[];
}

/**
 * Variances of a difference over images and seeds, both taken at random (models of readers and cases in radiology have that
 * form). By the law of total variance it is the variance of what seeds give in the mean, over images, and the mean of what
 * they give on these images: the first is the variance of the images' differences less what seeds bring into it, the second
 * the variance between seeds. Source: B. D. Gallas, One-shot estimate of MRMC variance: AUC, Academic Radiology 13 (2006),
 * 353–362; degrees of freedom in the manner of S. L. Hillis, Statistics in Medicine 26 (2007), 596–619.
 */
export function crossedVariances(of: CrossedDifferences): CrossedVariances {
  const { count, sum, squares, within, first, second, isPaired } = of;
  const mean = sum / count;
  const overImages = Math.max(0, squares - count * mean * mean) / Math.max(1, count - 1);
  const images = Math.max(0, overImages - within / count) / count;
  const seedParts = isPaired
    ? [partOf(second.map((value, seed) => value - (first[seed] ?? 0)))]
    : [partOf(first), partOf(second)];
  const seeds = seedParts.reduce((total, part) => total + part.variance * (part.degreesOfFreedom + 1), 0);
  return { images, seeds, parts: [{ variance: images, degreesOfFreedom: Math.max(1, count - 1) }, ...seedParts] };
}

/** Below this, p-values are not told apart. */
const LEAST_P = 1e-12;
/** For what Student's t takes for granted and is not so: that accuracies of seeds are normally distributed. */
const ALLOWANCE = 1.1;

/**
 * How likely so great a difference is where there is none, on the safe side: the level at which an interval just reaches 0 whose
 * half-width is that of the images and that of the seeds, each with the t quantile of its own degrees of freedom, added in
 * squares, and a tenth more. `crossedTest`'s p has one quantile for both, which finds 6 of 100 equal models with three seeds each
 * different; this one at most 5 (`test/core/comparison/verdicts.test.ts`). In 1e-12..1. Source: W. G. Howe, Journal of the American
 * Statistical Association 69 (1974), 789–794.
 */
export function cautiousP(difference: number, { parts: [images, ...seeds] }: CrossedVariances): number {
  if (difference === 0 || images === undefined) return 1;
  const seedsVariance = seeds.reduce((sum, part) => sum + part.variance, 0);
  // By shares, as squares of what hardly varies would be 0.
  const inverse = seeds.reduce((sum, part) => sum + (part.variance / seedsVariance) ** 2 / part.degreesOfFreedom, 0);
  const both = [images, { variance: seedsVariance, degreesOfFreedom: 1 / inverse }];
  const varying = both.filter(({ variance }) => variance > 0);
  const reaches = (p: number) =>
    varying.reduce((sum, part) => sum + part.variance * studentQuantile(1 - p, part.degreesOfFreedom) ** 2, 0) >=
    difference * difference;
  if (!reaches(LEAST_P)) return LEAST_P;
  let [low, high] = [Math.log(LEAST_P), 0];
  for (let step = 0; step < 26; step += 1) {
    const middle = (low + high) / 2;
    if (reaches(Math.exp(middle))) low = middle;
    else high = middle;
  }
  return Math.min(1, ALLOWANCE * Math.exp((low + high) / 2));
}

/** The difference with an interval for other images and other seeds, and its test against 0. */
export function crossedTest(of: CrossedDifferences): TTest {
  return tTest(of.sum / of.count, crossedVariances(of).parts);
}

/**
 * The part of the variance of one image's difference that is the seeds', from how many seeds of each are right there, and
 * how many seeds are of both.
 */
export function withinImage(
  first: { readonly right: number; readonly seeds: number },
  second: { readonly right: number; readonly seeds: number },
  pairedBoth: number | null,
): number {
  if (pairedBoth === null) return withinOne(first) + withinOne(second);
  const { seeds } = first;
  const mean = (second.right - first.right) / seeds;
  return ((first.right + second.right - 2 * pairedBoth) / seeds - mean * mean) / (seeds - 1);
}

function withinOne({ right, seeds }: { readonly right: number; readonly seeds: number }): number {
  const share = right / seeds;
  return seeds < 2 ? 0 : (share * (1 - share)) / (seeds - 1);
}

function partOf(values: readonly number[]): VariancePart {
  const { variance, count } = sampleMoments(values);
  return { variance: (variance ?? 0) / count, degreesOfFreedom: Math.max(1, count - 1) };
}
