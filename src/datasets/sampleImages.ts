import type { Dataset, LabelledImages } from '../core/dataset.js';
import { randomStream } from '../core/random.js';

export type SplitName = 'train' | 'test';

export interface SampleChoice {
  readonly split: SplitName;
  /** At most so many of each class; fewer where the split has fewer. */
  readonly perClass: number;
  /** The same seed, the same images. */
  readonly seed: number;
}

type Labelled = Pick<Dataset, 'classNames'> & Readonly<Record<SplitName, Pick<LabelledImages, 'labels'>>>;

/** Indices into the split of randomly chosen images, a list for each class, each in the order of the split. */
export function chooseSamples(dataset: Labelled, choice: SampleChoice): readonly (readonly number[])[] {
  const { labels } = dataset[choice.split];
  const byClass: number[][] = dataset.classNames.map(() => []);
  labels.forEach((label, index) => {
    byClass[label]?.push(index);
  });
  return byClass.map((indices, label) => {
    const order = randomStream(choice.seed, `samples/${choice.split}`, label).permutation(indices.length);
    const chosen = Array.from(order.subarray(0, choice.perClass), (position) => indices[position] ?? 0);
    return chosen.sort((a, b) => a - b);
  });
}

/** The bytes of one image, a view. */
export function imageAt(dataset: Dataset, split: SplitName, index: number): Uint8Array {
  const [height, width, channels] = dataset.imageShape;
  const size = height * width * channels;
  return dataset[split].images.subarray(index * size, (index + 1) * size);
}
