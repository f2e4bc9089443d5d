import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { entryFiles, type FeatureIndex, readFeatureEntry } from './featureEntry.js';
import { encodeHalf } from './halfFloats.js';

/** What is known of an entry before its features are computed. */
export type FeatureDescription = Pick<FeatureIndex, 'modelName' | 'datasetName' | 'layer' | 'shape' | 'rows'>;

/** Ending of the folders in which entries are made; the number is that of the process that makes it. */
export const UNFINISHED = /\.(\d{1,10})\.new$/;

/** Takes features, row after row, and makes an entry of them. */
export interface FeatureSink {
  append(rows: Float32Array): Promise<void>;
}

/**
 * Writes an entry of the cache beside its place and renames it there when it is whole. If another process was quicker, its
 * entry stays: the key says that they are the same. Every method throws an Error when the disk refuses.
 */
export class FeatureWriter implements FeatureSink {
  readonly #target: string;
  readonly #beside: string;
  readonly #handle: FileHandle;
  readonly #hash: Hash = createHash('sha256');
  #byteLength = 0;

  private constructor(target: string, beside: string, handle: FileHandle) {
    this.#target = target;
    this.#beside = beside;
    this.#handle = handle;
  }

  static async open(target: string): Promise<FeatureWriter> {
    const beside = `${target}.${process.pid}.new`;
    await rm(beside, { recursive: true, force: true });
    await mkdir(beside, { recursive: true });
    return new FeatureWriter(target, beside, await open(path.join(beside, entryFiles.features), 'wx'));
  }

  async append(rows: Float32Array): Promise<void> {
    const halves = encodeHalf(rows);
    const bytes = new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength);
    this.#hash.update(bytes);
    this.#byteLength += bytes.length;
    await this.#handle.writeFile(bytes);
  }

  /** Puts the entry in its place. */
  async finish(description: FeatureDescription): Promise<void> {
    await this.#handle.sync();
    await this.#handle.close();
    const index: FeatureIndex = {
      schemaVersion: 1,
      ...description,
      byteLength: this.#byteLength,
      sha256: this.#hash.digest('hex'),
      created: Date.now(),
    };
    await writeFile(path.join(this.#beside, entryFiles.index), `${JSON.stringify(index, null, 2)}\n`);
    try {
      await this.#putInPlace();
    } finally {
      await rm(this.#beside, { recursive: true, force: true });
    }
  }

  async #putInPlace(): Promise<void> {
    try {
      await rename(this.#beside, this.#target);
    } catch (error) {
      if (!isThere(error)) throw error;
      const isGood = await readFeatureEntry(this.#target).then(Boolean, () => false);
      if (isGood) return;
      // What is there cannot be used by anybody.
      await rm(this.#target, { recursive: true, force: true });
      await rename(this.#beside, this.#target);
    }
  }

  /** Leaves nothing behind. Never throws. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#beside, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** A folder cannot be renamed to where one with content is. */
function isThere(error: unknown): boolean {
  return ['ENOTEMPTY', 'EEXIST', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
}
