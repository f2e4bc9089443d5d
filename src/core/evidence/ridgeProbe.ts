import { type CentredData, gramCost, gramOf, ridgeCost, ridgeRegression } from './ridgeRegression.js';
import { rowProducts } from './rowProducts.js';

/** Row-major activations of images: `rows × features`. */
export interface Activations {
  readonly rows: number;
  readonly features: number;
  readonly values: ArrayLike<number>;
}

/** A linear classifier on a layer's activations, and what it says of the very images that it was fitted on. */
export interface RidgeProbe {
  /** Penalty for each image, chosen among `PENALTIES`; λ is this times the number of images. */
  readonly penalty: number;
  /**
   * Scores `rows × classes` of the images that it was fitted on, each as if that image had not been among them (leave-one-out
   * in closed form).
   */
  readonly heldOutScores: Float64Array;
  /** Scores `rows × classes` of other images. */
  score(activations: Activations): Float64Array;
}

/** From hardly any to much; features are standardised first, so that they mean the same for every layer. */
export const PENALTIES: readonly number[] = [0.001, 0.01, 0.1, 1, 10];

/** The penalty is chosen on one image of so many: it is the costliest part. */
const CHOOSING_SHARE = 4;

/** To standardise, centre, turn round and score a number takes as long as so many multiply–accumulates. */
const ONCE_COST = 100;

/** A unit whose deviation is a smaller part of its size is taken for constant. */
const LEAST_DEVIATION = 1e-6;

/**
 * Fits a probe: ridge regression of one target for each class (1 for the class, 0 for others) on standardised activations;
 * the class with the highest score is its vote. The penalty is the one with the least leave-one-out squared error on the
 * first quarter of the images, which must be in random order. Undefined where nothing can be learned: no unit that varies, a
 * number that is not finite, fewer than eight images.
 *
 * Alain and Bengio, "Understanding intermediate layers using linear classifier probes", 2016 (there fitted by gradient);
 * leave-one-out: Allen, "The relationship between variable selection and data augmentation", Technometrics 16 (1974).
 */
export function fitRidgeProbe(
  activations: Activations,
  labels: ArrayLike<number>,
  classCount: number,
): RidgeProbe | undefined {
  const { rows } = activations;
  const scale = standardScale(activations);
  if (scale === undefined || scale.units.length === 0 || rows < 2 * CHOOSING_SHARE) return undefined;
  const x = standardised(activations, scale);
  const penalty = choosePenalty(x, scale.units.length, labels, Math.floor(rows / CHOOSING_SHARE), classCount);
  const { data, xMeans, yMeans } = centred(x, rows, scale.units.length, labels, classCount);
  const { weights, residuals, leverages } = ridgeRegression(data, penalty * rows);
  let known: Float64Array | undefined;
  return {
    penalty,
    heldOutScores: heldOut(residuals, leverages, labels, classCount),
    score(others) {
      known ??= weights();
      const values = standardised(others, scale, xMeans);
      const scores = rowProducts(values, others.rows, known, classCount, data.features);
      return scores.map((score, at) => score + (yMeans[at % classCount] as number));
    },
  };
}

/** Multiply–accumulates that `fitRidgeProbe` takes, about; what is done once with each number counts for a few of them. */
export function probeCost(rows: number, features: number): number {
  const choosing = Math.floor(rows / CHOOSING_SHARE);
  return (
    ONCE_COST * rows * features +
    gramCost(rows, features) +
    ridgeCost(rows, features) +
    gramCost(choosing, features) +
    PENALTIES.length * ridgeCost(choosing, features)
  );
}

/** The class with the highest score in a row, the first of equals; −1 where a score is not a number. */
export function voteOf(scores: ArrayLike<number>, row: number, classCount: number): number {
  let best = 0;
  for (let c = 0; c < classCount; c += 1) {
    const score = scores[row * classCount + c] as number;
    if (Number.isNaN(score)) return -1;
    if (score > (scores[row * classCount + best] as number)) best = c;
  }
  return best;
}

