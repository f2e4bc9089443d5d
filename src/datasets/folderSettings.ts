import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  FOLDER_SETTINGS_FILE,
  type FolderSettings,
  parseFolderSettings,
} from '../core/definition/parseFolderSettings.js';
import { readRegularFile } from '../regularFile.js';
import { DatasetError } from './datasetError.js';

const MAXIMUM_BYTES = 2 ** 20;

/** Settings that only some kinds of folders have a use for. */
type KindSetting = 'size' | 'channels' | 'transposed' | 'firstLabel';

/**
 * What `bakeoff.dataset.jsonc` in a folder says; the defaults where there is none. `uses` are the settings that this kind
 * of folder has a use for, besides those that all have. @throws DatasetError `settings` or `unreadable`.
 */
export async function readFolderSettings(folder: string, uses: readonly KindSetting[]): Promise<FolderSettings> {
  const path = join(folder, FOLDER_SETTINGS_FILE);
  const text = await readSmallText(path, MAXIMUM_BYTES);
  if (text === undefined) return { seed: 0 };
  const { value, problems } = parseFolderSettings(text);
  const problem = problems.find(({ severity }) => severity === 'error');
  if (value === undefined || problem !== undefined) {
    const line = text.slice(0, problem?.range.start ?? 0).split('\n').length;
    throw settingsError(
      path,
      `is wrong in line ${line}: ${(problem?.message ?? 'it says nothing').replace(/\.$/, '')}`,
    );
  }
  const kinds: readonly KindSetting[] = ['size', 'channels', 'transposed', 'firstLabel'];
  const useless = kinds.find((key) => value[key] !== undefined && !uses.includes(key));
  if (useless !== undefined)
    throw settingsError(path, `says "${useless}", for which images stored like these have no use`);
  return value;
}

/** A small text file of a folder, unless told otherwise not a link, or undefined if there is none. @throws DatasetError `unreadable` */
export async function readSmallText(
  path: string,
  maximumBytes: number,
  refuseLinks = true,
): Promise<string | undefined> {
  try {
    return (await readRegularFile(path, { maximumBytes, refuseLinks })).toString('utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Not there, or in a folder that cannot be: whoever reads the images says so.
    if (['ENOENT', 'ENOTDIR', 'ERR_INVALID_ARG_VALUE', 'ENAMETOOLONG'].includes(code ?? '')) return undefined;
    const advice = 'Make it a text file that you may read, or remove it.';
    throw new DatasetError({ code: 'unreadable', path, problem: `cannot be read (${message})`, advice });
  }
}

/**
 * A set's checksum where settings make other images of its files: two sets of the same files, split differently, must not
 * pass for the same. Without such settings the files' own.
 */
export function checksumWith(checksum: string, settings: Readonly<Record<string, unknown>>): string {
  const effective = Object.entries(settings).filter(([, value]) => value !== undefined);
  if (effective.length === 0) return checksum;
  return createHash('sha256')
    .update(JSON.stringify([checksum, ...effective.sort(([a], [b]) => (a < b ? -1 : 1))]))
    .digest('hex');
}

export function settingsError(path: string, problem: string): DatasetError {
  return new DatasetError({
    code: 'settings',
    path,
    problem,
    advice: 'Correct the file, or remove it to read the folder as it is.',
  });
}
