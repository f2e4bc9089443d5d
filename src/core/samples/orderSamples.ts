import { disagreement } from './disagreement.js';
import { requireSameImages, type SampleColumns } from './sampleColumns.js';

/** In which order images are shown. */
export type SampleOrder = 'index' | 'loss' | 'confidence' | 'margin' | 'disagreement';

/** What comes first in each order, unless reversed. */
const greatestFirst: Readonly<Record<SampleOrder, boolean>> = {
  index: false,
  loss: true,
  confidence: true,
  // A narrow decision tells more than a clear one.
  margin: false,
  disagreement: true,
};

/**
 * The given images in an order, as new indices; equal ones in the order of the set, reversed or not. Of several runs the
 * mean counts. `loss`: the greatest first; `confidence`: the most sure of their class; `margin`: the narrowest decision;
 * `disagreement`: the most pairs of runs at odds, then the widest spread of the true class's probability. Images without a
 * prediction come last by `confidence` and `margin`, reversed or not.
 * @throws RangeError when the runs were not tested on the same images, there is no run, or an index is none of an image.
 */
export function orderSamples(
  indices: Uint32Array,
  runs: readonly SampleColumns[],
  order: SampleOrder,
  isReversed = false,
): Uint32Array {
  const { count } = requireSameImages(runs);
  const stranger = indices.find((index) => index >= count);
  if (stranger !== undefined) throw new RangeError(`There is no image ${stranger}: the set has ${count}.`);
  const sign = greatestFirst[order] === isReversed ? 1 : -1;
  const keys = keysOf(indices, runs, order, count);
  return indices.slice().sort((a, b) => {
    for (const key of keys) {
      const difference = compare(key[a] ?? Number.NaN, key[b] ?? Number.NaN, sign);
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}

/** What the order goes by, the foremost first; each holds a value at every given index. */
function keysOf(
  indices: Uint32Array,
  runs: readonly SampleColumns[],
  order: SampleOrder,
  count: number,
): readonly ArrayLike<number>[] {
  switch (order) {
    case 'index': {
      const key = new Float64Array(count);
      for (const index of indices) key[index] = index;
      return [key];
    }
    case 'loss':
      return [meanOf(runs, 'loss', indices, count)];
    case 'confidence':
      return [meanOf(runs, 'probability', indices, count)];
    case 'margin':
      return [meanOf(runs, 'margin', indices, count)];
    case 'disagreement': {
      const { pairs, spread } = disagreement(runs);
      return [pairs, spread];
    }
  }
}

/** The mean over the runs; NaN where one of them has no value. */
function meanOf(
  runs: readonly SampleColumns[],
  column: 'loss' | 'probability' | 'margin',
  indices: Uint32Array,
  count: number,
): ArrayLike<number> {
  const [first] = runs;
  if (first !== undefined && runs.length === 1) return first[column];
  const mean = new Float64Array(count);
  for (const index of indices) {
    let sum = 0;
    for (const run of runs) sum += run[column][index] ?? Number.NaN;
    mean[index] = sum / runs.length;
  }
  return mean;
}

/** Numbers by size, `NaN` after all of them. */
function compare(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -sign : a > b ? sign : 0;
}
