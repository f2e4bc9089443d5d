import path from 'node:path';

/** Where runs lie in a folder unless a setting says otherwise. */
export const DEFAULT_RUNS_FOLDER = '.bakeoff/runs';

/** Longer paths cannot be made on every system. */
const MAXIMUM_LENGTH = 200;

/**
 * The absolute runs root that a setting names within a workspace folder; undefined for what does not lead to a place
 * below the folder, whatever a settings file from somebody else holds.
 */
export function runsRootIn(folder: string, setting: unknown, paths: path.PlatformPath = path): string | undefined {
  const value = setting ?? DEFAULT_RUNS_FOLDER;
  if (typeof value !== 'string' || value.trim() === '' || value.length > MAXIMUM_LENGTH) return undefined;
  // Control characters make no folder's name; a colon is a drive, or a stream of a file, on Windows.
  if (/\p{Cc}/u.test(value) || (paths.sep === '\\' && value.includes(':'))) return undefined;
  if (paths.isAbsolute(value) || path.win32.isAbsolute(value)) return undefined;
  const root = paths.resolve(folder, value);
  const way = paths.relative(folder, root);
  const isBelow = way !== '' && way !== '..' && !way.startsWith(`..${paths.sep}`) && !paths.isAbsolute(way);
  return isBelow ? root : undefined;
}
