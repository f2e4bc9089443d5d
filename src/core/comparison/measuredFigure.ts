import type { Evaluation } from '../metrics/evaluation.js';
import { f1Interval } from '../statistics/f1Interval.js';
import { sampleMoments } from '../statistics/sampleMoments.js';
import { fractionInterval } from '../statistics/wilsonInterval.js';
import type { Coverage, Figure, JudgedGroup } from './judgement.js';

/** A model under test: what its runs were found to be. */
export interface TestedModel {
  /** How the comparison calls it. */
  readonly key: string;
  /** Its runs, one for each seed that is trained; none where nothing is. */
  readonly runIds: readonly string[];
  /** Seeds that the comparison asks for; of a plan the fewest. */
  readonly seedCount: number;
  /** Of each run, in the order of `runIds`. */
  readonly evaluations: readonly Evaluation[];
  /** Null where nothing is trained. */
  readonly parameterCount: number | null;
  readonly macs: number | null;
}

/** A figure as it was measured. */
export interface MeasuredFigure extends Figure {
  /** `exact`: counted, there is nothing that it could be otherwise. */
  readonly covers: Coverage | 'exact';
  /** Things that were counted, and in words; more of them would make the interval narrower. 0 for exact figures. */
  readonly count: number;
  readonly counted: string;
  /** Variances of the mean by images and of one seed, about; null where the interval allows for images alone. */
  readonly variances: { readonly images: number; readonly seeds: number } | null;
}

/** What is measured of a model, by the key of the figure; a figure of one class also takes the class's index. */
export type Measure = (model: TestedModel, group: JudgedGroup, testCount: number, classIndex: number) => MeasuredFigure;

/** How each figure of `expectedFigures.ts` is measured, by its id. */
export const measures: Readonly<Record<string, Measure>> = {
  accuracy: (_, { accuracy }, testCount) => ({
    ...overImages(accuracy, testCount),
    covers: accuracy.covers,
    variances: accuracy.covers === 'images' ? null : variancesOf(accuracy.bySeed, testCount),
  }),
  macroPrecision: (_, { macroPrecision }, testCount) => overImages(macroPrecision, testCount),
  macroRecall: (_, { macroRecall }, testCount) => overImages(macroRecall, testCount),
  macroF1: (_, { macroF1 }, testCount) => overImages(macroF1, testCount),
  ece: (_, { calibrationError }, testCount) => overImages(calibrationError, testCount),
  brier: (_, { brierScore }, testCount) => overImages(brierScore, testCount),
  logLoss: (_, { logLoss }, testCount) => overImages(logLoss, testCount),
  trainTestGap: gapOf,
  parameters: ({ parameterCount }) => exact(parameterCount),
  macs: ({ macs }) => exact(macs),
  recall: (model, { recalls }, _, classIndex) => {
    const { value, interval } = recalls[classIndex] ?? { value: null, interval: null };
    return {
      ...overImages({ value, interval }, classCounts(model, classIndex).support),
      counted: 'images of the class',
    };
  },
  precision(model, _, __, classIndex) {
    const { hits, predicted } = classCounts(model, classIndex);
    const value = predicted === 0 ? null : hits / predicted;
    const interval = fractionInterval(value, Math.round(predicted));
    return { ...overImages({ value, interval }, Math.round(predicted)), counted: 'images taken for the class' };
  },
  f1(model, _, testCount, classIndex) {
    const { hits, support, predicted } = classCounts(model, classIndex);
    const value = support + predicted === 0 ? null : (2 * hits) / (support + predicted);
    const interval = value === null ? null : f1Interval(Math.round(hits), support, Math.round(predicted));
    return overImages({ value, interval }, testCount);
  },
};

function overImages({ value, interval }: Figure, count: number): MeasuredFigure {
  return { value, interval, covers: 'images', count, counted: 'test images', variances: null };
}

function exact(value: number | null): MeasuredFigure {
  return { value, interval: null, covers: 'exact', count: 0, counted: '', variances: null };
}

/** Means over seeds; the images of a class are the same for all. */
function classCounts({ evaluations }: TestedModel, classIndex: number) {
  const seeds = Math.max(1, evaluations.length);
  let [hits, predicted] = [0, 0];
  for (const { confusion } of evaluations) {
    hits += confusion[classIndex]?.[classIndex] ?? 0;
    for (const row of confusion) predicted += row[classIndex] ?? 0;
  }
  const support = evaluations[0]?.classes[classIndex]?.support ?? 0;
  return { hits: hits / seeds, predicted: predicted / seeds, support };
}

/**
 * Accuracy on training images less that on test images. The interval is made of the two accuracies' own (MOVER): sound, as
 * the images are others. Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873–890, method 10; for any two intervals:
 * G. Y. Zou, A. Donner, Statistics in Medicine 27 (2008), 1693–1702.
 */
function gapOf({ evaluations }: TestedModel, { accuracy }: JudgedGroup, testCount: number): MeasuredFigure {
  const trained = evaluations.map(({ train }) => train.accuracy);
  const { mean: train } = sampleMoments(trained);
  const trainInterval = fractionInterval(train, evaluations[0]?.train.count ?? 0);
  const test = accuracy.value;
  if (trained.length === 0 || !Number.isFinite(train) || test === null)
    return overImages({ value: null, interval: null }, testCount);
  const value = train - test;
  if (trainInterval === null || accuracy.interval === null) return overImages({ value, interval: null }, testCount);
  const low = value - Math.hypot(train - trainInterval.low, accuracy.interval.high - test);
  const high = value + Math.hypot(trainInterval.high - train, test - accuracy.interval.low);
  const gaps = trained.map((of, seed) => of - (accuracy.bySeed[seed] ?? test));
  return {
    ...overImages({ value, interval: { low, high } }, testCount),
    covers: accuracy.covers,
    variances:
      accuracy.covers === 'images' ? null : { ...variancesOf(gaps, testCount), images: binomial(test, testCount) },
  };
}

/** About: of images as if each seed were drawn anew, which is no less than it is. */
function variancesOf(bySeed: readonly number[], testCount: number): { images: number; seeds: number } {
  const { mean, variance } = sampleMoments(bySeed);
  return { images: binomial(mean, testCount), seeds: variance ?? 0 };
}

function binomial(fraction: number, count: number): number {
  return (fraction * (1 - fraction)) / Math.max(1, count);
}
