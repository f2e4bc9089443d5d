import type { ImageShape } from '../core/dataset.js';
import { DatasetError } from './datasetError.js';
import { combineChecksums, type IdxPart, idxParts } from './idxSet.js';

/** One file of a published set. */
export interface PublishedFile {
  /** Of the decompressed file, hexadecimal. */
  readonly sha256: string;
  /** True where only the checksum of the file as it is published, compressed, is known: then `sha256` is that. */
  readonly isOfStored?: boolean;
  /** Decompressed. */
  readonly bytes: number;
  /** As published; for progress only: a mirror may have compressed it anew. */
  readonly compressedBytes: number;
}

export type PublishedFiles = Readonly<Record<IdxPart, PublishedFile>>;

/** What is known of a published set before any of it is here. Its files have their usual names. */
export interface PublishedSet {
  readonly id: string;
  readonly title: string;
  readonly licence: string;
  readonly classNames: readonly string[];
  readonly imageShape: ImageShape;
  readonly full: PublishedFiles;
  /** Of the embedded sample; none: without the full set there are no images. */
  readonly sample?: PublishedFiles;
}

/** Where a published set is looked for. */
export interface PublishedPlaces {
  /** Environment variable that names a folder. */
  readonly environmentVariable: string;
  /** Where the system's package puts it. */
  readonly systemFolder?: string;
  /** Folders on the web, each with a slash at its end, in the order in which they are tried. */
  readonly urls: readonly string[];
  /** Debian package that brings the set, at `systemFolder`; none: apt is not tried. */
  readonly debianPackage?: string;
  /** Folder of the embedded sample, of a set that has one. */
  sampleFolder?(): string;
}

/** `Dataset.checksum` of a set whose files are as published. */
export function publishedChecksum(files: PublishedFiles): string {
  return combineChecksums(idxParts.map((part) => files[part].sha256));
}

/** Images in each split: a labels file is 8 bytes and one for each image. */
export function publishedCounts(files: PublishedFiles): { readonly trainCount: number; readonly testCount: number } {
  return { trainCount: files.trainLabels.bytes - 8, testCount: files.testLabels.bytes - 8 };
}

/** Of what a published file's checksum is. */
export function hashedPart({ isOfStored }: PublishedFile): 'content' | 'stored' {
  return isOfStored === true ? 'stored' : 'content';
}

/** @throws DatasetError `checksum` when a file (decompressed, unless `isOfStored`) is not the published one. */
export function checkPublished(
  expected: PublishedFile,
  file: { readonly path: string; readonly sha256: string },
  advice: string,
): void {
  if (file.sha256 === expected.sha256) return;
  throw new DatasetError({
    code: 'checksum',
    path: file.path,
    problem: `is not the published file: the SHA-256 of ${expected.isOfStored ? 'the compressed file' : 'its decompressed content'} differs`,
    expected: expected.sha256,
    received: file.sha256,
    advice,
  });
}
