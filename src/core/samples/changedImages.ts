import { requireSameImages, type SampleColumns } from './sampleColumns.js';

/**
 * What became of an image from one run to another: `fixed` was wrong and is right, `broken` was right and is wrong,
 * `differently` was wrong and is wrong in another way.
 */
export type ImageChange = 'fixed' | 'broken' | 'differently';

export const imageChanges = ['fixed', 'broken', 'differently'] as const satisfies readonly ImageChange[];

/** Indices of the images that two runs take for different classes, ascending, by what became of them. */
export type ChangedImages = Readonly<Record<ImageChange, Uint32Array>>;

/** Images of some classes alone; of a cell those that left it or came into it. */
export interface ChangeFilter {
  readonly trueClass?: number;
  /** `NO_PREDICTION` (−1): the images for which the output of either model is not a number. */
  readonly predictedClass?: number;
}

/**
 * The images that `to` takes for another class than `from`.
 * @throws RangeError when the two were not tested on the same images.
 */
export function changedImages(
  from: SampleColumns,
  to: SampleColumns,
  { trueClass, predictedClass }: ChangeFilter = {},
): ChangedImages {
  const { count, labels } = requireSameImages([from, to]);
  const found: Record<ImageChange, number[]> = { fixed: [], broken: [], differently: [] };
  for (let index = 0; index < count; index += 1) {
    const label = labels[index] ?? 0;
    const before = from.predicted[index] ?? 0;
    const after = to.predicted[index] ?? 0;
    if (before === after || (trueClass !== undefined && label !== trueClass)) continue;
    if (predictedClass !== undefined && before !== predictedClass && after !== predictedClass) continue;
    found[after === label ? 'fixed' : before === label ? 'broken' : 'differently'].push(index);
  }
  return {
    fixed: Uint32Array.from(found.fixed),
    broken: Uint32Array.from(found.broken),
    differently: Uint32Array.from(found.differently),
  };
}
