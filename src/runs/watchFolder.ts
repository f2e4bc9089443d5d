import { watch } from 'node:fs';

/** A watch that can be ended. */
export interface FolderWatch {
  close(): void;
}

/**
 * Tells names of entries in a folder that have changed, null where the system does not say which; undefined when it cannot
 * watch. It may fall silent at any time (folders on a network, too many watches): look once in a while all the same.
 */
export function watchFolder(folder: string, onChange: (name: string | null) => void): FolderWatch | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => onChange(name));
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
