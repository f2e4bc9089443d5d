import { requireSameImages, type SampleColumns } from '../samples/sampleColumns.js';
import { type Interval, wilsonInterval } from './wilsonInterval.js';

/** How two runs fared on the same images. */
export interface PairedCounts {
  /** Both right. */
  readonly both: number;
  /** Only the first right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/** A difference of two fractions, the first less the second, −1..1. */
export interface Difference {
  readonly value: number;
  readonly interval: Interval;
}

/**
 * For each true class, on which of its images each of two runs is right: the pairs behind differences of recall.
 * @throws RangeError when the runs were not tested on the same images.
 */
export function pairedCountsByClass(first: SampleColumns, second: SampleColumns): PairedCounts[] {
  const { count, classCount, labels } = requireSameImages([first, second]);
  const counts = Array.from({ length: classCount }, () => ({ both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 }));
  for (let index = 0; index < count; index += 1) {
    const label = labels[index] ?? 0;
    const ofClass = counts[label];
    if (ofClass === undefined) continue;
    const isFirstRight = first.predicted[index] === label;
    const isSecondRight = second.predicted[index] === label;
    if (isFirstRight) ofClass[isSecondRight ? 'both' : 'onlyFirst'] += 1;
    else ofClass[isSecondRight ? 'onlySecond' : 'neither'] += 1;
  }
  return counts;
}

/** The sum over classes: the pairs behind a difference of accuracy. */
export function totalOfPairs(counts: readonly PairedCounts[]): PairedCounts {
  const total = (key: keyof PairedCounts) => counts.reduce((sum, of) => sum + of[key], 0);
  return {
    both: total('both'),
    onlyFirst: total('onlyFirst'),
    onlySecond: total('onlySecond'),
    neither: total('neither'),
  };
}

/**
 * The first run's fraction of right images less the second's, with a 95 % interval that counts on both having seen the
 * same images; null for no image. Source: method 10 of R. G. Newcombe, Improved confidence intervals for the difference
 * between binomial proportions based on paired data, Statistics in Medicine 17 (1998), 2635–2650: Wilson's intervals of
 * both, squared and added, less what they have in common.
 */
export function pairedDifference({ both, onlyFirst, onlySecond, neither }: PairedCounts): Difference | null {
  const count = both + onlyFirst + onlySecond + neither;
  const first = wilsonInterval(both + onlyFirst, count);
  const second = wilsonInterval(both + onlySecond, count);
  if (first === null || second === null) return null;
  const firstFraction = (both + onlyFirst) / count;
  const secondFraction = (both + onlySecond) / count;
  const correlation = correctedPhi({ both, onlyFirst, onlySecond, neither });
  const half = (one: number, other: number) =>
    Math.sqrt(Math.max(0, one * one - 2 * correlation * one * other + other * other));
  const value = (onlyFirst - onlySecond) / count;
  return {
    value,
    interval: {
      low: Math.max(-1, value - half(firstFraction - first.low, second.high - secondFraction)),
      high: Math.min(1, value + half(first.high - firstFraction, secondFraction - second.low)),
    },
  };
}

/** The correlation of the two, with a continuity correction that brings it nearer to 0 where it is positive. */
function correctedPhi({ both, onlyFirst, onlySecond, neither }: PairedCounts): number {
  const count = both + onlyFirst + onlySecond + neither;
  const margins = (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither);
  if (margins === 0) return 0;
  const determinant = both * neither - onlyFirst * onlySecond;
  return (determinant > 0 ? Math.max(0, determinant - count / 2) : determinant) / Math.sqrt(margins);
}
