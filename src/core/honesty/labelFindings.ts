import { findLabelNoise, type JudgedLabels } from './confidentLearning.js';
import type { CheckedDataset, LabelFindings, SplitNoise } from './findings.js';

/** What one fold's model says of images that it has not seen. */
export interface FoldPredictions {
  readonly runId: string;
  /** The held-out training images, as `probabilities` has its rows. */
  readonly heldOut: Uint32Array;
  /** `heldOut.length × classCount`. */
  readonly probabilities: Float32Array;
  /** Of all test images: `testCount × classCount`. */
  readonly test: Float32Array;
}

/** The labels that are to be judged. */
export interface LabelledSet {
  readonly dataset: CheckedDataset;
  readonly classCount: number;
  readonly trainLabels: Uint8Array;
  readonly testLabels: Uint8Array;
}

/**
 * What the folds' models make of the labels. A training image is judged by the one model that has not seen it, a test image
 * by the mean of all, which have seen training images only.
 * @throws RangeError when the folds do not have every training image once between them, or sizes do not fit.
 */
export function labelFindings(
  set: LabelledSet,
  folds: readonly FoldPredictions[],
  about: { readonly time: number; readonly modelName: string; readonly seed: number },
): LabelFindings {
  const { dataset, classCount, trainLabels, testLabels } = set;
  const probabilities = new Float32Array(trainLabels.length * classCount);
  const isJudged = new Uint8Array(trainLabels.length);
  const test = new Float32Array(testLabels.length * classCount);
  for (const fold of folds) {
    if (fold.probabilities.length !== fold.heldOut.length * classCount || fold.test.length !== test.length)
      throw new RangeError(`The predictions of ${fold.runId} do not fit the images.`);
    fold.heldOut.forEach((image, row) => {
      if (isJudged[image] !== 0) throw new RangeError(`Training image ${image} is not there once among the folds.`);
      isJudged[image] = 1;
      probabilities.set(fold.probabilities.subarray(row * classCount, (row + 1) * classCount), image * classCount);
    });
    fold.test.forEach((probability, at) => {
      test[at] = (test[at] ?? 0) + probability / folds.length;
    });
  }
  const missing = isJudged.indexOf(0);
  if (missing >= 0) throw new RangeError(`Training image ${missing} was held out by no fold.`);
  return {
    kind: 'labels',
    dataset,
    time: about.time,
    model: { name: about.modelName, folds: folds.length, seed: about.seed, runIds: folds.map(({ runId }) => runId) },
    train: splitNoise({ labels: trainLabels, probabilities, classCount }),
    test: splitNoise({ labels: testLabels, probabilities: test, classCount }),
  };
}

function splitNoise(judged: JudgedLabels): SplitNoise {
  const { labels, probabilities, classCount } = judged;
  const { noiseRate, suspects } = findLabelNoise(judged);
  let right = 0;
  for (let row = 0; row < labels.length; row += 1) {
    const own = probabilities.subarray(row * classCount, (row + 1) * classCount);
    if (own.indexOf(Math.max(...own)) === labels[row]) right += 1;
  }
  return {
    count: labels.length,
    accuracy: labels.length === 0 ? null : right / labels.length,
    noiseRate: noiseRate === null ? null : Math.min(1, Math.max(0, noiseRate)),
    suspects: suspects.map(({ row, ...suspect }) => ({ image: row, ...withinOne(suspect) })),
  };
}

/** Means of rounded numbers may be a hair above 1. */
function withinOne<
  T extends { readonly probability: number; readonly selfConfidence: number; readonly margin: number },
>(suspect: T): T {
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  return {
    ...suspect,
    probability: clamp(suspect.probability),
    selfConfidence: clamp(suspect.selfConfidence),
    margin: clamp(suspect.margin),
  };
}
