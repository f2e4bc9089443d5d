import { classMetricsOf, macroAverage } from '../metrics/classMetrics.js';
import { NO_PREDICTION } from '../metrics/prediction.js';
import { sampleColumns } from '../samples/sampleColumns.js';
import { calibrationOf } from '../statistics/calibration.js';
import { type CrossedDifferences, crossedTest, withinImage } from '../statistics/crossedTest.js';
import { EQUAL_MASS_BINS } from '../statistics/equalMassOrder.js';
import { atTemperature, fitTemperature } from '../statistics/fitTemperature.js';
import { percentileInterval } from '../statistics/percentileInterval.js';
import { sampleMoments } from '../statistics/sampleMoments.js';
import { fractionInterval, type Interval, wilsonInterval, Z_95 } from '../statistics/wilsonInterval.js';
import type { ReadyGroup } from './judgedGroups.js';
import type { ReadyRun } from './judgedRun.js';
import type { AccuracyFigure, Figure, JudgedGroup, TemperatureFigures } from './judgement.js';
import type { ResampledFigures, ResampledMetric } from './resampledFigures.js';

/** Seeds from which on an interval covers other seeds: of two the spread is hardly known. */
export const SEEDS_FOR_SPREAD = 3;

/** Figures of one run that no resampling is needed for. */
export interface RunFigures {
  readonly macroPrecision: number;
  readonly macroRecall: number;
  readonly macroF1: number;
  readonly calibrationError: number | null;
  readonly unpredicted: number;
  readonly supports: readonly number[];
  readonly hits: readonly number[];
}

export function runFigures({ samples }: ReadyRun): RunFigures {
  const { count, classCount, labels, predicted } = samples;
  const confusion = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  const supports = new Array<number>(classCount).fill(0);
  let unpredicted = 0;
  for (let image = 0; image < count; image += 1) {
    const label = labels[image] ?? 0;
    const taken = predicted[image] ?? NO_PREDICTION;
    supports[label] = (supports[label] ?? 0) + 1;
    const row = confusion[label];
    if (taken === NO_PREDICTION) unpredicted += 1;
    else if (row !== undefined) row[taken] = (row[taken] ?? 0) + 1;
  }
  const { precision, recall, f1 } = macroAverage(classMetricsOf(confusion, supports));
  const { expectedError } = calibrationOf(samples, { kind: 'mass', count: EQUAL_MASS_BINS });
  return {
    macroPrecision: precision,
    macroRecall: recall,
    macroF1: f1,
    calibrationError: expectedError,
    unpredicted,
    supports,
    hits: confusion.map((row, label) => row[label] ?? 0),
  };
}

/** What is said of one model. `figures` and `resampled`: of its runs, in their order. */
export function groupFigures(
  group: ReadyGroup,
  figures: readonly RunFigures[],
  resampled: readonly ResampledFigures[],
): JudgedGroup {
  const { modelName, title, setup, runs } = group;
  const bootstrapped = (metric: Exclude<ResampledMetric, 'accuracy'>): Figure =>
    resampledFigure(meanOf(figures.map((of) => of[metric])), meanColumn(resampled.map((of) => of[metric])));
  const supports = figures[0]?.supports ?? [];
  return {
    modelName,
    title,
    setup,
    runIds: runs.map(({ runId }) => runId),
    seeds: runs.map(({ seed }) => seed),
    accuracy: accuracyOf(runs),
    macroPrecision: bootstrapped('macroPrecision'),
    macroRecall: bootstrapped('macroRecall'),
    macroF1: bootstrapped('macroF1'),
    calibrationError: bootstrapped('calibrationError'),
    brierScore: meanFigure(runs.map(({ samples }) => samples.squaredError)),
    logLoss: meanFigure(runs.map(({ samples }) => samples.loss)),
    temperature: temperatureOf(runs[0]),
    recalls: supports.map((support, label) => {
      const value = support === 0 ? null : (meanOf(figures.map(({ hits }) => hits[label] ?? 0)) ?? 0) / support;
      return { value, interval: fractionInterval(value, support) };
    }),
    unpredicted: meanOf(figures.map(({ unpredicted }) => unpredicted)) ?? 0,
  };
}

