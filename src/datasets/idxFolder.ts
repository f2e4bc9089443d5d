import { basename, join, resolve } from 'node:path';
import { type Dataset, describeDataset } from '../core/dataset.js';
import { readRegularFile } from '../regularFile.js';
import { DatasetError } from './datasetError.js';
import type { DatasetOptions, DatasetProvider } from './datasetProvider.js';
import { findIdxFiles, readIdxSet, requireIdxFiles } from './idxSet.js';

const PREFIX = 'idx:';
const CLASS_NAME_FILES = ['classes.txt', 'labels.txt'];
const MAXIMUM_CLASSES = 256;
const MAXIMUM_CLASS_NAME = 100;
/** Each name's characters may take four bytes, and lines may be indented. */
const MAXIMUM_NAMES_BYTES = 2 ** 18;

/** Any IDX set in a folder: `idx:DIR`. Class names from `classes.txt` or `labels.txt`, one a line; else `0`, `1`, …. */
export const idxFolder: DatasetProvider = {
  idPattern: 'idx:DIR',
  title: 'IDX folder',
  description: 'Any set of the MNIST family in a folder: four IDX files, gzip or not, and optionally classes.txt.',
  matches: (id) => id.startsWith(PREFIX),
  normalize: (id) => PREFIX + folderOf(id),
  load,
  describesUnread: false,
  describe: async (id, options) => describeDataset(await load(id, options)),
};

async function load(id: string, options: DatasetOptions): Promise<Dataset> {
  const folder = folderOf(id);
  const paths = requireIdxFiles(await findIdxFiles(folder), folder);
  const names = await readClassNames(folder);
  const set = await readIdxSet(paths, {
    signal: options.signal,
    ...(names === undefined ? {} : { classCount: names.length }),
  });
  return {
    id: PREFIX + folder,
    // Never just `fashion-mnist`: what a folder is called says little about what is in it.
    name: `${basename(folder) || folder} (IDX folder)`,
    source: { kind: 'folder', location: folder, isSample: false },
    classNames: names ?? numberedNames(set.train.labels, set.test.labels),
    ...set,
  };
}

function folderOf(id: string): string {
  const folder = id.slice(PREFIX.length);
  if (folder.trim() === '') {
    throw new DatasetError({
      code: 'unknown-dataset',
      path: id,
      problem: 'names no folder',
      expected: 'idx:DIR',
      advice: 'Write the folder of the IDX files after the colon, for example idx:./mnist.',
    });
  }
  return resolve(folder);
}

function numberedNames(...labels: readonly Uint8Array[]): string[] {
  let maximum = 0;
  for (const split of labels) for (const label of split) if (label > maximum) maximum = label;
  return Array.from({ length: maximum + 1 }, (_, index) => String(index));
}

async function readClassNames(folder: string): Promise<string[] | undefined> {
  for (const file of CLASS_NAME_FILES) {
    const path = join(folder, file);
    const bytes = await readRegularFile(path, { maximumBytes: MAXIMUM_NAMES_BYTES }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        const advice = 'Make it a text file that you may read, or remove it.';
        throw new DatasetError({ code: 'unreadable', path, problem: `cannot be read (${error.message})`, advice });
      },
    );
    if (bytes !== undefined) return parseClassNames(bytes.toString('utf8'), path);
  }
  return undefined;
}

function parseClassNames(text: string, path: string): string[] {
  const names = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.trim());
  const empty = names.indexOf('');
  const repeated = names.findIndex((name, index) => names.indexOf(name) !== index);
  const unfit = names.findIndex((name) => name.length > MAXIMUM_CLASS_NAME || name.includes('\0'));
  const line = [empty, unfit, repeated].find((index) => index >= 0) ?? -1;
  if (line < 0 && names.length <= MAXIMUM_CLASSES) return names;
  throw new DatasetError({
    code: 'class-names',
    path,
    problem: 'does not name the classes',
    expected: `one name a line, each different and of at most ${MAXIMUM_CLASS_NAME} characters of text, at most ${MAXIMUM_CLASSES}`,
    received: line < 0 ? `${names.length} names` : `line ${line + 1}: ${JSON.stringify(names[line]?.slice(0, 60))}`,
    advice: 'Write the name of class 0 in the first line, of class 1 in the second, and so on.',
  });
}
