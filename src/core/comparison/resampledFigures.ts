import { stratifiedResampling } from '../statistics/stratifiedResampling.js';
import { type DistanceGroups, distanceGroups, type WrongGroups, wrongGroups } from './imageGroups.js';
import type { ReadyRun } from './judgedRun.js';

/** What a run would have got on each resample of the images; as many values each as there are resamples. */
export interface ResampledFigures {
  readonly accuracy: Float64Array;
  readonly macroPrecision: Float64Array;
  readonly macroRecall: Float64Array;
  readonly macroF1: Float64Array;
  readonly calibrationError: Float64Array;
}

export type ResampledMetric = keyof ResampledFigures;

/** Of the resamples: the same for everybody, always. */
const SEED = 20_221_108;
/** Resamples whose weights lie side by side in a word: a sum of words is the four sums. */
const LANES = 4;

/**
 * Figures of runs on the same images under the class-stratified bootstrap, the same resamples for all runs. What is wrong is
 * summed up by the cell it falls into, as the number of right ones follows from it; for the calibration error, what lies in a
 * bin and is nearly as far from the truth (`distanceGroups`). `resamples` is a multiple of four.
 */
export function resampledFigures(runs: readonly ReadyRun[], resamples: number): ResampledFigures[] {
  const [first] = runs;
  if (first === undefined) return [];
  const { count, classCount, labels } = first.samples;
  const counts = new Uint32Array(classCount);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const resampling = stratifiedResampling(labels, classCount, SEED);
  const weights = new Int32Array(count);
  const resampled = runs.map((run) => ({
    figures: figuresToFill(resamples),
    wrong: wrongGroups(run),
    distant: distanceGroups(run),
  }));
  const missed = new Uint32Array(classCount * LANES);
  const mistaken = new Uint32Array(classCount * LANES);
  for (let resample = 0; resample < resamples; resample += LANES) {
    resampling.drawFour(weights);
    for (const { figures, wrong, distant } of resampled) {
      countMistakes(wrong, weights, missed, mistaken);
      for (let lane = 0; lane < LANES; lane += 1)
        averages(figures, resample + lane, { counts, missed, mistaken, lane, total: count });
      calibrationErrors(figures.calibrationError, resample, distant, weights, count);
    }
  }
  return resampled.map(({ figures }) => figures);
}

function figuresToFill(resamples: number): ResampledFigures {
  const column = () => new Float64Array(resamples);
  return {
    accuracy: column(),
    macroPrecision: column(),
    macroRecall: column(),
    macroF1: column(),
    calibrationError: column(),
  };
}

/** For each class and lane: images of it that are wrong, and images wrongly taken for it. */
function countMistakes(
  { images, ends, labels, predicted }: WrongGroups,
  weights: Int32Array,
  missed: Uint32Array,
  mistaken: Uint32Array,
): void {
  missed.fill(0);
  mistaken.fill(0);
  for (let group = 0, place = 0; group < ends.length; group += 1) {
    const end = ends[group] ?? 0;
    let sums = 0;
    for (; place < end; place += 1) sums = (sums + (weights[images[place] ?? 0] ?? 0)) | 0;
    const label = (labels[group] ?? 0) * LANES;
    const taken = (predicted[group] ?? 0) * LANES;
    for (let lane = 0; lane < LANES; lane += 1) {
      const sum = (sums >>> (8 * lane)) & 0xff;
      missed[label + lane] = (missed[label + lane] ?? 0) + sum;
      if (taken >= 0) mistaken[taken + lane] = (mistaken[taken + lane] ?? 0) + sum;
    }
  }
}

/** A class without a value counts as 0, as in the evaluation; its classes are those of the dataset. */
function averages(
  figures: ResampledFigures,
  resample: number,
  of: {
    readonly counts: Uint32Array;
    readonly missed: Uint32Array;
    readonly mistaken: Uint32Array;
    readonly lane: number;
    readonly total: number;
  },
): void {
  let [precisions, recalls, f1s, wrong] = [0, 0, 0, 0];
  const classCount = of.counts.length;
  for (let label = 0; label < classCount; label += 1) {
    const support = of.counts[label] ?? 0;
    const missed = of.missed[label * LANES + of.lane] ?? 0;
    const mistaken = of.mistaken[label * LANES + of.lane] ?? 0;
    const hits = support - missed;
    wrong += missed;
    if (hits === 0) continue;
    precisions += hits / (hits + mistaken);
    recalls += hits / support;
    f1s += (2 * hits) / (support + hits + mistaken);
  }
  figures.accuracy[resample] = 1 - wrong / of.total;
  figures.macroPrecision[resample] = precisions / classCount;
  figures.macroRecall[resample] = recalls / classCount;
  figures.macroF1[resample] = f1s / classCount;
}

/** Of four resamples, over the bins of the images themselves: the resample's own would hardly be others. */
function calibrationErrors(
  errors: Float64Array,
  resample: number,
  { images, ends, distances, binEnds }: DistanceGroups,
  weights: Int32Array,
  count: number,
): void {
  let [error0, error1, error2, error3] = [0, 0, 0, 0];
  let [group, place] = [0, 0];
  for (let bin = 0; bin < binEnds.length; bin += 1) {
    const binEnd = binEnds[bin] ?? 0;
    let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
    for (; group < binEnd; group += 1) {
      const end = ends[group] ?? 0;
      let sums = 0;
      for (; place < end; place += 1) sums = (sums + (weights[images[place] ?? 0] ?? 0)) | 0;
      const distance = distances[group] ?? 0;
      sum0 += (sums & 0xff) * distance;
      sum1 += ((sums >>> 8) & 0xff) * distance;
      sum2 += ((sums >>> 16) & 0xff) * distance;
      sum3 += (sums >>> 24) * distance;
    }
    error0 += Math.abs(sum0);
    error1 += Math.abs(sum1);
    error2 += Math.abs(sum2);
    error3 += Math.abs(sum3);
  }
  errors[resample] = error0 / count;
  errors[resample + 1] = error1 / count;
  errors[resample + 2] = error2 / count;
  errors[resample + 3] = error3 / count;
}
