import { crossedVariances } from '../statistics/crossedTest.js';
import { studentQuantile } from '../statistics/studentT.js';
import type { Interval } from '../statistics/wilsonInterval.js';
import { type AttributionMethod, type Contrast, contrastsOf, type NodeMask } from './attributionDesign.js';

/** A difference of accuracies, −1..1, with a 95 % interval; null where there is one image or none. */
export interface Estimate {
  readonly value: number;
  readonly interval: Interval | null;
}

/** For each seed, 1 for each test image that the model gets right, else 0; seeds and images in one order for all models. */
export type SeedOutcomes = readonly Uint8Array[];

/** What an attribution says. */
export interface AttributionResult {
  /** Null where a model that it rests on has not been trained; likewise each step. */
  readonly total: Estimate | null;
  /** Of each group, in their order. */
  readonly steps: readonly (Estimate | null)[];
  /** What the groups, each by itself, do not add up to; null where that was not, or cannot be, measured. */
  readonly interaction: Estimate | null;
  /** What the intervals count with. Below three seeds nothing can be said of other seeds. */
  readonly covers: 'images' | 'images-and-seeds';
  /**
   * The changes cannot be told apart: the interval of the interaction leaves 0 out, and it is larger than what the most that
   * one change does by itself.
   */
  readonly isInseparable: boolean;
}

/** Fewer seeds tell too little of their spread. */
const SEEDS_FOR_SPREAD = 3;

/**
 * What each group of changes is worth. All models share images and seeds, so that each figure is a paired difference; its
 * interval counts with the variances over images and over seeds that the comparison of two models counts with
 * (`crossedVariances`); the total is such a difference. Of models that are missing nothing is said; what needs none of them is.
 * @throws RangeError when models have other images or numbers of seeds.
 */
export function attribute(
  method: AttributionMethod,
  groupCount: number,
  outcomes: ReadonlyMap<NodeMask, SeedOutcomes>,
): AttributionResult {
  const { total, steps, interaction, alone } = contrastsOf(method, groupCount);
  const seeds = outcomes.values().next().value?.length ?? 0;
  const estimate = (of: Contrast) =>
    [...of.keys()].every((mask) => outcomes.has(mask)) ? estimateContrast(of, outcomes) : null;
  const interacting = interaction === null || groupCount < 2 ? null : estimate(interaction);
  const largest = Math.max(0, ...(alone ?? []).map((one) => Math.abs(estimate(one)?.value ?? 0)));
  return {
    total: estimate(total),
    steps: steps.map(estimate),
    interaction: interacting,
    covers: seeds < SEEDS_FOR_SPREAD ? 'images' : 'images-and-seeds',
    isInseparable: interacting !== null && excludesZero(interacting) && Math.abs(interacting.value) > largest,
  };
}

/**
 * A weighted sum of models' accuracies with its interval. To the images that are counted half an image for each side is added
 * before their spread is taken. Source: A. Agresti and Y. Min, Simple improved confidence intervals for comparing matched
 * proportions, Statistics in Medicine 24 (2005), 729–740.
 * @throws RangeError when a model is missing, or they have other images or numbers of seeds.
 */
export function estimateContrast(of: Contrast, outcomes: ReadonlyMap<NodeMask, SeedOutcomes>): Estimate {
  const terms = [...of].map(([mask, weight]) => {
    const seeds = outcomes.get(mask);
    if (seeds === undefined) throw new RangeError(`The model ${mask} is not known.`);
    return { seeds, weight };
  });
  const known = terms[0]?.seeds ?? [];
  const [seedCount, count] = [known.length, known[0]?.length ?? 0];
  const isAlike = terms.every(
    ({ seeds }) => seeds.length === seedCount && seeds.every((images) => images.length === count),
  );
  if (!isAlike || seedCount === 0) throw new RangeError('The models have other images or numbers of seeds.');
  const ofSeeds = new Float64Array(seedCount);
  let [sum, squares, within] = [0, 0, 0];
  for (let image = 0; image < count; image += 1) {
    let [first, second] = [0, 0];
    for (let seed = 0; seed < seedCount; seed += 1) {
      let value = 0;
      for (const { seeds, weight } of terms) value += weight * (seeds[seed]?.[image] ?? 0);
      ofSeeds[seed] = (ofSeeds[seed] ?? 0) + value;
      first += value;
      second += value * value;
    }
    const mean = first / seedCount;
    sum += mean;
    squares += mean * mean;
    // The part of the image's variance that is the seeds', for the mean over them.
    if (seedCount > 1) within += Math.max(0, second - seedCount * mean * mean) / (seedCount - 1) / seedCount;
  }
  const value = count === 0 ? 0 : sum / count;
  if (count < 2) return { value, interval: null };
  // No image tells the models apart: 3 of so many might have been of another kind (the rule of three: J. A. Hanley and
  // A. Lippman-Hand, JAMA 249 (1983), 1743–1745).
  if (squares === 0 && within === 0) return { value, interval: around(value, 3 / count) };
  // Half an image for each side, of one seed: with few images that tell the models apart there is too little spread to go by.
  const [total, spread] = [count + 2, squares + 1 / seedCount];
  if (seedCount < SEEDS_FOR_SPREAD) {
    const error = Math.sqrt(spread / total - (sum / total) ** 2) / Math.sqrt(total);
    return { value, interval: around(value, studentQuantile(0.95, total - 1) * error) };
  }
  const second = Array.from(ofSeeds, (right) => right / count);
  const first = second.map(() => 0);
  const { parts } = crossedVariances({ count: total, sum, squares: spread, within, first, second, isPaired: true });
  // Each source with its own degrees of freedom: together they would be too sure of so few seeds.
  const half = Math.hypot(
    ...parts.map(({ variance, degreesOfFreedom }) => studentQuantile(0.95, degreesOfFreedom) * Math.sqrt(variance)),
  );
  return { value, interval: around(value, half) };
}

function around(value: number, half: number): Interval {
  return { low: value - half, high: value + half };
}

function excludesZero({ interval }: Estimate): boolean {
  return interval !== null && (interval.low > 0 || interval.high < 0);
}
