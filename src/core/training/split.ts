import { randomStream } from '../random.js';

/** Which of a dataset's images are for what; indices as `ModelSession.loadDataset` numbers them. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/**
 * Splits a dataset by seed: the training images in random order, cut to `limit`, of which the last
 * `validationSplit` (0 ≤ f < 1, rounded down to whole images) watch the training. The test images follow the training
 * images in number.
 */
export function splitDataset(
  counts: { readonly train: number; readonly test: number },
  options: { readonly seed: number; readonly validationSplit: number; readonly limit?: number | undefined },
): Split {
  const order = Int32Array.from(randomStream(options.seed, 'split').permutation(counts.train));
  const used = order.subarray(0, Math.min(options.limit ?? counts.train, counts.train));
  const validationCount = Math.floor(used.length * options.validationSplit);
  return {
    train: used.subarray(0, used.length - validationCount),
    validation: used.subarray(used.length - validationCount),
    test: Int32Array.from({ length: counts.test }, (_, index) => counts.train + index),
  };
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
  name: keyof Split,
  counts: { readonly train: number; readonly test: number },
  options: Parameters<typeof splitDataset>[1],
): Uint32Array {
  if (name === 'test') return Uint32Array.from({ length: counts.test }, (_, index) => index);
  return Uint32Array.from(splitDataset(counts, options)[name]).sort();
}

/** Steps of an epoch; the last may have fewer images. */
export function stepsIn(imageCount: number, batchSize: number): number {
  return Math.ceil(imageCount / batchSize);
}
