import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSmallTextSync } from '../regularFile.js';
import { identifyProcess, isProcessAlive, parseProcessIdentity } from './processIdentity.js';
import { runFiles } from './runFolder.js';

const WATCHER = { maximumBytes: 4096, refuseLinks: true };
/** Windows on one run; more files are not ours. */
const MAXIMUM_WATCHERS = 50;

/**
 * Says that this process watches a run: a trainer that stops when nobody does goes on for it, after its own starter is gone.
 * Holds until `unwatchRun` or the end of this process. @throws Error when the disk refuses.
 */
export function watchRun(folder: string): void {
  const { pid } = process;
  const file = watcherFile(folder);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(identifyProcess(pid) ?? { pid, startedAt: null })}\n`, { flag: 'wx' });
}

/** This process watches the run no longer. May be called without `watchRun`. @throws Error when the disk refuses. */
export function unwatchRun(folder: string): void {
  rmSync(watcherFile(folder), { force: true });
}

/** True if a living process has said that it watches the run. Never throws. */
export function isRunWatched(folder: string): boolean {
  try {
    const watchers = path.join(folder, runFiles.watchers);
    const names = readdirSync(watchers).filter((name) => /^\d{1,10}\.json$/.test(name));
    return names.slice(0, MAXIMUM_WATCHERS).some((name) => isWatcherAlive(path.join(watchers, name)));
  } catch {
    return false;
  }
}

/** For the trainer, at its end. Never throws. */
export function forgetWatchers(folder: string): void {
  try {
    rmSync(path.join(folder, runFiles.watchers), { recursive: true, force: true });
  } catch {
    // Claims of processes, which mean nothing without a trainer.
  }
}

function isWatcherAlive(file: string): boolean {
  try {
    const identity = parseProcessIdentity(readSmallTextSync(file, WATCHER));
    return identity !== undefined && isProcessAlive(identity);
  } catch {
    return false;
  }
}

function watcherFile(folder: string): string {
  return path.join(folder, runFiles.watchers, `${process.pid}.json`);
}
