import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { count, finite, listUpTo, Mismatch, object, type Reader, textUpTo, whole } from '../core/run/readers.js';
import { readRegularFile } from '../regularFile.js';

/** Names within an entry's folder. */
export const entryFiles = { index: 'entry.json', features: 'features.f16' } as const;

/** What an entry of the feature cache tells of itself: `entry.json`. */
export interface FeatureIndex {
  readonly schemaVersion: 1;
  /** For people: whose features, of which images. */
  readonly modelName: string;
  readonly datasetName: string;
  /** The layer whose output the features are. */
  readonly layer: string;
  /** Of the features of one image. */
  readonly shape: readonly number[];
  /** Images. */
  readonly rows: number;
  /** Of `features.f16`: 2 bytes a number, little-endian, row after row. */
  readonly byteLength: number;
  /** Of `features.f16`, hexadecimal. */
  readonly sha256: string;
  /** When it was made, milliseconds since the epoch. */
  readonly created: number;
}

/** An entry, as it lies on disk. */
export interface FeatureEntry extends FeatureIndex {
  readonly key: string;
  /** Absolute. */
  readonly folder: string;
  /** When it was last made or used, milliseconds since the epoch. */
  readonly lastUsed: number;
}

/** An entry that cannot be used: what is wrong with it. */
export class FeatureError extends Error {
  override readonly name = 'FeatureError';
}

const MAXIMUM_INDEX_BYTES = 65_536;
const MAXIMUM_ROWS = 2 ** 31 - 1;

/** Bytes of the features of so many images. */
export function featureBytes(rows: number, shape: readonly number[]): number {
  return 2 * rows * shape.reduce((product, size) => product * size, 1);
}

/** Reads what an entry tells of itself, and that its features are as many. @throws FeatureError, or Error of the system. */
export async function readFeatureEntry(folder: string): Promise<FeatureEntry> {
  const file = path.join(folder, entryFiles.index);
  const bytes = await readRegularFile(file, { maximumBytes: MAXIMUM_INDEX_BYTES, refuseLinks: true });
  const index = parseFeatureIndex(bytes.toString('utf8'));
  const { size } = await stat(path.join(folder, entryFiles.features));
  if (size !== index.byteLength)
    throw new FeatureError(`${entryFiles.features} has ${size} bytes, not ${index.byteLength}`);
  const { mtimeMs } = await stat(file);
  return { ...index, key: path.basename(folder), folder, lastUsed: mtimeMs };
}

/** Reads the text of an `entry.json`. @throws FeatureError when it is none. */
export function parseFeatureIndex(text: string): FeatureIndex {
  let index: FeatureIndex;
  try {
    index = readIndex(JSON.parse(text), '');
  } catch (error) {
    const isExpected = error instanceof Mismatch || error instanceof SyntaxError;
    throw isExpected ? new FeatureError(`${entryFiles.index} cannot be read: ${error.message}`) : error;
  }
  if (featureBytes(index.rows, index.shape) !== index.byteLength)
    throw new FeatureError(`${index.rows} rows of [${index.shape.join(', ')}] are not ${index.byteLength} bytes`);
  return index;
}

/** SHA-256 of bytes, hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const label = textUpTo(1000);

const readIndex: Reader<FeatureIndex> = object({
  schemaVersion: whole(1, 1) as Reader<1>,
  modelName: label,
  datasetName: label,
  layer: label,
  shape: listUpTo(8, whole(1, MAXIMUM_ROWS)),
  rows: whole(1, MAXIMUM_ROWS),
  byteLength: count,
  sha256: label,
  created: finite,
});
