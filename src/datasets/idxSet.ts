import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageShape, LabelledImages } from '../core/dataset.js';
import { DatasetError } from './datasetError.js';
import { type IdxFile, readIdxFile } from './idxFile.js';
import { readImages, readLabels } from './idxImages.js';

/** The four files of a set, in the order in which their checksums are combined. */
export const idxParts = ['trainImages', 'trainLabels', 'testImages', 'testLabels'] as const;

export type IdxPart = (typeof idxParts)[number];

/** Path of each part. */
export type IdxPaths = Readonly<Record<IdxPart, string>>;

/** Everything that the four files say. */
export interface IdxSet {
  readonly imageShape: ImageShape;
  readonly train: LabelledImages;
  readonly test: LabelledImages;
  /** SHA-256 over the four hexadecimal checksums, one after the other in the order of `idxParts`. */
  readonly checksum: string;
}

/** What the four files of a set may take together: a header costs nothing to forge, and each may claim half of it. */
export const MAXIMUM_SET_BYTES = 2 ** 31;

const FILE_NAME = /^(train|t10k|test)-(images|labels)[-.]idx[1-4]-ubyte(\.gz)?$/;

/** The usual name of each part, for messages. */
export const usualNames: IdxPaths = {
  trainImages: 'train-images-idx3-ubyte.gz',
  trainLabels: 'train-labels-idx1-ubyte.gz',
  testImages: 't10k-images-idx3-ubyte.gz',
  testLabels: 't10k-labels-idx1-ubyte.gz',
};

/**
 * Looks for the four files by their usual names (`.` or `-` before `idx`, `.gz` or not, `test` or `t10k`); of several
 * files for one part the first wins, uncompressed before gzip. Parts that are not there are left out; a folder that
 * cannot be listed has none.
 */
export async function findIdxFiles(folder: string): Promise<Partial<IdxPaths>> {
  const names = await readdir(folder).catch((): string[] => []);
  const found: Partial<Record<IdxPart, string>> = {};
  for (const name of names.sort((a, b) => Number(a.endsWith('.gz')) - Number(b.endsWith('.gz')) || (a < b ? -1 : 1))) {
    const [, split, content] = FILE_NAME.exec(name) ?? [];
    if (split === undefined) continue;
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
export function requireIdxFiles(found: Partial<IdxPaths>, folder: string): IdxPaths {
  const { trainImages, trainLabels, testImages, testLabels } = found;
  if (trainImages && trainLabels && testImages && testLabels) {
    return { trainImages, trainLabels, testImages, testLabels };
  }
  const missing = idxParts.filter((part) => found[part] === undefined).map((part) => usualNames[part]);
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
  paths: IdxPaths,
  options: {
    readonly classCount?: number;
    readonly signal?: AbortSignal | undefined;
    /** Size of a part after decompression, where it is known beforehand. */
    maximumBytes?(part: IdxPart): number;
    checkFile?(part: IdxPart, file: IdxFile): void;
  } = {},
): Promise<IdxSet> {
  let reserved = 0;
  const read = async (part: IdxPart) => {
    const file = await readIdxFile(paths[part], {
      signal: options.signal,
      maximumBytes: options.maximumBytes?.(part),
      reserve: (bytes) => {
        reserved += bytes;
        if (reserved > MAXIMUM_SET_BYTES) throw tooLarge(paths[part]);
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
  }) as [IdxFile, IdxFile, IdxFile, IdxFile];

  const classCount = options.classCount ?? 256;
  const train = combine(trainImages, trainLabels, classCount);
  const test = combine(testImages, testLabels, classCount);
  if (train.imageShape.join() !== test.imageShape.join()) {
    throw new DatasetError({
      code: 'shape-mismatch',
      path: testImages.path,
      problem: 'holds images of another shape than the training images',
      expected: train.imageShape.join('×'),
      received: test.imageShape.join('×'),
      advice: 'Use test images from the same set.',
    });
  }
  const checksums = [trainImages, trainLabels, testImages, testLabels].map((file) => file.sha256);
  return {
    imageShape: train.imageShape,
    train: train.images,
    test: test.images,
    checksum: combineChecksums(checksums),
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

function combine(images: IdxFile, labels: IdxFile, classCount: number) {
  const pixels = readImages(images);
  const classes = readLabels(labels, classCount);
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
