import { randomWords } from '../randomWords.js';
import { percentileInterval } from './percentileInterval.js';
import type { Interval } from './wilsonInterval.js';

/** Accuracies of each seed on each resample of the images: a column for each seed. */
export type ResampledSeeds = readonly Float64Array[];

/**
 * Percentile interval of the difference of means, second less first, when images and seeds are both drawn again; seeds in
 * pairs where `isPaired`. With few seeds it is too narrow (three of three leave out a third of their spread), which is why
 * no verdict rests on it. Source: A. B. Owen, The pigeonhole bootstrap, Annals of Applied Statistics 1 (2007), 386–411.
 */
export function twoWayBootstrap(
  first: ResampledSeeds,
  second: ResampledSeeds,
  isPaired: boolean,
  seed: number,
): Interval | null {
  const resamples = first[0]?.length ?? 0;
  const words = randomWords(seed, 'bootstrap/seeds');
  const differences = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample += 1) {
    let [one, other] = [0, 0];
    for (let drawn = 0; drawn < first.length; drawn += 1) {
      const chosen = words.short(first.length);
      one += first[chosen]?.[resample] ?? 0;
      if (isPaired) other += second[chosen]?.[resample] ?? 0;
    }
    if (!isPaired)
      for (let drawn = 0; drawn < second.length; drawn += 1)
        other += second[words.short(second.length)]?.[resample] ?? 0;
    differences[resample] = other / second.length - one / first.length;
  }
  return percentileInterval(differences);
}