interface StandardScale {
  /** Those that vary. */
  readonly units: readonly number[];
  readonly features: number;
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/** Undefined where a number is not finite. */
function standardScale({ rows, features, values }: Activations): StandardScale | undefined {
  const means = new Float64Array(features);
  const squares = new Float64Array(features);
  for (let row = 0; row < rows; row += 1)
    for (let f = 0; f < features; f += 1) means[f] = (means[f] as number) + (values[row * features + f] as number);
  for (let f = 0; f < features; f += 1) means[f] = (means[f] as number) / rows;
  for (let row = 0; row < rows; row += 1)
    for (let f = 0; f < features; f += 1)
      squares[f] = (squares[f] as number) + ((values[row * features + f] as number) - (means[f] as number)) ** 2;
  const deviations = squares.map((square) => Math.sqrt(square / rows));
  if (!deviations.every(Number.isFinite)) return undefined;
  const units = Array.from({ length: features }, (_, f) => f).filter(
    (f) => (deviations[f] as number) > LEAST_DEVIATION * Math.max(Math.abs(means[f] as number), Number.MIN_VALUE),
  );
  return { units, features, means, deviations };
}

/** `less`: a number for each unit that varies, which is taken off last. */
function standardised(
  { rows, values }: Activations,
  { units, features, means, deviations }: StandardScale,
  less?: Float64Array,
): Float64Array {
  const x = new Float64Array(rows * units.length);
  for (let row = 0, at = 0; row < rows; row += 1)
    for (let position = 0; position < units.length; position += 1, at += 1) {
      const unit = units[position] as number;
      const value = (values[row * features + unit] as number) - (means[unit] as number);
      x[at] = value / (deviations[unit] as number) - (less?.[position] ?? 0);
    }
  return x;
}

/** The first `rows` rows, less their means; targets are 1 for a row's class, 0 for others. */
function centred(x: Float64Array, rows: number, features: number, labels: ArrayLike<number>, targets: number) {
  const own = x.slice(0, rows * features);
  const y = new Float64Array(rows * targets);
  for (let row = 0; row < rows; row += 1) y[row * targets + (labels[row] as number)] = 1;
  const xMeans = takeMeansOff(own, rows, features);
  const yMeans = takeMeansOff(y, rows, targets);
  const data: CentredData = { rows, features, targets, x: own, y };
  return { data, xMeans, yMeans };
}

function takeMeansOff(values: Float64Array, rows: number, columns: number): Float64Array {
  const means = new Float64Array(columns);
  for (let at = 0; at < rows * columns; at += 1)
    means[at % columns] = (means[at % columns] as number) + (values[at] as number) / rows;
  for (let at = 0; at < rows * columns; at += 1) values[at] = (values[at] as number) - (means[at % columns] as number);
  return means;
}

/** Squared errors and not votes: they tell penalties apart on a few images. */
function choosePenalty(
  x: Float64Array,
  features: number,
  labels: ArrayLike<number>,
  rows: number,
  classCount: number,
): number {
  const { data } = centred(x, rows, features, labels, classCount);
  const gram = gramOf(data);
  const errors = PENALTIES.map((penalty) => {
    const { residuals, leverages } = ridgeRegression(data, penalty * rows, gram);
    return residuals.reduce((sum, residual, at) => {
      return sum + (residual / (1 - (leverages[Math.floor(at / classCount)] as number))) ** 2;
    }, 0);
  });
  return PENALTIES[errors.indexOf(Math.min(...errors))] ?? 1;
}

/** Residual without the row = residual / (1 − its leverage). */
function heldOut(
  residuals: Float64Array,
  leverages: Float64Array,
  labels: ArrayLike<number>,
  classCount: number,
): Float64Array {
  return residuals.map((residual, at) => {
    const row = Math.floor(at / classCount);
    const target = labels[row] === at % classCount ? 1 : 0;
    return target - residual / (1 - (leverages[row] as number));
  });
}
