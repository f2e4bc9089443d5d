import type { Dataset } from '../core/dataset.js';

/** Images of one class in each split. */
export interface ClassCount {
  readonly name: string;
  readonly train: number;
  readonly test: number;
}

/** Counts the images of each class, in the order of the classes. */
export function countClasses(dataset: Dataset): readonly ClassCount[] {
  const { classNames } = dataset;
  const train = countLabels(dataset.train.labels, classNames.length);
  const test = countLabels(dataset.test.labels, classNames.length);
  return classNames.map((name, label) => ({ name, train: train[label] ?? 0, test: test[label] ?? 0 }));
}

/** How often each label occurs: among all images, or among those with the given numbers. */
export function countLabels(labels: Uint8Array, classCount: number, images?: Uint32Array): number[] {
  const counts = new Array<number>(classCount).fill(0);
  const add = (label: number) => {
    counts[label] = (counts[label] ?? 0) + 1;
  };
  if (images === undefined) labels.forEach(add);
  else for (const image of images) add(labels[image] ?? 0);
  return counts;
}
