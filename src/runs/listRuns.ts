import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { printable } from '../core/format.js';
import { addWarning, type RunWarning } from '../core/run/warnings.js';
import { readRun, type StoredRun } from './readRun.js';
import { isRunId } from './runId.js';

/** The runs under a root. */
export interface RunListing {
  /** By id: the oldest first. */
  readonly runs: readonly StoredRun[];
  /** Of the root itself; what is wrong with a run is in its state. */
  readonly warnings: readonly RunWarning[];
}

/** Where a run lies. */
export interface RunPlace {
  readonly runId: string;
  /** Absolute. */
  readonly folder: string;
}

const READ_AT_ONCE = 4;

/** Reads every run under `root`. A root that does not exist has no runs; anything else that is wrong is a warning. */
export async function listRuns(root: string): Promise<RunListing> {
  const { places, warnings } = await findRuns(root);
  const runs: StoredRun[] = [];
  for (let start = 0; start < places.length; start += READ_AT_ONCE)
    runs.push(...(await Promise.all(places.slice(start, start + READ_AT_ONCE).map(({ folder }) => readRun(folder)))));
  return { runs, warnings };
}

/** The run folders under `root` by id, without reading them: real folders with a run's id for a name. Never throws. */
export async function findRuns(root: string): Promise<{ places: RunPlace[]; warnings: readonly RunWarning[] }> {
  const absolute = path.resolve(root);
  let entries: Dirent[];
  try {
    entries = await readdir(absolute, { withFileTypes: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { places: [], warnings: [] };
    return { places: [], warnings: addWarning([], 'unreadable-root', `The runs cannot be listed: ${message}`) };
  }
  const isRun = (entry: Dirent) => entry.isDirectory() && isRunId(entry.name);
  const places = entries
    .filter(isRun)
    .map(({ name }) => ({ runId: name, folder: path.join(absolute, name) }))
    .sort((a, b) => (a.runId < b.runId ? -1 : 1));
  const foreign = entries.filter((entry) => !isRun(entry) && !entry.name.startsWith('.')).map(({ name }) => name);
  if (foreign.length === 0) return { places, warnings: [] };
  const shown = foreign.sort().slice(0, 5).map(printable).join(', ');
  const message = `Not runs, and left alone: ${shown}${foreign.length > 5 ? ', …' : ''}.`;
  return { places, warnings: addWarning([], 'foreign-file', message) };
}
