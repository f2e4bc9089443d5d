import { type Dirent, readdirSync } from 'node:fs';
import { folderIdText } from '../core/datasetId.js';
import { isCifarFileName } from './cifarKinds.js';
import { isIdxFileName } from './idxSet.js';

/** So many entries tell what a folder is; one of images may have very many. */
const LOOKED_AT = 10_000;

/** The id of the images in a folder, by the names of what is in it: `idx:` where nothing is known. Reads no file. */
export function folderIdOf(folder: string): string {
  const entries = entriesOf(folder).slice(0, LOOKED_AT);
  const has = (test: (name: string) => boolean) => entries.some((entry) => !entry.isDirectory() && test(entry.name));
  const kind = has(isIdxFileName)
    ? 'idx'
    : has(isCifarFileName)
      ? 'cifar'
      : entries.some((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
        ? 'images'
        : 'idx';
  return folderIdText({ kind, path: folder });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // Not there, or not readable: whoever reads it says so.
    return [];
  }
}
