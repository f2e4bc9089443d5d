/** What `predictedClass` gives for a row that holds something other than finite numbers. */
export const NO_PREDICTION = -1;

/** Class probabilities of some images and their true classes, checked to fit. */
export interface Predictions {
  /** `count × classCount`, row-major. */
  readonly probabilities: Float32Array;
  /** `count` class indices. */
  readonly labels: ArrayLike<number>;
  readonly count: number;
  readonly classCount: number;
}

/**
 * Checks probabilities `[count, classCount]` against labels.
 * @throws RangeError when sizes do not fit, there is no image, or a label is not a class.
 */
export function checkPredictions(
  probabilities: Float32Array,
  labels: ArrayLike<number>,
  classCount: number,
): Predictions {
  const count = labels.length;
  if (!Number.isInteger(classCount) || classCount < 1)
    throw new RangeError(`The number of classes must be a whole number of at least 1, got ${classCount}.`);
  if (count === 0) throw new RangeError('There are no predictions to evaluate: the list of labels is empty.');
  if (probabilities.length !== count * classCount)
    throw new RangeError(
      `${count} labels of ${classCount} classes need ${count * classCount} probabilities, got ${probabilities.length}.`,
    );
  for (let row = 0; row < count; row += 1) {
    const label = labels[row];
    if (label === undefined || !Number.isInteger(label) || label < 0 || label >= classCount)
      throw new RangeError(`Label ${row} is ${label}; expected a class from 0 to ${classCount - 1}.`);
  }
  return { probabilities, labels, count, classCount };
}

/**
 * The most probable class of a row, the first of ties; `NO_PREDICTION` if the row holds NaN or an infinity, so that a
 * model that diverged never looks as if it had chosen class 0.
 */
export function predictedClass(probabilities: Float32Array, row: number, classCount: number): number {
  let best = NO_PREDICTION;
  let highest = Number.NEGATIVE_INFINITY;
  for (let candidate = 0; candidate < classCount; candidate += 1) {
    const probability = probabilities[row * classCount + candidate] ?? Number.NaN;
    if (!Number.isFinite(probability)) return NO_PREDICTION;
    if (probability > highest) {
      highest = probability;
      best = candidate;
    }
  }
  return best;
}

// 2⁻²³, the float32 epsilon: scikit-learn's log_loss clips float32 probabilities to [ε, 1 − ε].
const EPSILON = 2 ** -23;

/** −ln(probability of the true class), clipped to [ε, 1 − ε] with float32's ε; −ln ε for NaN. In nats. */
export function logLossOf(probability: number): number {
  if (Number.isNaN(probability)) return -Math.log(EPSILON);
  return -Math.log(Math.min(Math.max(probability, EPSILON), 1 - EPSILON));
}
