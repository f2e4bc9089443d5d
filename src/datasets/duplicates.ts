import type { Dataset, LabelledImages } from '../core/dataset.js';

/** Two images that are equal byte for byte. */
export interface DuplicatePair {
  /** Index in its split of the image that comes first (of a pair across splits: the training image). */
  readonly first: number;
  readonly second: number;
  /** False when the two are labelled differently. */
  readonly sameLabel: boolean;
}

export interface Duplicates {
  /** Training images that repeat an earlier training image. */
  readonly train: readonly DuplicatePair[];
  /** Test images that repeat an earlier test image. */
  readonly test: readonly DuplicatePair[];
  /** Test images that are also training images: a model can have learned them by heart. */
  readonly across: readonly DuplicatePair[];
}

/** Finds images that are in a dataset more than once, each with the first image that it equals. */
export function findDuplicates(dataset: Pick<Dataset, 'train' | 'test' | 'imageShape'>): Duplicates {
  const size = dataset.imageShape.reduce((product, dimension) => product * dimension, 1);
  const train = new Map<number, number[]>();
  const test = new Map<number, number[]>();
  const pairsInTrain = findRepeats(dataset.train, size, train);
  const pairsInTest = findRepeats(dataset.test, size, test);
  const across: DuplicatePair[] = [];
  for (const [hash, indices] of test) {
    for (const index of indices) {
      const first = findEqual(train.get(hash), dataset.train, dataset.test, index, size);
      if (first !== undefined) across.push(pairOf(dataset.train, first, dataset.test, index));
    }
  }
  // The table of a split leaves its repeats out: those that are in the other split as well are added here.
  const acrossByTest = new Map(across.map((pair) => [pair.second, pair.first]));
  for (const repeat of pairsInTest) {
    const first = acrossByTest.get(repeat.first);
    if (first !== undefined) across.push(pairOf(dataset.train, first, dataset.test, repeat.second));
  }
  across.sort((a, b) => a.second - b.second);
  return { train: pairsInTrain, test: pairsInTest, across };
}

/** Fills `table` (hash to indices of different images) and returns the images that were in it already. */
function findRepeats(split: LabelledImages, size: number, table: Map<number, number[]>): DuplicatePair[] {
  const pairs: DuplicatePair[] = [];
  for (let index = 0; index < split.count; index += 1) {
    const hash = hashImage(split.images, index * size, size);
    const candidates = table.get(hash);
    const first = findEqual(candidates, split, split, index, size);
    if (first !== undefined) pairs.push(pairOf(split, first, split, index));
    else if (candidates !== undefined) candidates.push(index);
    else table.set(hash, [index]);
  }
  return pairs;
}

function findEqual(
  candidates: readonly number[] | undefined,
  left: LabelledImages,
  right: LabelledImages,
  index: number,
  size: number,
): number | undefined {
  const isEqual = (candidate: number) => {
    for (let offset = 0; offset < size; offset += 1) {
      if (left.images[candidate * size + offset] !== right.images[index * size + offset]) return false;
    }
    return true;
  };
  return candidates?.find(isEqual);
}

function pairOf(left: LabelledImages, first: number, right: LabelledImages, second: number): DuplicatePair {
  return { first, second, sameLabel: left.labels[first] === right.labels[second] };
}

/** FNV-1a, 32 bits; equality is checked byte for byte afterwards. */
function hashImage(images: Uint8Array, start: number, size: number): number {
  let hash = 0x811c9dc5;
  for (let offset = start; offset < start + size; offset += 1) {
    hash = Math.imul(hash ^ (images[offset] ?? 0), 0x01000193);
  }
  return hash;
}