/** A value with the middle of its resamples, wide enough to hold it: what cannot be negative grows when resampled. */
export function resampledFigure(value: number | null, resampled: Float64Array): Figure {
  const interval = value === null ? null : percentileInterval(resampled);
  if (value === null || interval === null) return { value, interval: null };
  return { value, interval: { low: Math.min(interval.low, value), high: Math.max(interval.high, value) } };
}

/** Resample by resample the mean over runs. */
export function meanColumn(columns: readonly Float64Array[]): Float64Array {
  const [first] = columns;
  if (first === undefined) return new Float64Array(0);
  if (columns.length === 1) return first.slice();
  const mean = new Float64Array(first.length);
  for (const column of columns)
    for (let resample = 0; resample < mean.length; resample += 1)
      mean[resample] = (mean[resample] ?? 0) + (column[resample] ?? 0) / columns.length;
  return mean;
}

function accuracyOf(runs: readonly ReadyRun[]): AccuracyFigure {
  const count = runs[0]?.samples.count ?? 0;
  const bySeed = runs.map(({ rightCount }) => rightCount / count);
  const { mean, variance } = sampleMoments(bySeed);
  const seedDeviation = variance === null ? null : Math.sqrt(variance);
  if (runs.length < SEEDS_FOR_SPREAD) {
    const interval = wilsonInterval(Math.round(mean * count), count);
    return { value: mean, interval, method: 'wilson', covers: 'images', seedDeviation, bySeed };
  }
  const { interval } = crossedTest(againstNothing(runs, bySeed));
  return {
    value: mean,
    interval: withinUnit(interval),
    method: 'crossed',
    covers: 'images-and-seeds',
    seedDeviation,
    bySeed,
  };
}

/** A mean accuracy is a difference from a model that is never right. */
function againstNothing(runs: readonly ReadyRun[], bySeed: readonly number[]): CrossedDifferences {
  const count = runs[0]?.samples.count ?? 0;
  const seeds = runs.length;
  const nothing = { right: 0, seeds };
  let [sum, squares, within] = [0, 0, 0];
  for (let image = 0; image < count; image += 1) {
    let right = 0;
    for (const run of runs) right += run.right[image] ?? 0;
    const share = right / seeds;
    sum += share;
    squares += share * share;
    within += withinImage(nothing, { right, seeds }, 0);
  }
  return { count, sum, squares, within, first: bySeed.map(() => 0), second: bySeed, isPaired: true };
}

function withinUnit({ low, high }: Interval): Interval {
  return { low: Math.max(0, low), high: Math.min(1, high) };
}

/** The mean over images of a loss that is itself the mean over seeds, with its normal interval for other images. */
function meanFigure(columns: readonly Float32Array[]): Figure {
  const count = columns[0]?.length ?? 0;
  const losses = new Float64Array(count);
  for (const column of columns)
    for (let image = 0; image < count; image += 1)
      losses[image] = (losses[image] ?? 0) + (column[image] ?? 0) / columns.length;
  const { mean, variance } = sampleMoments(losses);
  if (!Number.isFinite(mean)) return { value: null, interval: null };
  if (variance === null) return { value: mean, interval: null };
  const half = Z_95 * Math.sqrt(variance / count);
  return { value: mean, interval: { low: Math.max(0, mean - half), high: mean + half } };
}

function temperatureOf(run: ReadyRun | undefined): TemperatureFigures | null {
  if (run?.calibration === undefined) return null;
  const { validation, test } = run.calibration;
  const { classCount } = run.samples;
  const temperature = fitTemperature(validation.probabilities, validation.labels, classCount);
  if (temperature === null) return null;
  const columns = sampleColumns(atTemperature(test.probabilities, classCount, temperature), test.labels, classCount);
  const { expectedError, logLoss, brierScore } = calibrationOf(columns, { kind: 'mass', count: EQUAL_MASS_BINS });
  return { temperature, calibrationError: expectedError, logLoss, brierScore };
}

function meanOf(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return values.length === 0 ? null : sum / values.length;
}
