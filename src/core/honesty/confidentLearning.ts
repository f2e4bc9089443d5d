/**
 * Which labels are probably wrong, from probabilities of models that were not trained on those images. Source: C. G.
 * Northcutt, L. Jiang and I. L. Chuang, "Confident learning: estimating uncertainty in dataset labels", Journal of
 * Artificial Intelligence Research 70 (2021), 1373–1411: thresholds of classes (eq. 2), the confident joint (eq. 1), its
 * calibration (eq. 3).
 */
import { normalizedMargin, selfConfidence } from './labelQuality.js';

/** Labels of images, and what was said of each image by a model that has not seen it. */
export interface JudgedLabels {
  readonly labels: ArrayLike<number>;
  /** `labels.length × classCount`, row-major, 0..1. An image with a value that is not a number is left out. */
  readonly probabilities: Float32Array | Float64Array;
  readonly classCount: number;
}

/** What the labels of a set come to. */
export interface LabelNoise {
  /** Mean probability of a class among images labelled so; null for a class that no image is labelled with. */
  readonly thresholds: readonly (number | null)[];
  /** Row: given label; column: the class that an image is confidently one of. Counts; the diagonal is at least 1. */
  readonly confidentJoint: readonly (readonly number[])[];
  /** The same in expectation over all images: each row sums to the number of images with that label. Not rounded. */
  readonly estimatedJoint: readonly (readonly number[])[];
  /** Share of labels that are wrong, by `estimatedJoint`, 0..1; null without images. */
  readonly noiseRate: number | null;
  /** The most suspicious first, by margin. */
  readonly suspects: readonly LabelSuspect[];
}

/** An image whose label is probably wrong. */
export interface LabelSuspect {
  /** Its row. */
  readonly row: number;
  readonly given: number;
  readonly suggested: number;
  /** Of the suggested class, 0..1. */
  readonly probability: number;
  /** Of the given class, 0..1. */
  readonly selfConfidence: number;
  /** `normalizedMargin`: below 0.5. */
  readonly margin: number;
}

/** Rounding must not decide whether a probability reaches the mean of probabilities that are all equal to it. */
const THRESHOLD_TOLERANCE = 1e-6;
/** A given label that is so close to the likeliest class is not suspected. */
const EQUAL_PROBABILITY = 1e-6;

/**
 * Finds the labels that are counted off the diagonal of the confident joint, less those of the likeliest class.
 * @throws RangeError when the counts do not fit, or a label is no class.
 */
export function findLabelNoise(judged: JudgedLabels): LabelNoise {
  const { labels, probabilities, classCount } = judged;
  if (classCount < 1 || probabilities.length !== labels.length * classCount)
    throw new RangeError(
      `${probabilities.length} probabilities are not those of ${labels.length} images of ${classCount} classes`,
    );
  const thresholds = confidentThresholds(judged);
  const joint = squareOf(classCount);
  const counts = new Array<number>(classCount).fill(0);
  const suspects: LabelSuspect[] = [];
  for (let row = 0; row < labels.length; row += 1) {
    const given = labelAt(labels, row, classCount);
    const own = probabilities.subarray(row * classCount, (row + 1) * classCount);
    if (!isKnown(own)) continue;
    counts[given] = (counts[given] ?? 0) + 1;
    const suggested = confidentClass(own, thresholds);
    if (suggested === undefined) continue;
    add(joint, given, suggested, 1);
    if (suggested === given || Math.max(...own) - (own[given] ?? 0) <= EQUAL_PROBABILITY) continue;
    suspects.push({
      row,
      given,
      suggested,
      probability: own[suggested] ?? 0,
      selfConfidence: selfConfidence(own, given),
      margin: normalizedMargin(own, given),
    });
  }
  for (let index = 0; index < classCount; index += 1) if (joint[index]?.[index] === 0) add(joint, index, index, 1);
  const estimatedJoint = calibrated(joint, counts);
  suspects.sort((a, b) => a.margin - b.margin || a.selfConfidence - b.selfConfidence || a.row - b.row);
  return { thresholds, confidentJoint: joint, estimatedJoint, noiseRate: noiseRateOf(estimatedJoint), suspects };
}

function confidentThresholds({ labels, probabilities, classCount }: JudgedLabels): (number | null)[] {
  const sums = new Float64Array(classCount);
  const counts = new Float64Array(classCount);
  for (let row = 0; row < labels.length; row += 1) {
    const label = labelAt(labels, row, classCount);
    if (!isKnown(probabilities.subarray(row * classCount, (row + 1) * classCount))) continue;
    sums[label] = (sums[label] ?? 0) + (probabilities[row * classCount + label] ?? 0);
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return Array.from(sums, (sum, label) => (counts[label] === 0 ? null : sum / (counts[label] ?? 1)));
}

/** The class whose threshold is reached; of several the likeliest; undefined for none. */
function confidentClass(row: ArrayLike<number>, thresholds: readonly (number | null)[]): number | undefined {
  let reached = 0;
  let first: number | undefined;
  let likeliest = 0;
  thresholds.forEach((threshold, index) => {
    const probability = row[index] ?? 0;
    if (probability > (row[likeliest] ?? 0)) likeliest = index;
    if (threshold === null || probability < threshold - THRESHOLD_TOLERANCE) return;
    reached += 1;
    first ??= index;
  });
  return reached > 1 ? likeliest : first;
}

function calibrated(joint: readonly (readonly number[])[], counts: readonly number[]): number[][] {
  return joint.map((row, given) => {
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => (value / sum) * (counts[given] ?? 0));
  });
}

function noiseRateOf(joint: readonly (readonly number[])[]): number | null {
  let all = 0;
  let right = 0;
  joint.forEach((row, given) => {
    for (const value of row) all += value;
    right += row[given] ?? 0;
  });
  return all === 0 ? null : 1 - right / all;
}

function labelAt(labels: ArrayLike<number>, row: number, classCount: number): number {
  const label = labels[row] ?? -1;
  if (Number.isInteger(label) && label >= 0 && label < classCount) return label;
  throw new RangeError(`image ${row} is labelled ${label}, and there are ${classCount} classes`);
}

function isKnown(row: Float32Array | Float64Array): boolean {
  return row.every(Number.isFinite);
}

function squareOf(side: number): number[][] {
  return Array.from({ length: side }, () => new Array<number>(side).fill(0));
}

function add(square: number[][], row: number, column: number, value: number): void {
  const line = square[row];
  if (line !== undefined) line[column] = (line[column] ?? 0) + value;
}
