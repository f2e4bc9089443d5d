import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { DEFAULT_DATASET, normalizeDatasetId } from './index.js';

/**
 * The id of the dataset that a `--dataset` means, as a run records it: an id as it is, a path as `idx:` and the absolute
 * folder, seen from `baseFolder`. @throws DatasetError when it is neither.
 */
export function datasetIdOf(argument: string | undefined, baseFolder = '.'): string {
  if (argument === undefined) return DEFAULT_DATASET;
  const folder = /^idx:(.+)$/s.exec(argument)?.[1];
  if (folder !== undefined) return normalizeDatasetId(`idx:${resolve(baseFolder, folder)}`);
  const isPath =
    isAbsolute(argument) ||
    /[/\\]/.test(argument) ||
    (argument !== DEFAULT_DATASET && existsSync(resolve(baseFolder, argument)));
  return normalizeDatasetId(isPath ? `idx:${resolve(baseFolder, argument)}` : argument);
}

/** The folder that a comparison file's `dataset` names, or undefined for one that is found by its name. */
export function datasetFolderOf(written: string, baseFolder: string): string | undefined {
  try {
    const id = datasetIdOf(written, baseFolder);
    return id.startsWith('idx:') ? id.slice('idx:'.length) : undefined;
  } catch {
    // Neither a path nor a dataset's name: whoever wants to read it is told so.
    return undefined;
  }
}
