import type { VerdictKind } from '../../src/core/comparison/judgement.js';
import { decide } from '../../src/core/comparison/verdictRule.js';
import { incompleteBeta } from '../../src/core/statistics/incompleteBeta.js';
import { logGamma } from '../../src/core/statistics/logGamma.js';
import { mcNemar } from '../../src/core/statistics/mcNemar.js';
import { tangoInterval } from '../../src/core/statistics/tangoInterval.js';
import type { ClassifierPair } from './simulatedPairs.js';

/** What is said of two models with one seed each, from the images on which they differ. */
export function verdictOn(onlyFirst: number, onlySecond: number, images: number, margin: number): VerdictKind {
  const interval = tangoInterval(onlyFirst, onlySecond, images) ?? { low: -1, high: 1 };
  const difference = (onlySecond - onlyFirst) / images;
  return decide({ difference, interval, holm: mcNemar(onlyFirst, onlySecond).exact, cochranP: null, margin });
}

/** Probabilities of verdicts, 0..1; `left`: of what is so unlikely that it was not looked at. */
export interface VerdictChances {
  readonly worse: number;
  readonly tie: number;
  readonly better: number;
  readonly left: number;
}

/** Standard deviations of the number of images on which models differ, beyond which nothing is looked at. */
const REACH = 5;

/**
 * How likely each verdict is, to all digits: what simulated pairs come to if there are infinitely many. Of the images
 * on which the models differ the second's share is binomial, and the verdict turns from worse over tie to better as it grows.
 */
export function verdictChances({ first, second, correlation, images }: ClassifierPair, margin: number): VerdictChances {
  const covariance = correlation * Math.sqrt(first * (1 - first) * second * (1 - second));
  const [one, other] = [first * (1 - second) - covariance, second * (1 - first) - covariance];
  const differing = one + other;
  const reach = REACH * Math.sqrt(images * differing * (1 - differing)) + REACH;
  const from = Math.max(0, Math.floor(images * differing - reach));
  const to = Math.min(images, Math.ceil(images * differing + reach));
  const chances = { worse: 0, tie: 0, better: 0, left: 1 };
  const begins: number[] = [];
  for (let count = from; count <= to; count += 1) {
    const weight = binomialPoint(images, count, differing);
    // Along the second's images: worse 0, undecided 1, tie 2, undecided 3, better 4.
    const rankOf = (onlySecond: number): number => {
      const kind = verdictOn(count - onlySecond, onlySecond, images, margin);
      if (kind === 'undecided') return 2 * onlySecond < count ? 1 : 3;
      return kind === 'worse' ? 0 : kind === 'tie' ? 2 : 4;
    };
    // Where a rank begins it began nearly there with one image less.
    const atLeast = (rank: number) => {
      const begin = firstOf(count, rankOf, rank, begins[rank] ?? Math.floor(count / 2));
      begins[rank] = begin;
      return binomialTail(count, begin, other / differing);
    };
    chances.worse += weight * (1 - atLeast(1));
    chances.tie += weight * (atLeast(2) - atLeast(3));
    chances.better += weight * atLeast(4);
    chances.left -= weight;
  }
  return chances;
}

/** The least number in 0..count of that rank or above, looked for from `near`; count + 1 where there is none. Ranks never fall. */
function firstOf(count: number, rankOf: (value: number) => number, rank: number, near: number): number {
  let [below, from] = [-1, count + 1];
  let [middle, stride] = [Math.min(near, count), 1];
  while (from - below > 1) {
    if (rankOf(middle) >= rank) from = middle;
    else below = middle;
    const isBetween = below >= 0 && from <= count;
    middle = isBetween ? Math.floor((below + from) / 2) : from <= count ? from - stride : below + stride;
    if (middle <= below || middle >= from) middle = Math.floor((below + from) / 2);
    stride *= 2;
  }
  return from;
}

function binomialPoint(count: number, successes: number, probability: number): number {
  const choose = logGamma(count + 1) - logGamma(successes + 1) - logGamma(count - successes + 1);
  return Math.exp(choose + successes * Math.log(probability) + (count - successes) * Math.log1p(-probability));
}

/** The probability of so many successes or more. */
function binomialTail(count: number, successes: number, probability: number): number {
  if (successes <= 0) return 1;
  return successes > count ? 0 : incompleteBeta(probability, successes, count - successes + 1);
}
