import { existsSync, lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { ServedRun } from '../protocol/service.js';
import { runFiles } from '../runs/runFolder.js';
import { unwatchRun, watchRun } from '../runs/runWatchers.js';

/**
 * Says, to trainers that stop when nobody watches them, that this window does: of runs that it started, and of those that
 * another window started so, or this one before it was reloaded. Other runs are left alone.
 */
export class HeldRuns {
  readonly #folders = new Set<string>();

  /** A run that this window has just started. Never throws: a run that cannot be held stops with its starter. */
  hold(folder: string): void {
    if (this.#folders.has(folder)) return;
    this.#folders.add(folder);
    ignoreErrors(() => watchRun(folder));
  }

  /** Runs under a root that is only being listed: what does not run any more is let go when it is. */
  expectUnder(root: string): void {
    for (const name of namesIn(root)) {
      const folder = path.join(root, name);
      if (wantsWatchers(folder) && existsSync(path.join(folder, runFiles.process))) this.hold(folder);
    }
  }

  /** What has become of runs of an open root. */
  update(changed: readonly ServedRun[]): void {
    for (const { folder, status } of changed)
      if (status !== 'running') this.#release(folder);
      else if (wantsWatchers(folder)) this.hold(folder);
  }

  /** All that lie under a root that is no longer open. */
  releaseUnder(root: string): void {
    for (const folder of this.#folders) if (path.dirname(folder) === root) this.#release(folder);
  }

  #release(folder: string): void {
    if (this.#folders.delete(folder)) ignoreErrors(() => unwatchRun(folder));
  }
}

/** Its starter has said so by making the folder; a link instead of one leads somewhere else. */
function wantsWatchers(folder: string): boolean {
  try {
    return lstatSync(path.join(folder, runFiles.watchers)).isDirectory();
  } catch {
    return false;
  }
}

function namesIn(root: string): readonly string[] {
  try {
    return readdirSync(root);
  } catch {
    // There is none yet, or the listing tells what is wrong with it.
    return [];
  }
}

function ignoreErrors(work: () => void): void {
  try {
    work();
  } catch {
    // A full or read-only disk.
  }
}
