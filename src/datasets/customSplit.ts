import { createHash } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import type { ImageShape, LabelledImages } from '../core/dataset.js';
import type { FolderSettings } from '../core/definition/parseFolderSettings.js';
import { FOLDER_SETTINGS_FILE } from '../core/definition/parseFolderSettings.js';
import { randomStream } from '../core/random.js';
import { DatasetError } from './datasetError.js';
import { readSmallText, settingsError } from './folderSettings.js';

/** Where each image of a folder goes; indices over all of its images, training images first, ascending. */
export interface CustomSplit {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
  /** What tells this split from others, for the set's checksum. */
  readonly mark: Readonly<Record<string, unknown>>;
}

/** Each line may name a file of a long path. */
const MAXIMUM_LIST_BYTES = 2 ** 26;

/**
 * The split that a folder's settings ask for; undefined if they ask for none. `labels` are those of all images; `indexOf`
 * is the image that a line of a list means. @throws DatasetError `settings`, `split` or `unreadable`.
 */
export async function customSplit(
  folder: string,
  { test, seed }: Pick<FolderSettings, 'test' | 'seed'>,
  labels: Uint8Array,
  indexOf: (line: string) => number | undefined,
): Promise<CustomSplit | undefined> {
  if (test === undefined) return undefined;
  const isTest =
    typeof test === 'number' ? drawn(labels, test, seed) : await listed(folder, test, labels.length, indexOf);
  const indices = Uint32Array.from(labels.keys());
  const split = {
    train: indices.filter((index) => isTest[index] === 0),
    test: indices.filter((index) => isTest[index] === 1),
  };
  if (split.train.length === 0 || split.test.length === 0) {
    const received = `${split.train.length} training and ${split.test.length} test images`;
    throw new DatasetError({
      code: 'split',
      path: join(folder, FOLDER_SETTINGS_FILE),
      problem: 'leaves one split without images',
      received,
      advice: 'Write another fraction, or another list, as "test".',
    });
  }
  const mark =
    typeof test === 'number' ? { test, seed } : { testImages: createHash('sha256').update(split.test).digest('hex') };
  return { ...split, mark };
}

/** Images of two splits, read from a folder. */
export interface SplitImages {
  readonly imageShape: ImageShape;
  readonly train: LabelledImages;
  /** May be without an image where the folder's settings split all images anew. */
  readonly test: LabelledImages;
}

/**
 * The images of a folder, split as its settings ask for; as they are if these ask for nothing. `mark` is what tells the
 * split from others, for the set's checksum. @throws as `customSplit`.
 */
export async function applySplit(
  folder: string,
  settings: Pick<FolderSettings, 'test' | 'seed'>,
  { imageShape, train, test }: SplitImages,
  indexOf: (line: string) => number | undefined,
): Promise<{ readonly content: SplitImages; readonly mark: CustomSplit['mark'] }> {
  const labels = new Uint8Array(train.count + test.count);
  labels.set(train.labels);
  labels.set(test.labels, train.count);
  const split = await customSplit(folder, settings, labels, indexOf);
  if (split === undefined) return { content: { imageShape, train, test }, mark: {} };
  const size = imageShape.reduce((product, side) => product * side, 1);
  const take = (indices: Uint32Array): LabelledImages => {
    const images = new Uint8Array(indices.length * size);
    indices.forEach((index, place) => {
      const [part, at] = index < train.count ? [train, index] : [test, index - train.count];
      images.set(part.images.subarray(at * size, (at + 1) * size), place * size);
    });
    return { count: indices.length, images, labels: Uint8Array.from(indices, (index) => labels[index] ?? 0) };
  };
  return { content: { imageShape, train: take(split.train), test: take(split.test) }, mark: split.mark };
}

/** 1 for each test image: the same fraction of every class, at least one image of those that have two. */
function drawn(labels: Uint8Array, fraction: number, seed: number): Uint8Array {
  const isTest = new Uint8Array(labels.length);
  const byClass = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const indices = byClass.get(label);
    if (indices === undefined) byClass.set(label, [index]);
    else indices.push(index);
  });
  for (const [label, indices] of byClass) {
    const count = Math.min(indices.length - 1, Math.max(1, Math.round(fraction * indices.length)));
    const order = randomStream(seed, 'dataset/test', label).permutation(indices.length);
    for (const position of order.subarray(0, count)) isTest[indices[position] ?? 0] = 1;
  }
  return isTest;
}

async function listed(
  folder: string,
  file: string,
  count: number,
  indexOf: (line: string) => number | undefined,
): Promise<Uint8Array> {
  // A name alone, or a path below: a list from elsewhere would not move with the folder.
  if (isAbsolute(file) || file.split(/[/\\]/).includes('..'))
    throw settingsError(join(folder, FOLDER_SETTINGS_FILE), `names a list outside the folder, ${JSON.stringify(file)}`);
  const path = join(folder, file);
  const text = await readSmallText(path, MAXIMUM_LIST_BYTES);
  if (text === undefined) {
    const advice = `Write the list, or correct "test" in ${FOLDER_SETTINGS_FILE}.`;
    throw new DatasetError({ code: 'file-missing', path, problem: 'does not exist', advice });
  }
  const isTest = new Uint8Array(count);
  text.split(/\r?\n/).forEach((line, number) => {
    const entry = line.trim();
    if (entry === '') return;
    const index = indexOf(entry);
    if (index !== undefined && index < count) {
      isTest[index] = 1;
      return;
    }
    throw new DatasetError({
      code: 'split',
      path,
      problem: `line ${number + 1} names no image of the set`,
      received: JSON.stringify(entry.slice(0, 100)),
      advice: 'Write one image a line: its path in an image folder, else its number, training images first, from 0.',
    });
  });
  return isTest;
}

/** The image that a line of a list means which holds a number. */
export function imageNumber(line: string): number | undefined {
  return /^\d{1,9}$/.test(line) ? Number(line) : undefined;
}
