import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { folderIdText, parseFolderId } from '../core/datasetId.js';
import { folderIdOf } from './folderIdOf.js';
import { DEFAULT_DATASET, datasetProviders, normalizeDatasetId } from './index.js';

/**
 * The id of the dataset that a `--dataset` means, as a run records it: an id as it is, a path as the id of the absolute
 * folder by what is in it, seen from `baseFolder`. @throws DatasetError when it is neither.
 */
export function datasetIdOf(argument: string | undefined, baseFolder = '.'): string {
  if (argument === undefined) return DEFAULT_DATASET;
  const named = parseFolderId(argument);
  if (named !== undefined)
    return normalizeDatasetId(
      named.path === '' ? argument : folderIdText({ ...named, path: resolve(baseFolder, named.path) }),
    );
  const isPath =
    isAbsolute(argument) ||
    /[/\\]/.test(argument) ||
    (!datasetProviders.some(({ matches }) => matches(argument)) && existsSync(resolve(baseFolder, argument)));
  return normalizeDatasetId(isPath ? folderIdOf(resolve(baseFolder, argument)) : argument);
}

/** The folder that a comparison file's `dataset` names, or undefined for one that is found by its name. */
export function datasetFolderOf(written: string, baseFolder: string): string | undefined {
  try {
    return parseFolderId(datasetIdOf(written, baseFolder))?.path;
  } catch {
    // Neither a path nor a dataset's name: whoever wants to read it is told so.
    return undefined;
  }
}
