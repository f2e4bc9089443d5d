import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { folderBytes } from './engineInfo.js';
import { engineFolders } from './install/engineFolders.js';
import { withLock } from './install/lock.js';
import { enginePins } from './install/pins.js';

export interface Removal {
  /** Folders that were deleted; empty when there was nothing. */
  readonly folders: readonly string[];
  readonly bytes: number;
}

/**
 * Deletes every TensorFlow engine in the user's cache, unfinished installations and kept downloads too; waits for an
 * installation that is under way. What lies outside the cache is never touched.
 */
export async function removeTensorFlow(cache: string, signal?: AbortSignal): Promise<Removal> {
  const { root, lock } = engineFolders(cache, enginePins());
  return withLock(lock, { signal }, async () => {
    const folders: string[] = [];
    let bytes = 0;
    for (const name of await readdir(root)) {
      if (!/^(tensorflow-|\.partial-tensorflow-|\.downloads-tensorflow$)/.test(name)) continue;
      const folder = join(root, name);
      bytes += await folderBytes(folder);
      await rm(folder, { recursive: true, force: true });
      folders.push(folder);
    }
    return { folders, bytes };
  });
}
