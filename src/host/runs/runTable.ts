import path from 'node:path';
import type { ServedRun, ServiceNotices } from '../../protocol/service.js';
import type { RunStoreChange, StoredRun } from '../host.js';

/** The runs of all roots: the fold of what the service tells of them. Pure but for what it holds. */
export class RunTable {
  /** By absolute folder: ids of copied runs need not differ. */
  readonly #runs = new Map<string, StoredRun>();
  #sorted: readonly StoredRun[] | undefined;
  #byId: ReadonlyMap<string, StoredRun> | undefined;
  #lastResults: ReadonlyMap<string, StoredRun> | undefined;

  /** The newest first. The list is the same until a run changes. */
  get all(): readonly StoredRun[] {
    this.#sorted ??= [...this.#runs.values()].sort(newestFirst);
    return this.#sorted;
  }

  /** By id, of several the newest, or by absolute folder. */
  get(run: string): StoredRun | undefined {
    this.#byId ??= new Map(this.all.toReversed().map((stored) => [stored.runId, stored]));
    return this.#runs.get(run) ?? this.#byId.get(run);
  }

  /** The latest run with a result of the definition file with that path. */
  lastResultOf(definitionPath: string): StoredRun | undefined {
    this.#lastResults ??= lastResults(this.all);
    return this.#lastResults.get(pathKey(definitionPath));
  }

  /** Takes what the service tells of a root. */
  apply({ root, changed, removed }: ServiceNotices['runsChanged']): RunStoreChange {
    const gone = new Set<string>();
    for (const runId of removed) if (this.#runs.delete(path.join(root, runId))) gone.add(runId);
    for (const run of changed) this.#runs.set(run.folder, { ...run, root });
    this.#forget();
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

  #forget(): void {
    this.#sorted = undefined;
    this.#byId = undefined;
    this.#lastResults = undefined;
  }
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

function lastResults(newestFirstRuns: readonly StoredRun[]): Map<string, StoredRun> {
  const found = new Map<string, StoredRun>();
  for (const run of newestFirstRuns) {
    if (run.testAccuracy === undefined || run.definitionPath === undefined) continue;
    const key = pathKey(run.definitionPath);
    if (!found.has(key)) found.set(key, run);
  }
  return found;
}

/** Ids begin with the time of the run; a run without a recorded start is new, or broken. */
function newestFirst(a: StoredRun, b: StoredRun): number {
  const [first, second] = [a.startTime, b.startTime];
  if (first !== undefined && second !== undefined && first !== second) return second - first;
  return a.runId < b.runId ? 1 : a.runId > b.runId ? -1 : a.folder < b.folder ? -1 : 1;
}
