import { NO_PREDICTION } from '../metrics/prediction.js';
import type { SampleColumns } from '../samples/sampleColumns.js';
import { equalMassOrder } from './equalMassOrder.js';
import { type Interval, wilsonInterval } from './wilsonInterval.js';

/** How images are put into bins by the model's confidence, the probability of the predicted class. */
export interface Binning {
  /** `width`: equally wide parts of 0..1; `mass`: parts with equally many images, as far as equal confidences allow. */
  readonly kind: 'width' | 'mass';
  /** 1..1,000. */
  readonly count: number;
}

/** The images whose confidence is above `low` and at most `high`; 0 belongs to the first bin. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Of them, predicted rightly. */
  readonly correct: number;
  /** Null, as the next two, for an empty bin. */
  readonly meanConfidence: number | null;
  readonly accuracy: number | null;
  /** Of the accuracy: Wilson's. */
  readonly interval: Interval | null;
}

/** How far a model's confidence can be taken at its word. */
export interface Calibration {
  /** In the order of confidence; `width`: with the empty ones; `mass`: without. */
  readonly bins: readonly ReliabilityBin[];
  /** Images with a prediction: those in the bins. */
  readonly count: number;
  /** Images without: not in the bins, the worst there is in both scores. */
  readonly unpredicted: number;
  /** Over the images in the bins, as the next three; null if there is none. */
  readonly meanConfidence: number | null;
  readonly accuracy: number | null;
  /** ECE: mean distance of accuracy and confidence over the bins, weighted by their images, 0..1. */
  readonly expectedError: number | null;
  /** MCE: the greatest such distance, 0..1. */
  readonly maximumError: number | null;
  /** Mean of Σ (probability − 1 for the true class, 0 for the others)² over all images, 0..2 (Brier 1950). */
  readonly brierScore: number;
  /** Mean −ln(probability of the true class) over all images, clipped as in the evaluation; in nats. */
  readonly logLoss: number;
}

/** Ten equally wide bins. */
export const defaultBinning: Binning = { kind: 'width', count: 10 };

/**
 * Reliability diagram and scores of one run. Source of bins, ECE and MCE: C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, On
 * Calibration of Modern Neural Networks, ICML 2017.
 * @throws RangeError when the number of bins is no whole number from 1 to 1,000.
 */
export function calibrationOf(columns: SampleColumns, binning: Binning = defaultBinning): Calibration {
  if (!Number.isInteger(binning.count) || binning.count < 1 || binning.count > 1000)
    throw new RangeError(`The number of bins must be a whole number from 1 to 1000, got ${binning.count}.`);
  const tallies = binning.kind === 'width' ? equallyWide(columns, binning.count) : equallyFull(columns, binning.count);
  const bins = tallies.map(binOf);
  const count = sum(tallies.map((tally) => tally.count));
  const distances = bins.map(({ accuracy, meanConfidence }) =>
    accuracy === null || meanConfidence === null ? 0 : Math.abs(accuracy - meanConfidence),
  );
  const overBins = (value: number) => (count === 0 ? null : value / count);
  return {
    bins,
    count,
    unpredicted: columns.count - count,
    meanConfidence: overBins(sum(tallies.map((tally) => tally.confidence))),
    accuracy: overBins(sum(tallies.map((tally) => tally.correct))),
    expectedError: overBins(sum(distances.map((distance, index) => distance * (bins[index]?.count ?? 0)))),
    maximumError: count === 0 ? null : Math.max(...distances),
    brierScore: sum(columns.squaredError) / columns.count,
    logLoss: sum(columns.loss) / columns.count,
  };
}

/** A bin while it is filled; `confidence` is the sum. */
interface Tally {
  readonly low: number;
  readonly high: number;
  count: number;
  correct: number;
  confidence: number;
}

function emptyTally(low: number, high: number): Tally {
  return { low, high, count: 0, correct: 0, confidence: 0 };
}

function add(tally: Tally, { predicted, labels, probability }: SampleColumns, index: number): void {
  tally.count += 1;
  tally.confidence += probability[index] ?? 0;
  if (predicted[index] === labels[index]) tally.correct += 1;
}

function equallyWide(columns: SampleColumns, binCount: number): Tally[] {
  const tallies = Array.from({ length: binCount }, (_, bin) => emptyTally(bin / binCount, (bin + 1) / binCount));
  for (let index = 0; index < columns.count; index += 1) {
    if (columns.predicted[index] === NO_PREDICTION) continue;
    const bin = Math.ceil((columns.probability[index] ?? 0) * binCount) - 1;
    const tally = tallies[Math.min(Math.max(bin, 0), binCount - 1)];
    if (tally !== undefined) add(tally, columns, index);
  }
  return tallies;
}

function equallyFull(columns: SampleColumns, binCount: number): Tally[] {
  const { order, ends } = equalMassOrder(columns, binCount);
  const confidenceAt = (place: number) => columns.probability[order[place] ?? 0] ?? 0;
  return Array.from(ends, (end, bin) => {
    const start = ends[bin - 1] ?? 0;
    const low = bin === 0 ? 0 : confidenceAt(start - 1);
    const tally = emptyTally(low, end === order.length ? 1 : confidenceAt(end - 1));
    for (const row of order.subarray(start, end)) add(tally, columns, row);
    return tally;
  });
}

function binOf({ low, high, count, correct, confidence }: Tally): ReliabilityBin {
  return {
    low,
    high,
    count,
    correct,
    meanConfidence: count === 0 ? null : confidence / count,
    accuracy: count === 0 ? null : correct / count,
    interval: wilsonInterval(correct, count),
  };
}

function sum(values: Float32Array | readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
