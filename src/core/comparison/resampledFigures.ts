import { equalMassOrder } from '../statistics/equalMassOrder.js';
import { stratifiedResampling } from '../statistics/stratifiedResampling.js';
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
/** Resamples that are drawn before runs are looked at: their weights lie side by side, so that one look-up finds all. */
const LANES = 4;

/**
 * Figures of runs on the same images under the class-stratified bootstrap, the same resamples for all runs. Rather than
 * over all images of each run it goes over what is wrong, as the number of right ones follows from it; for the calibration
 * error over all, as each has a confidence. `resamples` is a multiple of four.
 */
export function resampledFigures(runs: readonly ReadyRun[], resamples: number): ResampledFigures[] {
  const [first] = runs;
  if (first === undefined) return [];
  const { count, classCount, labels } = first.samples;
  const counts = new Uint32Array(classCount);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const resampling = stratifiedResampling(labels, classCount, SEED);
  const weights = new Uint8Array(count * LANES);
  const resampled = runs.map((run) => ({ ...figuresToFill(resamples), ...lookUps(run) }));
  const missed = new Uint32Array(classCount * LANES);
  const mistaken = new Uint32Array(classCount * LANES);
  for (let resample = 0; resample < resamples; resample += LANES) {
    for (let lane = 0; lane < LANES; lane += 1) resampling.draw(weights, lane, LANES);
    for (const run of resampled) {
      countMistakes(run.wrong, weights, missed, mistaken);
      for (let lane = 0; lane < LANES; lane += 1) {
        averages(run, resample + lane, { counts, missed, mistaken, lane, total: count });
      }
      calibrationErrors(run, weights, resample, count);
    }
  }
  return resampled.map(({ accuracy, macroPrecision, macroRecall, macroF1, calibrationError }) => ({
    accuracy,
    macroPrecision,
    macroRecall,
    macroF1,
    calibrationError,
  }));
}

interface WrongImages {
  readonly images: Uint32Array;
  readonly labels: Uint16Array;
  /** `NO_PREDICTION` among them. */
  readonly predicted: Int16Array;
}

interface LookUps {
  readonly wrong: WrongImages;
  /** Images in the order of their confidence, 1 or 0 for right or wrong less the confidence, and where bins end. */
  readonly order: Uint32Array;
  readonly distances: Float64Array;
  readonly ends: Uint32Array;
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

function lookUps({ samples, right, rightCount }: ReadyRun): LookUps {
  const { count, labels, predicted, probability } = samples;
  const images = new Uint32Array(count - rightCount);
  for (let image = 0, place = 0; image < count; image += 1)
    if (right[image] === 0) {
      images[place] = image;
      place += 1;
    }
  const { order, ends } = equalMassOrder(samples);
  return {
    wrong: {
      images,
      labels: Uint16Array.from(images, (image) => labels[image] ?? 0),
      predicted: Int16Array.from(images, (image) => predicted[image] ?? 0),
    },
    order,
    ends,
    distances: Float64Array.from(order, (image) => (right[image] ?? 0) - (probability[image] ?? 0)),
  };
}

/** For each class and lane: images of it that are wrong, and images wrongly taken for it. */
function countMistakes(
  { images, labels, predicted }: WrongImages,
  weights: Uint8Array,
  missed: Uint32Array,
  mistaken: Uint32Array,
): void {
  missed.fill(0);
  mistaken.fill(0);
  for (let wrong = 0; wrong < images.length; wrong += 1) {
    const from = (images[wrong] ?? 0) * LANES;
    const label = (labels[wrong] ?? 0) * LANES;
    const taken = (predicted[wrong] ?? 0) * LANES;
    for (let lane = 0; lane < LANES; lane += 1) {
      const weight = weights[from + lane] ?? 0;
      missed[label + lane] = (missed[label + lane] ?? 0) + weight;
      if (taken >= 0) mistaken[taken + lane] = (mistaken[taken + lane] ?? 0) + weight;
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

/** Of the bins of the images themselves: the resample's own would hardly be others. */
function calibrationErrors(
  { order, distances, ends, calibrationError }: LookUps & ResampledFigures,
  weights: Uint8Array,
  resample: number,
  count: number,
): void {
  let [error0, error1, error2, error3] = [0, 0, 0, 0];
  let place = 0;
  for (const end of ends) {
    let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
    for (; place < end; place += 1) {
      const from = (order[place] ?? 0) * 4;
      const distance = distances[place] ?? 0;
      sum0 += (weights[from] ?? 0) * distance;
      sum1 += (weights[from + 1] ?? 0) * distance;
      sum2 += (weights[from + 2] ?? 0) * distance;
      sum3 += (weights[from + 3] ?? 0) * distance;
    }
    error0 += Math.abs(sum0);
    error1 += Math.abs(sum1);
    error2 += Math.abs(sum2);
    error3 += Math.abs(sum3);
  }
  calibrationError[resample] = error0 / count;
  calibrationError[resample + 1] = error1 / count;
  calibrationError[resample + 2] = error2 / count;
  calibrationError[resample + 3] = error3 / count;
}
