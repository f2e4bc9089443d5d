import { basename, join, resolve } from 'node:path';
import { type Dataset, describeDataset } from '../core/dataset.js';
import { folderIdText, parseFolderId } from '../core/datasetId.js';
import { parseLabelMapping, readClassNames } from './classNames.js';
import { applySplit, imageNumber } from './customSplit.js';
import { DatasetError } from './datasetError.js';
import type { DatasetOptions, DatasetProvider } from './datasetProvider.js';
import { folderPathOf } from './folderPathOf.js';
import { checksumWith, readFolderSettings, readSmallText } from './folderSettings.js';
import { findIdxFiles, type IdxPaths, idxSetsIn, readIdxSet, requireIdxFiles } from './idxSet.js';

const PREFIX = 'idx:';
const CLASS_NAME_FILES = ['classes.txt', 'labels.txt'];
/** Sets whose published images are stored column by column. */
const TRANSPOSED_SETS = /^emnist-/;
const MAXIMUM_MAPPING_BYTES = 2 ** 16;

/**
 * Any IDX set in a folder: `idx:DIR`, or `idx:DIR#SET` where the files' names begin with that of their set. Class names
 * from the folder's settings, `SET-mapping.txt`, `classes.txt` or `labels.txt`; else `0`, `1`, ….
 */
export const idxFolder: DatasetProvider = {
  idPattern: 'idx:DIR',
  title: 'IDX folder',
  description: 'Any set of the MNIST family in a folder: four IDX files, gzip or not; DIR#SET for one of several.',
  matches: (id) => id.startsWith(PREFIX),
  normalize: (id) => {
    const { path, set } = partsOf(id);
    return folderIdText({ kind: 'idx', path, ...(set === undefined ? {} : { set }) });
  },
  load,
  describesUnread: false,
  describe: async (id, options) => describeDataset(await load(id, options)),
};

async function load(id: string, options: DatasetOptions): Promise<Dataset> {
  const { path: folder, set } = partsOf(id);
  const name = await setIn(folder, set);
  const settings = await readFolderSettings(folder, ['transposed', 'firstLabel']);
  const found = await findIdxFiles(folder, name);
  const mapping = await readMapping(folder, name);
  const names = settings.classes ?? mapping?.classNames ?? (await readClassNames(folder, CLASS_NAME_FILES));
  const firstLabel = settings.firstLabel ?? mapping?.firstLabel;
  const isTransposed = settings.transposed ?? TRANSPOSED_SETS.test(name);
  const read = await readIdxSet(pathsOf(found, folder, name, settings.test !== undefined), {
    signal: options.signal,
    isTransposed,
    ...(firstLabel === undefined ? {} : { firstLabel }),
    ...(names === undefined ? {} : { classCount: names.length }),
  });
  const { content, mark } = await applySplit(folder, settings, read, imageNumber);
  const title = settings.name ?? (name === '' ? basename(folder) || folder : name);
  return {
    ...content,
    id: folderIdText({ kind: 'idx', path: folder, ...(set === undefined ? {} : { set }) }),
    // Never just `fashion-mnist`: what a folder is called says little about what is in it.
    name: `${title} (IDX folder)`,
    source: { kind: 'folder', location: folder, isSample: false },
    classNames: names ?? numberedNames(read.train.labels, read.test.labels),
    checksum: checksumWith(read.checksum, {
      transposed: isTransposed || undefined,
      firstLabel: firstLabel || undefined,
      ...mark,
    }),
  };
}

function partsOf(id: string): { readonly path: string; readonly set?: string } {
  const set = parseFolderId(id)?.set;
  return { path: resolve(folderPathOf(id, 'the IDX files', 'idx:./mnist')), ...(set === undefined ? {} : { set }) };
}

/** What the names of the files of the set that is meant begin with. @throws DatasetError `layout` where it is not clear */
async function setIn(folder: string, asked: string | undefined): Promise<string> {
  if (asked !== undefined) return asked;
  const sets = await idxSetsIn(folder);
  const [only = ''] = sets;
  if (sets.length < 2 || sets.includes('')) return sets.includes('') ? '' : only;
  throw new DatasetError({
    code: 'layout',
    path: folder,
    problem: `holds several sets: ${sets.slice(0, 12).join(', ')}`,
    expected: 'one set, or the name of one',
    advice: `Say which one is meant: ${folderIdText({ kind: 'idx', path: folder, set: only })}`,
  });
}

/** Where all images are split anew, test images of their own need not be there. @throws DatasetError `file-missing` */
function pathsOf(found: Partial<IdxPaths>, folder: string, set: string, isSplitAnew: boolean) {
  const { trainImages, trainLabels, testImages, testLabels } = found;
  const hasNoTest = testImages === undefined && testLabels === undefined;
  if (isSplitAnew && hasNoTest && trainImages !== undefined && trainLabels !== undefined)
    return { trainImages, trainLabels };
  return requireIdxFiles(found, folder, set);
}

async function readMapping(folder: string, set: string) {
  const path = join(folder, `${set}-mapping.txt`);
  const text = set === '' ? undefined : await readSmallText(path, MAXIMUM_MAPPING_BYTES);
  return text === undefined ? undefined : parseLabelMapping(text, path);
}

function numberedNames(...labels: readonly Uint8Array[]): string[] {
  let maximum = 0;
  for (const split of labels) for (const label of split) if (label > maximum) maximum = label;
  return Array.from({ length: maximum + 1 }, (_, index) => String(index));
}
