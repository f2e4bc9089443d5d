import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageShape, LabelledImages } from '../core/dataset.js';
import { MAXIMUM_CLASSES } from '../core/definition/parseFolderSettings.js';
import { DatasetError } from './datasetError.js';
import { type IdxFile, readIdxFile } from './idxFile.js';
import { readImages, readLabels, transposeImages } from './idxImages.js';

/** The four files of a set, in the order in which their checksums are combined. */
export const idxParts = ['trainImages', 'trainLabels', 'testImages', 'testLabels'] as const;

export type IdxPart = (typeof idxParts)[number];

/** Path of each part. */
export type IdxPaths = Readonly<Record<IdxPart, string>>;

/** Path of each part of a set that may be without test images. */
export type TrainPaths = Pick<IdxPaths, 'trainImages' | 'trainLabels'> & Partial<IdxPaths>;

/** Everything that the four files say. */
export interface IdxSet {
  readonly imageShape: ImageShape;
  readonly train: LabelledImages;
  /** Without an image where the paths named no test images. */
  readonly test: LabelledImages;
  /** SHA-256 over the hexadecimal checksums, one after the other in the order of `idxParts`. */
  readonly checksum: string;
}

/** What the four files of a set may take together: a header costs nothing to forge, and each may claim half of it. */
export const MAXIMUM_SET_BYTES = 2 ** 31;

/** What comes before a part's usual name tells the sets in a folder apart: `emnist-letters-train-images-idx3-ubyte`. */
const FILE_NAME = /^(?:([\w-]+)-)?(train|t10k|test)-(images|labels)[-.]idx[1-4]-ubyte(?:\.gz)?$/;

/** True if a file's name is that of a part of an IDX set. */
export function isIdxFileName(name: string): boolean {
  return FILE_NAME.test(name);
}

/** The usual name of each part, for messages. */
export const usualNames: IdxPaths = {
  trainImages: 'train-images-idx3-ubyte.gz',
  trainLabels: 'train-labels-idx1-ubyte.gz',
  testImages: 't10k-images-idx3-ubyte.gz',
  testLabels: 't10k-labels-idx1-ubyte.gz',
};

/** Names of the sets in a folder, ascending; the empty one for files without anything before their usual names. */
export async function idxSetsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const sets = names.flatMap((name) => {
    const match = FILE_NAME.exec(name);
    return match === null ? [] : [match[1] ?? ''];
  });
  return [...new Set(sets)].sort();
}

/**
 * Looks for the four files by their usual names (`.` or `-` before `idx`, `.gz` or not, `test` or `t10k`), with `set` and
 * a hyphen before them; of several files for one part the first wins, uncompressed before gzip. Parts that are not there
 * are left out; a folder that cannot be listed has none.
 */
export async function findIdxFiles(folder: string, set = ''): Promise<Partial<IdxPaths>> {
  const names = await readdir(folder).catch((): string[] => []);
  const found: Partial<Record<IdxPart, string>> = {};
  for (const name of names.sort((a, b) => Number(a.endsWith('.gz')) - Number(b.endsWith('.gz')) || (a < b ? -1 : 1))) {
    const [, before = '', split, content] = FILE_NAME.exec(name) ?? [];
    if (split === undefined || before !== set) continue;
    const part: IdxPart =
      split === 'train'
        ? content === 'images'
          ? 'trainImages'
          : 'trainLabels'
        : content === 'images'
          ? 'testImages'
          : 'testLabels';
    found[part] ??= join(folder, name);
  }
  return found;
}

/**
 * The four paths, all there.
 * @throws DatasetError `file-missing` naming the first part that is not.
 */
export function requireIdxFiles(found: Partial<IdxPaths>, folder: string, set = ''): IdxPaths {
  const { trainImages, trainLabels, testImages, testLabels } = found;
  if (trainImages && trainLabels && testImages && testLabels) {
    return { trainImages, trainLabels, testImages, testLabels };
  }
  const before = set === '' ? '' : `${set}-`;
  const missing = idxParts.filter((part) => found[part] === undefined).map((part) => before + usualNames[part]);
  throw new DatasetError({
    code: 'file-missing',
    path: folder,
    problem: `has no ${missing.join(', ')}`,
    expected: 'the four IDX files of a set, gzip or not',
    received: missing.length === idxParts.length ? 'none of them' : `${idxParts.length - missing.length} of them`,
    advice: 'Put the missing files there, or name another folder.',
  });
}

