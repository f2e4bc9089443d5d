import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Most entries of a dataset's folder that are looked through for links. */
const MAXIMUM_ENTRIES = 10_000;

/** The folders within which a file from somebody else may name files, with all below them. Links count for what they lead to. */
export class FolderBoundary {
  readonly #roots: readonly string[];

  /** @param roots paths, the current folder's where they are relative */
  constructor(roots: readonly string[]) {
    this.#roots = roots.map((root) => resolve(root));
  }

  /** True if a path, that need not exist, is within, both as it is written and with links followed. */
  async contains(path: string): Promise<boolean> {
    const absolute = resolve(path);
    // First as written: a path on another machine must not even be looked at.
    if (!this.#roots.some((root) => isBelow(absolute, root))) return false;
    const real = await realPathOf(absolute);
    const roots = await Promise.all(this.#roots.map(realPathOf));
    return roots.some((root) => isBelow(real, root));
  }

  /** True if a folder is within, and whatever the links in it lead to. */
  async containsFolder(folder: string): Promise<boolean> {
    if (!(await this.contains(folder))) return false;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.slice(0, MAXIMUM_ENTRIES))
      if (entry.isSymbolicLink() && !(await this.contains(join(folder, entry.name)))) return false;
    return entries.length <= MAXIMUM_ENTRIES;
  }
}

function isBelow(path: string, root: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** The path with all links followed; of what does not exist, as far as it does. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPathOf(parent), basename(path));
  }
}
