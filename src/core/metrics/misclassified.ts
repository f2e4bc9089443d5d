import { checkPredictions, logLossOf, NO_PREDICTION, predictedClass } from './prediction.js';

/** An image that the model got wrong. */
export interface Misclassification {
  /** Position in the set, from 0. */
  readonly index: number;
  readonly trueClass: number;
  /** Null when the model's output was not a number. */
  readonly predictedClass: number | null;
  /** Of the predicted class, 0..1; null with `predictedClass`. */
  readonly probability: number | null;
  /** Of the true class, 0..1; null with `predictedClass`. */
  readonly trueProbability: number | null;
  /** −ln(probability of the true class), clipped as in the log loss. */
  readonly loss: number;
}

/**
 * The images that probabilities `[count, classCount]` get wrong, the greatest loss first, then in the order of the set.
 * @throws RangeError when the sizes do not fit, there is no image, or a label is not a class.
 */
export function misclassified(
  probabilities: Float32Array,
  labels: ArrayLike<number>,
  classCount: number,
): Misclassification[] {
  const { count } = checkPredictions(probabilities, labels, classCount);
  const found: Misclassification[] = [];
  for (let index = 0; index < count; index += 1) {
    const trueClass = labels[index] ?? 0;
    const predicted = predictedClass(probabilities, index, classCount);
    if (predicted === trueClass) continue;
    const at = (column: number) => probabilities[index * classCount + column] ?? Number.NaN;
    found.push(
      predicted === NO_PREDICTION
        ? {
            index,
            trueClass,
            predictedClass: null,
            probability: null,
            trueProbability: null,
            loss: logLossOf(Number.NaN),
          }
        : {
            index,
            trueClass,
            predictedClass: predicted,
            probability: at(predicted),
            trueProbability: at(trueClass),
            loss: logLossOf(at(trueClass)),
          },
    );
  }
  return found.sort((a, b) => b.loss - a.loss || a.index - b.index);
}
