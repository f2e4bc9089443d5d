import path from 'node:path';
import type { ServedRun, ServiceNotices } from '../../protocol/service.js';
import type { RunStoreChange, StoredRun } from '../host.js';

/** The runs of all roots: the fold of what the service tells of them. Pure but for what it holds. */
export class RunTable {
  /** By absolute folder: ids of copied runs need not differ. */
  readonly #runs = new Map<string, StoredRun>();
  /** Made when they are asked for, and kept while nothing but the progress of runs changes: that is ten times a second. */
  #sorted: readonly StoredRun[] | undefined;
  #places: ReadonlyMap<string, number> | undefined;
  /** Folder of the newest run with an id. */
  #folders: ReadonlyMap<string, string> | undefined;
  /** Folder of the last result by the key of a definition's path. */
  #lastResults: ReadonlyMap<string, string> | undefined;

  /** The newest first. The list is the same until a run changes. */
  get all(): readonly StoredRun[] {
    this.#sorted ??= [...this.#runs.values()].sort(newestFirst);
    return this.#sorted;
  }

  /** By id, of several the newest, or by absolute folder. */
  get(run: string): StoredRun | undefined {
    this.#folders ??= new Map(this.all.toReversed().map(({ runId, folder }) => [runId, folder]));
    return this.#runs.get(run) ?? this.#runs.get(this.#folders.get(run) ?? '');
  }

  /** The latest run with a result of the definition file with that path. */
  lastResultOf(definitionPath: string): StoredRun | undefined {
    this.#lastResults ??= lastResults(this.all);
    return this.#runs.get(this.#lastResults.get(pathKey(definitionPath)) ?? '');
  }

  /** Takes what the service tells of a root. */
  apply({ root, changed, removed }: ServiceNotices['runsChanged']): RunStoreChange {
    const gone = new Set<string>();
    for (const runId of removed) if (this.#runs.delete(path.join(root, runId))) gone.add(runId);
    const stored = changed.map((run): StoredRun => ({ ...run, root }));
    const keepsPlaces = gone.size === 0 && stored.every((run) => isInPlace(this.#runs.get(run.folder), run));
    for (const run of stored) this.#runs.set(run.folder, run);
    if (keepsPlaces) this.#replace(stored);
    else this.#forget();
    return { changed: new Set(changed.map(({ runId }: ServedRun) => runId)), removed: gone };
  }

  /** Forgets the runs of a root that is no longer looked at. */
  removeRoot(root: string): RunStoreChange {
    const removed = new Set<string>();
    for (const run of this.#runs.values())
      if (run.root === root) {
        this.#runs.delete(run.folder);
        removed.add(run.runId);
      }
    this.#forget();
    return { changed: new Set(), removed };
  }

  #replace(runs: readonly StoredRun[]): void {
    if (this.#sorted === undefined) return;
    this.#places ??= new Map(this.#sorted.map(({ folder }, place) => [folder, place]));
    const sorted = [...this.#sorted];
    for (const run of runs) sorted[this.#places.get(run.folder) ?? sorted.length] = run;
    this.#sorted = sorted;
  }

  #forget(): void {
    this.#sorted = undefined;
    this.#places = undefined;
    this.#folders = undefined;
    this.#lastResults = undefined;
  }
}

/** True if a run has taken the place of its former state in every list. */
function isInPlace(before: StoredRun | undefined, after: StoredRun): boolean {
  return (
    before !== undefined &&
    before.startTime === after.startTime &&
    before.definitionPath === after.definitionPath &&
    (before.testAccuracy === undefined) === (after.testAccuracy === undefined)
  );
}

/** Two changes, the second after the first, as one. */
export function mergeChanges(first: RunStoreChange, second: RunStoreChange): RunStoreChange {
  const changed = new Set([...first.changed].filter((id) => !second.removed.has(id)));
  const removed = new Set([...first.removed].filter((id) => !second.changed.has(id)));
  for (const id of second.changed) changed.add(id);
  for (const id of second.removed) removed.add(id);
  return { changed, removed };
}

/** What paths of one file have in common, however a program writes them. */
export function pathKey(file: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? path.win32.normalize(file).toLowerCase() : path.normalize(file);
}

function lastResults(newestFirstRuns: readonly StoredRun[]): Map<string, string> {
  const found = new Map<string, string>();
  // Thousands of runs are of a few definitions.
  const seen = new Set<string>();
  for (const { testAccuracy, definitionPath, folder } of newestFirstRuns) {
    if (testAccuracy === undefined || definitionPath === undefined || seen.has(definitionPath)) continue;
    seen.add(definitionPath);
    const key = pathKey(definitionPath);
    if (!found.has(key)) found.set(key, folder);
  }
  return found;
}

/** Ids begin with the time of the run; a run without a recorded start is new, or broken. */
function newestFirst(a: StoredRun, b: StoredRun): number {
  const [first, second] = [a.startTime, b.startTime];
  if (first !== undefined && second !== undefined && first !== second) return second - first;
  return a.runId < b.runId ? 1 : a.runId > b.runId ? -1 : a.folder < b.folder ? -1 : 1;
}
