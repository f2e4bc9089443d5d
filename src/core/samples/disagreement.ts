import { requireSameImages, type SampleColumns } from './sampleColumns.js';

/** How far runs are from one mind, image by image. */
export interface Disagreement {
  /** Of all pairs of runs, the fraction that takes the image for different classes, 0..1; 0 for one run. */
  readonly pairs: Float32Array;
  /** The greatest probability that a run gives the true class less the smallest, 0..1; one without a prediction gives 0. */
  readonly spread: Float32Array;
}

/**
 * How far runs disagree over each image. A run without a prediction agrees only with others that have none.
 * @throws RangeError when the runs were not tested on the same images, or there is no run.
 */
export function disagreement(runs: readonly SampleColumns[]): Disagreement {
  const { count } = requireSameImages(runs);
  const pairs = new Float32Array(count);
  const spread = new Float32Array(count);
  const pairCount = (runs.length * (runs.length - 1)) / 2;
  for (let index = 0; index < count; index += 1) {
    let unlike = 0;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (let one = 0; one < runs.length; one += 1) {
      const given = runs[one]?.trueProbability[index] ?? 0;
      const probability = Number.isNaN(given) ? 0 : given;
      lowest = Math.min(lowest, probability);
      highest = Math.max(highest, probability);
      for (let other = one + 1; other < runs.length; other += 1)
        if (runs[one]?.predicted[index] !== runs[other]?.predicted[index]) unlike += 1;
    }
    pairs[index] = pairCount === 0 ? 0 : unlike / pairCount;
    spread[index] = highest - lowest;
  }
  return { pairs, spread };
}
