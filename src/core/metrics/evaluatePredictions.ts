import { classMetricsOf, macroAverage, weightedAverage } from './classMetrics.js';
import type { Evaluation } from './evaluation.js';
import { checkPredictions, logLossOf, NO_PREDICTION, type Predictions, predictedClass } from './prediction.js';

/** The part of an evaluation that follows from predictions on one set of images. */
export type PredictionMetrics = Omit<Evaluation, 'train' | 'validation'>;

/**
 * Measures class probabilities `[count, classCount]` against the true classes. The figures are scikit-learn's, with
 * `zero_division=0` in the averages. `test.loss` is the engine's `loss` where given (it may hold penalties), else the
 * log loss. A row with NaN or an infinity is wrong in every metric and counted in `unpredicted`.
 * @throws RangeError when the sizes do not fit, there is no image, or a label is not a class.
 */
export function evaluatePredictions(
  probabilities: Float32Array,
  labels: ArrayLike<number>,
  classCount: number,
  loss?: number,
): PredictionMetrics {
  const predictions = checkPredictions(probabilities, labels, classCount);
  const { count } = predictions;
  const confusion = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  const supports = new Array<number>(classCount).fill(0);
  const hitsAtRank = new Array<number>(classCount).fill(0);
  let hits = 0;
  let unpredicted = 0;
  let lossSum = 0;
  for (let row = 0; row < count; row += 1) {
    const label = labels[row] ?? 0;
    const predicted = predictedClass(probabilities, row, classCount);
    supports[label] = (supports[label] ?? 0) + 1;
    if (predicted === NO_PREDICTION) {
      unpredicted += 1;
      lossSum += logLossOf(Number.NaN);
      continue;
    }
    const cells = confusion[label];
    if (cells !== undefined) cells[predicted] = (cells[predicted] ?? 0) + 1;
    if (predicted === label) hits += 1;
    const rank = rankOfTrueClass(predictions, row, label);
    hitsAtRank[rank] = (hitsAtRank[rank] ?? 0) + 1;
    lossSum += logLossOf(probabilities[row * classCount + label] ?? Number.NaN);
  }
  const logLoss = lossSum / count;
  const classes = classMetricsOf(confusion, supports);
  return {
    test: { count, loss: loss ?? logLoss, accuracy: hits / count },
    topK: topKOf(hitsAtRank, count),
    logLoss,
    confusion,
    classes,
    macro: macroAverage(classes),
    weighted: weightedAverage(classes),
    ...(unpredicted === 0 ? {} : { unpredicted }),
  };
}

/** How many classes come before the true one: the more probable, and of the equally probable those listed first. */
function rankOfTrueClass({ probabilities, classCount }: Predictions, row: number, label: number): number {
  const start = row * classCount;
  const own = probabilities[start + label] ?? 0;
  let rank = 0;
  for (let other = 0; other < classCount; other += 1) {
    const probability = probabilities[start + other] ?? 0;
    if (probability > own || (probability === own && other < label)) rank += 1;
  }
  return rank;
}

function topKOf(hitsAtRank: readonly number[], count: number): Record<string, number> {
  const topK: Record<string, number> = {};
  for (const k of [2, 3, 5]) {
    if (k >= hitsAtRank.length) continue;
    topK[k] = hitsAtRank.slice(0, k).reduce((sum, hits) => sum + hits, 0) / count;
  }
  return topK;
}