/**
 * Reads the four files and checks them against each other. `checkFile` sees each file before its content is used;
 * `classCount` bounds the labels, 256 without it.
 * @throws DatasetError naming the file that is wrong.
 */
export async function readIdxSet(
  paths: TrainPaths,
  options: {
    readonly classCount?: number;
    /** The number of the first class; default 0. */
    readonly firstLabel?: number | undefined;
    /** True if the images are stored column by column. */
    readonly isTransposed?: boolean;
    readonly signal?: AbortSignal | undefined;
    /** Size of a part after decompression, where it is known beforehand. */
    maximumBytes?(part: IdxPart): number;
    /** Of what a part's checksum is to be; default its content. */
    hashed?(part: IdxPart): 'content' | 'stored';
    checkFile?(part: IdxPart, file: IdxFile): void;
  } = {},
): Promise<IdxSet> {
  let reserved = 0;
  const read = async (part: IdxPart) => {
    const path = paths[part];
    if (path === undefined) return undefined;
    const file = await readIdxFile(path, {
      signal: options.signal,
      maximumBytes: options.maximumBytes?.(part),
      hashed: options.hashed?.(part),
      reserve: (bytes) => {
        reserved += bytes;
        if (reserved > MAXIMUM_SET_BYTES) throw tooLarge(path);
      },
    });
    options.checkFile?.(part, file);
    return file;
  };
  // Settled one and all before the first error is thrown: nothing goes on reading behind the caller's back.
  const results = await Promise.allSettled(idxParts.map(read));
  const [trainImages, trainLabels, testImages, testLabels] = results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }) as [IdxFile, IdxFile, IdxFile | undefined, IdxFile | undefined];

  const train = combine(trainImages, trainLabels, options);
  const test = testImages && testLabels && combine(testImages, testLabels, options);
  if (test !== undefined && train.imageShape.join() !== test.imageShape.join()) {
    throw new DatasetError({
      code: 'shape-mismatch',
      path: testImages?.path ?? '',
      problem: 'holds images of another shape than the training images',
      expected: train.imageShape.join('×'),
      received: test.imageShape.join('×'),
      advice: 'Use test images from the same set.',
    });
  }
  const files = [trainImages, trainLabels, testImages, testLabels].filter((file) => file !== undefined);
  return {
    imageShape: train.imageShape,
    train: train.images,
    test: test?.images ?? { count: 0, images: new Uint8Array(0), labels: new Uint8Array(0) },
    checksum: combineChecksums(files.map(({ sha256 }) => sha256)),
  };
}

function tooLarge(path: string): DatasetError {
  return new DatasetError({
    code: 'too-large',
    path,
    problem: 'makes the set too large',
    expected: `at most ${MAXIMUM_SET_BYTES} bytes for its four files`,
    advice: 'Use fewer or smaller images.',
  });
}

/** `Dataset.checksum` from the checksums of the parts, in the order of `idxParts`. */
export function combineChecksums(checksums: readonly string[]): string {
  return createHash('sha256').update(checksums.join('')).digest('hex');
}

function combine(
  images: IdxFile,
  labels: IdxFile,
  { classCount, firstLabel, isTransposed }: NonNullable<Parameters<typeof readIdxSet>[1]>,
) {
  const stored = readImages(images);
  const pixels = isTransposed ? transposeImages(stored) : stored;
  const classes = readLabels(labels, classCount ?? MAXIMUM_CLASSES, firstLabel);
  if (classes.length !== pixels.count) {
    throw new DatasetError({
      code: 'count-mismatch',
      path: labels.path,
      problem: `does not have a label for each image of ${images.path}`,
      expected: `${pixels.count} labels`,
      received: String(classes.length),
      advice: 'Use images and labels from the same set.',
    });
  }
  return {
    imageShape: pixels.imageShape,
    images: { count: pixels.count, images: pixels.bytes, labels: classes } satisfies LabelledImages,
  };
}
