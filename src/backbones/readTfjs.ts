import { dirname, join } from 'node:path';
import type { BackboneWeight } from '../core/plan/plannedBackbone.js';
import { openRegularFile, readBytes, readRegularFile } from '../regularFile.js';
import { BackboneError } from './backboneError.js';
import { decodeNumbers } from './decodeNumbers.js';
import { findNamed, plainName } from './fileNames.js';
import { type ManifestGroup, type ManifestWeight, parseTfjsManifest } from './tfjsManifest.js';
import {
  MAXIMUM_WEIGHT_BYTES,
  missingWeight,
  requireSameShape,
  requireSaneValues,
  type WeightReader,
} from './weightReader.js';

const MAXIMUM_MANIFEST_BYTES = 16 * 2 ** 20;

/** A wanted weight and where it lies. */
interface Located {
  readonly wanted: BackboneWeight;
  readonly weight: ManifestWeight;
  readonly group: ManifestGroup;
}

/** Reads weights in TensorFlow.js's layers format; of its files only those that hold any of them. `path`: of `model.json`. */
export const readTfjs: WeightReader = async (path, wanted) => {
  const text = await readRegularFile(path, { maximumBytes: MAXIMUM_MANIFEST_BYTES }).catch((error: Error) => {
    throw unreadable(path, error);
  });
  const located = locate(path, parseTfjsManifest(text.toString('utf8'), path), wanted);
  const result = new Map<string, Float32Array>();
  const groups = new Set(located.map(({ group }) => group));
  for (const group of groups) {
    const own = located.filter((entry) => entry.group === group);
    const reader = new GroupReader(dirname(path), group);
    for (const { wanted: target, weight } of own) {
      const values = decodeNumbers(await reader.read(weight.offset, weight.byteLength), weight.encoding);
      requireSaneValues(path, target, values);
      result.set(target.variable, values);
    }
  }
  return result;
};

/** Names of the files of a manifest that hold any of these weights. @throws BackboneError */
export function tfjsFilesOf(path: string, text: string, wanted: readonly BackboneWeight[]): readonly string[] {
  const located = locate(path, parseTfjsManifest(text, path), wanted);
  return [...new Set(located.flatMap(({ group }) => group.files))];
}

/** Where each weight lies, its shape checked. @throws BackboneError */
function locate(path: string, groups: readonly ManifestGroup[], wanted: readonly BackboneWeight[]): readonly Located[] {
  const byLayer = new Map<string, Map<string, Located['weight'] & { readonly group: ManifestGroup }>>();
  for (const group of groups)
    for (const weight of group.weights) {
      const layer = weight.name.split('/').at(-2) ?? '';
      const names = byLayer.get(layer) ?? new Map();
      names.set(plainName(layer, weight.name), { ...weight, group });
      byLayer.set(layer, names);
    }
  const located = wanted.map((target): Located => {
    const weight = findNamed(target, byLayer.get(target.layer) ?? new Map<string, never>());
    if (weight === undefined) throw missingWeight(path, target);
    requireSameShape(path, target, weight.shape);
    return { wanted: target, weight, group: weight.group };
  });
  const bytes = located.reduce((sum, { weight }) => sum + weight.byteLength, 0);
  if (bytes > MAXIMUM_WEIGHT_BYTES) throw unreadable(path, new Error(`${bytes} bytes of weights are too many`));
  return located;
}

/** Reads pieces of a group's files as if they were one. */
class GroupReader {
  readonly #folder: string;
  readonly #files: readonly string[];
  #sizes: readonly number[] | undefined;

  constructor(folder: string, { files }: ManifestGroup) {
    this.#folder = folder;
    this.#files = files;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    this.#sizes ??= await Promise.all(this.#files.map((file) => this.#withFile(file, async (_, size) => size)));
    const pieces: Uint8Array[] = [];
    let start = 0;
    for (const [index, size] of this.#sizes.entries()) {
      const [from, to] = [Math.max(offset, start), Math.min(offset + length, start + size)];
      const begin = start;
      if (from < to)
        pieces.push(
          await this.#withFile(this.#files[index] ?? '', (handle) => readBytes(handle, to - from, from - begin)),
        );
      start += size;
    }
    const bytes = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
    if (bytes.length === length) return bytes;
    throw new BackboneError({
      code: 'truncated',
      path: join(this.#folder, this.#files.join(', ')),
      problem: `it ends at byte ${start}; weights lie up to byte ${offset + length}`,
      advice: 'Get the file again.',
    });
  }

  async #withFile<T>(
    file: string,
    work: (handle: Parameters<typeof readBytes>[0], size: number) => Promise<T>,
  ): Promise<T> {
    const path = join(this.#folder, file);
    const opened = await openRegularFile(path, { maximumBytes: MAXIMUM_WEIGHT_BYTES }).catch((error: Error) => {
      throw unreadable(path, error);
    });
    try {
      return await work(opened.handle, opened.size);
    } finally {
      await opened.handle.close();
    }
  }
}

function unreadable(path: string, error: Error): BackboneError {
  const { code } = error as NodeJS.ErrnoException;
  const problem = code === 'ENOENT' ? 'there is no such file' : `cannot be read: ${error.message}`;
  return new BackboneError({ code: 'unreadable', path, problem, advice: 'Put it there, or get it again.' });
}
