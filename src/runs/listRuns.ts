import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { printable } from '../core/format.js';
import type { ListedSummary } from '../core/run/runSummary.js';
import { addWarning, type RunWarning } from '../core/run/warnings.js';
import { entryOf } from './indexEntry.js';
import { isTrainerAlive } from './runClaim.js';
import { isRunId } from './runId.js';
import { type IndexEntry, readIndex, stampOf, writeIndex } from './runIndex.js';

/** A run as lists show it. */
export interface ListedRun extends RunPlace, ListedSummary {}

/** The runs under a root. */
export interface RunListing {
  /** By id: the oldest first. */
  readonly runs: readonly ListedRun[];
  /** Of the root itself; what is wrong with a run is in its own. */
  readonly warnings: readonly RunWarning[];
}

/** Where a run lies. */
export interface RunPlace {
  readonly runId: string;
  /** Absolute. */
  readonly folder: string;
}

const READ_AT_ONCE = 4;
const STAMPS_AT_ONCE = 500;

/**
 * Lists every run under `root`. What an index in the root still knows is not read again; the index is mended on the way, and
 * can be deleted at any time. A root that does not exist has no runs; anything else that is wrong is a warning.
 */
export async function listRuns(root: string): Promise<RunListing> {
  const { entries, warnings } = await listEntries(root);
  return { runs: entries.map(listedRun), warnings };
}

/** A run where it lies, with what the index keeps of it. */
export interface PlacedEntry extends IndexEntry, RunPlace {}

/** What a list shows of an entry. */
export function listedRun({ runId, folder, summary }: PlacedEntry): ListedRun {
  return { runId, folder, ...summary };
}

/** `listRuns`, with what tells later whether a run has changed. */
export async function listEntries(
  root: string,
): Promise<{ readonly entries: readonly PlacedEntry[]; readonly warnings: readonly RunWarning[] }> {
  const { places, warnings } = await findRuns(root);
  const absolute = path.resolve(root);
  const index = await readIndex(absolute);
  const found = new Map<string, IndexEntry>();
  const outdated: RunPlace[] = [];
  for (const [at, place] of places.entries()) {
    // In a long list others get their turn.
    if (at % STAMPS_AT_ONCE === STAMPS_AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve));
    const known = index.get(place.runId);
    const isValid =
      known !== undefined && known.stamp === stampOf(place.folder) && !(known.isOpen && isTrainerAlive(place.folder));
    if (isValid) found.set(place.runId, known);
    else outdated.push(place);
  }
  for (let start = 0; start < outdated.length; start += READ_AT_ONCE) {
    const some = outdated.slice(start, start + READ_AT_ONCE);
    for (const entry of await Promise.all(some.map(entryOf))) found.set(entry.runId, entry);
  }
  const placed = places.flatMap(({ runId, folder }) => {
    const entry = found.get(runId);
    return entry === undefined ? [] : [{ ...entry, folder }];
  });
  // Of a run in training the next event comes at once.
  const lasting = placed.filter(({ summary }) => summary.status !== 'running');
  const isChanged = lasting.length !== index.size || lasting.some(({ runId }) => index.get(runId) !== found.get(runId));
  if (isChanged && places.length > 0)
    await writeIndex(
      absolute,
      lasting.map(({ folder: _, ...entry }) => entry),
    );
  return { entries: placed, warnings };
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
