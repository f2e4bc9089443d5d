import { randomStream } from '../random.js';
import { type Fold, heldOutImages } from './folds.js';

/** Which of a dataset's images are for what; indices as `ModelSession.loadDataset` numbers them. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** What decides how a dataset is split. */
export interface SplitOptions {
  readonly seed: number;
  readonly validationSplit: number;
  readonly limit?: number | undefined;
  readonly fold?: Fold | undefined;
}

/** Images that a run can be asked about: those of its split, and those that a fold held out from all of it. */
export type PredictedSplit = keyof Split | 'heldOut';

/**
 * Splits a dataset by seed: the training images, less those that `fold` holds out, in random order, cut to `limit`, of which the
 * last `validationSplit` (0 ≤ f < 1, rounded down to whole images) watch the training. The test images follow the training
 * images in number.
 */
export function splitDataset(counts: { readonly train: number; readonly test: number }, options: SplitOptions): Split {
  const order = withoutHeldOut(Int32Array.from(randomStream(options.seed, 'split').permutation(counts.train)), options);
  const used = order.subarray(0, Math.min(options.limit ?? order.length, order.length));
  const validationCount = Math.floor(used.length * options.validationSplit);
  return {
    train: used.subarray(0, used.length - validationCount),
    validation: used.subarray(used.length - validationCount),
    test: Int32Array.from({ length: counts.test }, (_, index) => counts.train + index),
  };
}

function withoutHeldOut(order: Int32Array, { seed, fold }: SplitOptions): Int32Array {
  if (fold === undefined) return order;
  const isHeldOut = new Uint8Array(order.length);
  for (const image of heldOutImages(order.length, { seed, fold })) isHeldOut[image] = 1;
  return order.filter((image) => isHeldOut[image] === 0);
}

/** The training images in the order of one epoch (from 1): all of them, in random order. */
export function epochOrder(train: Int32Array, seed: number, epoch: number): Int32Array {
  const order = randomStream(seed, 'shuffle', epoch).permutation(train.length);
  return Int32Array.from(order, (position) => train[position] ?? 0);
}

/**
 * Numbers of the images of one split among the dataset's training images (of `test`: among its test images), ascending. The
 * order in which a split's predictions are stored and shown.
 */
export function imagesOfSplit(
  name: PredictedSplit,
  counts: { readonly train: number; readonly test: number },
  options: SplitOptions,
): Uint32Array {
  if (name === 'heldOut') {
    const { seed, fold } = options;
    return fold === undefined ? new Uint32Array() : heldOutImages(counts.train, { seed, fold });
  }
  if (name === 'test') return Uint32Array.from({ length: counts.test }, (_, index) => index);
  return Uint32Array.from(splitDataset(counts, options)[name]).sort();
}

/** Steps of an epoch; the last may have fewer images. */
export function stepsIn(imageCount: number, batchSize: number): number {
  return Math.ceil(imageCount / batchSize);
}
