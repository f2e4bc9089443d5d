import type { Dataset } from '../core/dataset.js';

/** Images of one class in each split. */
export interface ClassCount {
  readonly name: string;
  readonly train: number;
  readonly test: number;
}

/** Counts the images of each class, in the order of the classes. */
export function countClasses(dataset: Dataset): readonly ClassCount[] {
  const count = (labels: Uint8Array) => {
    const counts = new Uint32Array(dataset.classNames.length);
    for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
    return counts;
  };
  const train = count(dataset.train.labels);
  const test = count(dataset.test.labels);
  return dataset.classNames.map((name, label) => ({ name, train: train[label] ?? 0, test: test[label] ?? 0 }));
}
