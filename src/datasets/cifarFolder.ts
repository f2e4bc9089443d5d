import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type Dataset, describeDataset, type LabelledImages } from '../core/dataset.js';
import { folderIdText } from '../core/datasetId.js';
import { readRegularFile } from '../regularFile.js';
import { CIFAR_SHAPE, joinImages, parseCifar } from './cifar.js';
import { type CifarKind, cifarKinds } from './cifarKinds.js';
import { readClassNames } from './classNames.js';
import { applySplit, imageNumber } from './customSplit.js';
import { DatasetError } from './datasetError.js';
import type { DatasetOptions, DatasetProvider } from './datasetProvider.js';
import { fileError } from './fileError.js';
import { folderPathOf } from './folderPathOf.js';
import { checksumWith, readFolderSettings } from './folderSettings.js';
import { combineChecksums, MAXIMUM_SET_BYTES } from './idxSet.js';

const PREFIX = 'cifar:';
/** So many files of a split are read, in the order of their numbers. */
const MAXIMUM_FILES = 100;

/** The files of a set in CIFAR's binary format in a folder: `cifar:DIR`, as the published archives are unpacked. */
export const cifarFolder: DatasetProvider = {
  idPattern: 'cifar:DIR',
  title: 'CIFAR folder',
  description: "A set in CIFAR's binary format: data_batch_*.bin and test_batch.bin, or train.bin and test.bin.",
  matches: (id) => id.startsWith(PREFIX),
  normalize: (id) => folderIdText({ kind: 'cifar', path: pathOf(id) }),
  load,
  describesUnread: false,
  describe: async (id, options) => describeDataset(await load(id, options)),
};

async function load(id: string, options: DatasetOptions): Promise<Dataset> {
  const folder = pathOf(id);
  const { kind, train, test } = await findFiles(folder);
  const settings = await readFolderSettings(folder, []);
  const named = settings.classes ?? (await readClassNames(folder, [kind.namesFile]));
  const classNames = named ?? kind.classNames;
  const reader = new SplitReader(kind, classNames.length, options.signal);
  const read = {
    imageShape: CIFAR_SHAPE,
    train: await reader.read(train.map((name) => join(folder, name))),
    test: await reader.read(test.map((name) => join(folder, name))),
  };
  const { content, mark } = await applySplit(folder, settings, read, imageNumber);
  return {
    ...content,
    id: folderIdText({ kind: 'cifar', path: folder }),
    name: `${settings.name ?? (basename(folder) || folder)} (CIFAR folder)`,
    source: { kind: 'folder', location: folder, isSample: false },
    classNames,
    checksum: checksumWith(combineChecksums(reader.checksums), mark),
  };
}

function pathOf(id: string): string {
  return resolve(folderPathOf(id, 'the .bin files', 'cifar:./cifar-10-batches-bin'));
}

interface FoundFiles {
  readonly kind: CifarKind;
  readonly train: readonly string[];
  readonly test: readonly string[];
}

/** @throws DatasetError `file-missing` */
async function findFiles(folder: string): Promise<FoundFiles> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const kind of cifarKinds) {
    const train = names
      .filter((name) => kind.trainFile.test(name))
      .sort(byNumber)
      .slice(0, MAXIMUM_FILES);
    const test = names.filter((name) => name === kind.testFile);
    if (train.length > 0 && test.length > 0) return { kind, train, test };
  }
  throw new DatasetError({
    code: 'file-missing',
    path: folder,
    problem: "has no set in CIFAR's binary format",
    expected: 'data_batch_1.bin … and test_batch.bin, or train.bin and test.bin',
    advice: 'Unpack the binary version there (not the one for Python), or name another folder.',
  });
}

function byNumber(a: string, b: string): number {
  const number = (name: string) => Number(/\d+/.exec(name)?.[0] ?? 0);
  return number(a) - number(b) || (a < b ? -1 : 1);
}

/** Reads files of one set, each whole, and no more of them than a set may have. */
class SplitReader {
  /** Of the files read, in order. */
  readonly checksums: string[] = [];
  readonly #kind: CifarKind;
  readonly #classCount: number;
  readonly #signal: AbortSignal | undefined;
  #left = MAXIMUM_SET_BYTES;

  constructor(kind: CifarKind, classCount: number, signal: AbortSignal | undefined) {
    this.#kind = kind;
    this.#classCount = classCount;
    this.#signal = signal;
  }

  /** @throws DatasetError */
  async read(paths: readonly string[]): Promise<LabelledImages> {
    const parts: LabelledImages[] = [];
    for (const path of paths) {
      this.#signal?.throwIfAborted();
      const bytes = await readRegularFile(path, { maximumBytes: this.#left }).catch((error: unknown) => {
        throw fileError(error, path);
      });
      this.#left -= bytes.length;
      this.checksums.push(createHash('sha256').update(bytes).digest('hex'));
      parts.push(parseCifar(bytes, path, { labelBytes: this.#kind.labelBytes, classCount: this.#classCount }));
    }
    this.#signal?.throwIfAborted();
    return joinImages(parts);
  }
}
