import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { FeatureReader } from '../core/training/rowFeed.js';
import { openRegularFile, readBytes } from '../regularFile.js';
import { entryFiles, type FeatureEntry, FeatureError, sha256Of } from './featureEntry.js';
import { decodeHalf } from './halfFloats.js';

/** Rows that lie this close in the file are read in one go: a gap costs less than a call. */
const GAP_ROWS = 2;
const MAXIMUM_RUN_BYTES = 4 * 2 ** 20;

/** An entry's features, open for reading. */
export class FeatureFile {
  readonly #entry: FeatureEntry;
  readonly #handle: FileHandle;
  readonly #rowBytes: number;

  private constructor(entry: FeatureEntry, handle: FileHandle) {
    this.#entry = entry;
    this.#handle = handle;
    this.#rowBytes = entry.byteLength / entry.rows;
  }

  /** @throws FeatureError or FileRefusedError when the file is not what the entry tells. */
  static async open(entry: FeatureEntry): Promise<FeatureFile> {
    const file = path.join(entry.folder, entryFiles.features);
    const { handle, size } = await openRegularFile(file, {
      maximumBytes: Number.MAX_SAFE_INTEGER,
      refuseLinks: true,
    });
    if (size === entry.byteLength) return new FeatureFile(entry, handle);
    await handle.close();
    throw new FeatureError(`${file} has ${size} bytes, not ${entry.byteLength}`);
  }

  /** All features, in the order of the rows; the checksum is tested. @throws FeatureError when the file is damaged. */
  async readAll(): Promise<Float32Array> {
    const bytes = await readBytes(this.#handle, this.#entry.byteLength);
    if (sha256Of(bytes) !== this.#entry.sha256) throw new FeatureError('the checksum does not fit the content');
    const values = new Float32Array(bytes.length / 2);
    decodeHalf(halvesIn(bytes), values);
    return values;
  }

  /** The features of some rows, in their order. @throws FeatureError when the file ends before. */
  async readRows(rows: Int32Array): Promise<Float32Array> {
    const rowBytes = this.#rowBytes;
    const numbers = rowBytes / 2;
    const values = new Float32Array(rows.length * numbers);
    const order = Uint32Array.from(rows, (_, place) => place).sort((a, b) => rowAt(rows, a) - rowAt(rows, b));
    await Promise.all(
      runsOf(order, rows, Math.max(1, Math.floor(MAXIMUM_RUN_BYTES / rowBytes))).map(
        async ({ places, first, last }) => {
          const length = (last - first + 1) * rowBytes;
          const bytes = await readBytes(this.#handle, length, first * rowBytes);
          if (bytes.length < length)
            throw new FeatureError(
              `The features in ${this.#entry.folder} end before row ${last}. Resume the run: they are made anew.`,
            );
          const halves = halvesIn(bytes);
          for (const place of places) {
            const start = (rowAt(rows, place) - first) * numbers;
            decodeHalf(halves.subarray(start, start + numbers), values, place * numbers);
          }
        },
      ),
    );
    return values;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** Reads the features of a dataset's images from a file, those that come next while others are worked on. */
export class StreamedFeatures implements FeatureReader {
  readonly #file: FeatureFile;
  readonly #rowOf: Int32Array;
  #expected: { readonly indices: Int32Array; readonly features: Promise<Float32Array> } | undefined;

  /** `rowOf`: the row of each of the dataset's images. */
  constructor(file: FeatureFile, rowOf: Int32Array) {
    this.#file = file;
    this.#rowOf = rowOf;
  }

  async read(indices: Int32Array): Promise<Float32Array> {
    const expected = this.#expected;
    this.#expected = undefined;
    if (expected !== undefined && isSame(expected.indices, indices)) return expected.features;
    return this.#read(indices);
  }

  expect(indices: Int32Array): void {
    if (indices.length === 0) return;
    const features = this.#read(indices);
    // What goes wrong is met by whoever reads them.
    features.catch(() => undefined);
    this.#expected = { indices, features };
  }

  #read(indices: Int32Array): Promise<Float32Array> {
    return this.#file.readRows(indices.map((index) => this.#rowOf[index] ?? 0));
  }
}

function rowAt(rows: Int32Array, place: number): number {
  return rows[place] ?? 0;
}

/** Rows that lie close together, in ascending order, with where each belongs. */
function runsOf(order: Uint32Array, rows: Int32Array, maximumRows: number) {
  const runs: { places: number[]; first: number; last: number }[] = [];
  for (const place of order) {
    const row = rowAt(rows, place);
    const run = runs.at(-1);
    if (run !== undefined && row - run.last <= GAP_ROWS && row - run.first < maximumRows) {
      run.places.push(place);
      run.last = row;
    } else runs.push({ places: [place], first: row, last: row });
  }
  return runs;
}

function isSame(one: Int32Array, other: Int32Array): boolean {
  return one.length === other.length && one.every((index, place) => index === other[place]);
}

/** Little-endian, as every machine that Node runs on is. */
function halvesIn(bytes: Buffer): Uint16Array {
  if (bytes.byteOffset % 2 === 0) return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  return new Uint16Array(Uint8Array.from(bytes).buffer);
}
