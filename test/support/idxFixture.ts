import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encodeIdx } from '../../src/datasets/idx.js';
import { type IdxPart, idxParts, usualNames } from '../../src/datasets/idxSet.js';
import type { PublishedFiles, PublishedPlaces, PublishedSet } from '../../src/datasets/publishedSet.js';

/** Decompressed content of the four files. */
export type IdxParts = Record<IdxPart, Uint8Array>;

/** A small set: all images different, labels 0, 1, 2, 0, …; `salt` makes another set of the same shape. */
export function makeIdxParts(
  options: { trainCount?: number; testCount?: number; shape?: readonly number[]; salt?: number } = {},
): IdxParts {
  const { trainCount = 12, testCount = 6, shape = [4, 5], salt = 0 } = options;
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const images = (count: number, start: number) =>
    encodeIdx({
      elementType: 'uint8',
      shape: [count, ...shape],
      data: Uint8Array.from({ length: count * size }, (_, i) =>
        i % size === 0 ? start + Math.floor(i / size) + salt : (i * 7) % 251,
      ),
    });
  const labels = (count: number) =>
    encodeIdx({ elementType: 'uint8', shape: [count], data: Uint8Array.from({ length: count }, (_, i) => i % 3) });
  return {
    trainImages: images(trainCount, 0),
    trainLabels: labels(trainCount),
    testImages: images(testCount, 100),
    testLabels: labels(testCount),
  };
}

/** Writes the four files, gzip, under their usual names; returns the folder. */
export function writeIdxParts(folder: string, parts: IdxParts): string {
  mkdirSync(folder, { recursive: true });
  for (const part of idxParts) writeFileSync(join(folder, usualNames[part]), gzipSync(parts[part]));
  return folder;
}

/** What a publisher would state about these files. */
export function describeParts(parts: IdxParts): PublishedFiles {
  const describe = (part: IdxPart) => ({
    sha256: createHash('sha256').update(parts[part]).digest('hex'),
    bytes: parts[part].length,
    compressedBytes: gzipSync(parts[part]).length,
  });
  return {
    trainImages: describe('trainImages'),
    trainLabels: describe('trainLabels'),
    testImages: describe('testImages'),
    testLabels: describe('testLabels'),
  };
}

/** A published set of three classes whose full files are `full` and whose sample is `sample`. */
export function makePublishedSet(full: IdxParts, sample: IdxParts): Required<PublishedSet> {
  return {
    id: 'tiny',
    title: 'Tiny',
    licence: 'none',
    classNames: ['a', 'b', 'c'],
    imageShape: [4, 5, 1],
    full: describeParts(full),
    sample: describeParts(sample),
  };
}

/** Places below `root`, with no place on the web; the sample is written. */
export function makePlaces(root: string, sample: IdxParts, urls: readonly string[] = []) {
  const sampleFolder = writeIdxParts(join(root, 'sample'), sample);
  return {
    environmentVariable: 'BAKEOFF_TINY',
    systemFolder: join(root, 'system'),
    urls,
    sampleFolder: () => sampleFolder,
  } satisfies PublishedPlaces;
}
