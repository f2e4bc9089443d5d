import { normalTwoSided } from '../statistics/chiSquareTail.js';
import { type CrossedVariances, cautiousP, crossedVariances } from '../statistics/crossedTest.js';
import { mcNemar } from '../statistics/mcNemar.js';
import { tangoInterval } from '../statistics/tangoInterval.js';
import { tTest } from '../statistics/welchTest.js';
import { type Interval, Z_95 } from '../statistics/wilsonInterval.js';
import { crossedDifferences } from './crossedDifference.js';
import { SEEDS_FOR_SPREAD } from './groupFigures.js';
import type { ReadyRun } from './judgedRun.js';
import type { Coverage, FlipCounts, PairMethod } from './judgement.js';
import { type RunPairs, SEEDS_FOR_PAIRING } from './runPairs.js';

/** How much more accurate one model is than another, and how sure that is. */
export interface AccuracyDifference {
  readonly difference: number;
  readonly interval: Interval;
  readonly p: number;
  readonly method: PairMethod;
  readonly covers: Coverage;
  /** Null unless there is one seed each. */
  readonly mcNemar: { readonly exact: number; readonly midP: number } | null;
  /** Where the spread over seeds is known. */
  readonly variances: CrossedVariances | null;
}

/**
 * The difference of accuracies, `to` less `from`. One seed each: Tango's interval with McNemar's exact test. Three seeds or
 * more each: over images and seeds, seed by seed from five common ones on. Anything between: the mean difference of each image,
 * for other images alone, tested with the correction of A. L. Edwards, Psychometrika 13 (1948), 185–187. Tests are on the safe
 * side, intervals are not.
 */
export function accuracyDifference(
  from: readonly ReadyRun[],
  to: readonly ReadyRun[],
  { pairs, isPaired }: RunPairs,
  flips: FlipCounts,
): AccuracyDifference {
  const count = from[0]?.samples.count ?? 0;
  const isSingle = from.length === 1 && to.length === 1;
  if (isSingle) return byCounts(flips, count, true);
  if (Math.min(from.length, to.length) < SEEDS_FOR_SPREAD) return overImages(from, to, count, flips);
  const areSeedsPaired = isPaired && pairs.length >= SEEDS_FOR_PAIRING;
  const [first, second] = areSeedsPaired
    ? [pairs.map(([one]) => one.right), pairs.map(([, other]) => other.right)]
    : [from.map(({ right }) => right), to.map(({ right }) => right)];
  const counted = crossedDifferences(first, second, areSeedsPaired);
  const variances = crossedVariances(counted);
  const { difference, standardError, interval } = tTest(counted.sum / counted.count, variances.parts);
  if (standardError === 0) return byCounts(flips, count, false);
  const method = areSeedsPaired ? 'crossed-paired' : 'crossed';
  return {
    difference,
    interval: { low: Math.max(-1, interval.low), high: Math.min(1, interval.high) },
    p: cautiousP(difference, variances),
    method,
    covers: 'images-and-seeds',
    mcNemar: null,
    variances,
  };
}

/** By images that change alone. Of several seeds only where there is no spread to go by: rounded means then. */
function byCounts(flips: FlipCounts, count: number, isSingle: boolean): AccuracyDifference {
  const [fixed, broken] = [Math.round(flips.fixed), Math.round(flips.broken)];
  const result = mcNemar(broken, fixed);
  return {
    difference: (flips.fixed - flips.broken) / count,
    interval: tangoInterval(broken, fixed, count) ?? { low: -1, high: 1 },
    p: result.exact,
    method: isSingle ? 'tango' : 'images',
    covers: 'images',
    mcNemar: isSingle ? result : null,
    variances: null,
  };
}

function overImages(
  from: readonly ReadyRun[],
  to: readonly ReadyRun[],
  count: number,
  flips: FlipCounts,
): AccuracyDifference {
  let [sum, squares] = [0, 0];
  for (let image = 0; image < count; image += 1) {
    const difference = shareRight(to, image) - shareRight(from, image);
    sum += difference;
    squares += difference * difference;
  }
  const difference = sum / count;
  const error = Math.sqrt(Math.max(0, squares / count - difference * difference) / Math.max(1, count - 1));
  if (error === 0) return byCounts(flips, count, false);
  const half = Z_95 * error;
  const interval = { low: Math.max(-1, difference - half), high: Math.min(1, difference + half) };
  // Less one image, as in McNemar's test with continuity correction: without it 5.2 of 100 equal models differ at 5 %.
  const p = normalTwoSided(Math.max(0, Math.abs(difference) - 1 / count) / error);
  return { difference, interval, p, method: 'images', covers: 'images', mcNemar: null, variances: null };
}

function shareRight(runs: readonly ReadyRun[], image: number): number {
  let right = 0;
  for (const run of runs) right += run.right[image] ?? 0;
  return right / runs.length;
}
