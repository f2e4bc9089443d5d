import { checkPredictions, logLossOf, NO_PREDICTION, predictedClass } from '../metrics/prediction.js';

/**
 * What one run says of each image of a split, in columns: small enough to travel once and to be filtered and sorted on
 * each click. Everything about errors, cells and calibration follows from it. Only typed arrays and numbers: a structured
 * clone of it is whole.
 */
export interface SampleColumns {
  /** Length of each column. */
  readonly count: number;
  readonly classCount: number;
  /** The true class. */
  readonly labels: Uint16Array;
  /** The most probable class, the first of ties; `NO_PREDICTION` (−1) where the model's output is not a number. */
  readonly predicted: Int16Array;
  /** Of the predicted class, 0..1; NaN without one. */
  readonly probability: Float32Array;
  /** Of the true class, 0..1; NaN without a prediction. */
  readonly trueProbability: Float32Array;
  /** The greatest probability less the second, 0..1; NaN without a prediction. With one class: its probability. */
  readonly margin: Float32Array;
  /** −ln(probability of the true class), clipped as in the log loss; the greatest there is without a prediction. */
  readonly loss: Float32Array;
  /**
   * Σ (probability − 1 for the true class, 0 for the others)², 0..2: its mean is the Brier score. 2, the worst, without a
   * prediction.
   */
  readonly squaredError: Float32Array;
}

/** The columns hold classes as signed 16-bit numbers. */
const MAXIMUM_CLASSES = 32_767;

/** The worst that a row of probabilities can do: all on one wrong class. */
const WORST_SQUARED_ERROR = 2;

/**
 * The columns of probabilities `[labels.length, classCount]`, row by row.
 * @throws RangeError when the sizes do not fit, there is no image, a label is not a class, or there are over 32,767.
 */
export function sampleColumns(
  probabilities: Float32Array,
  labels: ArrayLike<number>,
  classCount: number,
): SampleColumns {
  const { count } = checkPredictions(probabilities, labels, classCount);
  if (classCount > MAXIMUM_CLASSES)
    throw new RangeError(`At most ${MAXIMUM_CLASSES} classes fit into the columns, got ${classCount}.`);
  const columns = {
    count,
    classCount,
    labels: Uint16Array.from(labels),
    predicted: new Int16Array(count).fill(NO_PREDICTION),
    probability: new Float32Array(count).fill(Number.NaN),
    trueProbability: new Float32Array(count).fill(Number.NaN),
    margin: new Float32Array(count).fill(Number.NaN),
    loss: new Float32Array(count).fill(logLossOf(Number.NaN)),
    squaredError: new Float32Array(count).fill(WORST_SQUARED_ERROR),
  };
  for (let row = 0; row < count; row += 1) {
    const predicted = predictedClass(probabilities, row, classCount);
    if (predicted === NO_PREDICTION) continue;
    const start = row * classCount;
    const trueProbability = probabilities[start + (labels[row] ?? 0)] ?? Number.NaN;
    let second = classCount > 1 ? Number.NEGATIVE_INFINITY : 0;
    let squares = 0;
    for (let column = 0; column < classCount; column += 1) {
      const probability = probabilities[start + column] ?? 0;
      squares += probability * probability;
      if (column !== predicted && probability > second) second = probability;
    }
    const highest = probabilities[start + predicted] ?? Number.NaN;
    columns.predicted[row] = predicted;
    columns.probability[row] = highest;
    columns.trueProbability[row] = trueProbability;
    columns.margin[row] = highest - second;
    columns.loss[row] = logLossOf(trueProbability);
    columns.squaredError[row] = squares - 2 * trueProbability + 1;
  }
  return columns;
}

/**
 * Checks that runs speak of the same images: as many of them, with the same true classes.
 * @throws RangeError when they do not, or there is no run.
 */
export function requireSameImages(runs: readonly SampleColumns[]): SampleColumns {
  const [first, ...others] = runs;
  if (first === undefined) throw new RangeError('There is no run to look at.');
  for (const other of others) {
    if (other.labels === first.labels) continue;
    if (other.count !== first.count)
      throw new RangeError(`The runs were not tested on the same images: ${first.count} and ${other.count}.`);
    const unlike = first.labels.findIndex((label, index) => label !== other.labels[index]);
    if (unlike >= 0)
      throw new RangeError(
        `The runs were not tested on the same images: image ${unlike} is of class ${first.labels[unlike]} and ${other.labels[unlike]}.`,
      );
  }
  return first;
}
