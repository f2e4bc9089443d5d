import { randomStream } from '../random.js';

/** One of several trainings that together judge every training image by a model that has not seen it. */
export interface Fold {
  /** Which part is held out, from 0. */
  readonly index: number;
  /** Parts, at least 2. */
  readonly count: number;
}

/** Fewest and most parts that training images are cut into. */
export const FOLD_COUNTS = { minimum: 2, maximum: 20 } as const;

/**
 * Numbers of the training images that a fold holds out, ascending. The folds of one seed have every image once between
 * them, and differ in size by at most one.
 */
export function heldOutImages(
  trainCount: number,
  { seed, fold }: { readonly seed: number; readonly fold: Fold },
): Uint32Array {
  const order = randomStream(seed, 'folds').permutation(trainCount);
  return order.filter((_, position) => position % fold.count === fold.index).sort();
}

/** How many images `heldOutImages` gives. */
export function heldOutCount(trainCount: number, { index, count }: Fold): number {
  return Math.max(0, Math.ceil((trainCount - index) / count));
}
