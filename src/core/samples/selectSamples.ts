import { requireSameImages, type SampleColumns } from './sampleColumns.js';

/** Which images: those for which everything holds that is given. */
export interface SampleFilter {
  readonly trueClass?: number;
  /** `NO_PREDICTION` (−1): the images for which the model's output is not a number. */
  readonly predictedClass?: number;
  /** Its true or its predicted class: what was missed of a class, and what was taken for it. */
  readonly eitherClass?: number;
  readonly correctness?: 'right' | 'wrong';
}

/** Which images, of what several runs say. */
export interface RunsFilter extends SampleFilter {
  /** By how many of the runs an image has to be taken so; default `some`. */
  readonly by?: 'some' | 'every';
  /** Only images that the runs do not all take for the same class. */
  readonly isDisputed?: boolean;
}

/** Indices of the images that a run gets wrong, ascending; with a filter, those of them that it lets through. */
export function errorsOf(columns: SampleColumns, filter: Omit<SampleFilter, 'correctness'> = {}): Uint32Array {
  return selectSamples([columns], { ...filter, correctness: 'wrong' });
}

/**
 * Indices of the images that the runs take as the filter says, ascending. A cell of the confusion matrix is
 * `{ trueClass, predictedClass }`, a class' recall `{ trueClass }`, its precision `{ predictedClass }`.
 * @throws RangeError when the runs were not tested on the same images, or there is no run.
 */
export function selectSamples(runs: readonly SampleColumns[], filter: RunsFilter = {}): Uint32Array {
  const { count, labels } = requireSameImages(runs);
  const { trueClass, predictedClass, eitherClass, correctness, by = 'some', isDisputed = false } = filter;
  const fits = (label: number, predicted: number) =>
    (predictedClass === undefined || predicted === predictedClass) &&
    (eitherClass === undefined || predicted === eitherClass || label === eitherClass) &&
    (correctness === undefined || (predicted === label) === (correctness === 'right'));
  const found = new Uint32Array(count);
  let length = 0;
  for (let index = 0; index < count; index += 1) {
    const label = labels[index] ?? 0;
    if (trueClass !== undefined && label !== trueClass) continue;
    let fitting = 0;
    for (const run of runs) if (fits(label, run.predicted[index] ?? 0)) fitting += 1;
    if (by === 'every' ? fitting < runs.length : fitting === 0) continue;
    if (isDisputed && !isDisputedBy(runs, index)) continue;
    found[length] = index;
    length += 1;
  }
  return found.slice(0, length);
}

function isDisputedBy(runs: readonly SampleColumns[], index: number): boolean {
  const first = runs[0]?.predicted[index];
  return runs.some(({ predicted }) => predicted[index] !== first);
}
