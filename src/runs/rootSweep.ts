import { statSync } from 'node:fs';
import type { RunWarning } from '../core/run/warnings.js';
import { findRuns, type PlacedEntry, type RunPlace } from './listRuns.js';
import { isTrainerAlive } from './runClaim.js';
import { stampOf } from './runIndex.js';

/** What a sweep knows of the runs that were there before. */
export interface KnownRuns {
  readonly entries: ReadonlyMap<string, PlacedEntry>;
  /** Runs that somebody follows, and that need no look. */
  isFollowed(runId: string): boolean;
}

/** What a sweep has found. */
export interface Swept {
  /** New runs and runs that have changed: to be read. */
  readonly outdated: readonly RunPlace[];
  /** Ids of runs that are gone. */
  readonly gone: readonly string[];
  /** Of the root; absent where the sweep did not look at all names. */
  readonly warnings?: readonly RunWarning[];
}

/** Sweeps from one look at all names to the next, where the root's own time tells of no change. */
const SWEEPS_PER_LISTING = 5;
/** So long a new run is looked at in each sweep: its trainer may just be starting. */
const NEW_MS = 10_000;
/** From a run folder's making to the claim of whoever made it, at most. */
const MAKING_MS = 2_000;
const NO_STAMP = '|';

/**
 * Finds what has changed under a runs root, from sweep to sweep: looks at all names when the root has changed, and at the
 * files of a part of the runs each time, so that a sweep over thousands of idle runs costs next to nothing.
 */
export class RootSweep {
  readonly #root: string;
  readonly #runsPerSweep: number;
  #rootStamp: string | undefined;
  #sweeps = 0;
  /** Runs still to be looked at before it is the first one's turn again. */
  #rotation: readonly string[] = [];
  /** Runs to be looked at in each sweep, until that time. */
  readonly #isNewUntil = new Map<string, number>();
  #isFull = false;

  /** Begins with a look at all names. */
  constructor(root: string, runsPerSweep: number) {
    this.#root = root;
    this.#runsPerSweep = runsPerSweep;
  }

  /** The next sweep looks at all names, and at these runs, or at all. */
  hurry(runIds?: readonly string[]): void {
    for (const id of runIds ?? []) this.#isNewUntil.set(id, Date.now() + NEW_MS);
    this.#isFull ||= runIds === undefined;
    this.#rootStamp = undefined;
  }

  /** Never throws. */
  async next(known: KnownRuns): Promise<Swept> {
    const { added, ...found } = await this.#list(known);
    const gone = new Set(found.gone);
    const changed = this.#changed(known).filter(({ runId }) => !gone.has(runId));
    return { ...found, outdated: [...added, ...changed] };
  }

  async #list({ entries }: KnownRuns): Promise<Omit<Swept, 'outdated'> & { readonly added: readonly RunPlace[] }> {
    const stamp = this.#stampOfRoot();
    this.#sweeps += 1;
    if (stamp === this.#rootStamp && this.#sweeps % SWEEPS_PER_LISTING !== 0) return { added: [], gone: [] };
    this.#rootStamp = stamp;
    const { places, warnings } = await findRuns(this.#root);
    // A root that cannot be read for a moment is not empty.
    if (warnings.some(({ code }) => code === 'unreadable-root')) return { added: [], gone: [], warnings };
    const ids = new Set(places.map(({ runId }) => runId));
    for (const id of this.#isNewUntil.keys()) if (!ids.has(id)) this.#isNewUntil.delete(id);
    const gone = [...entries.keys()].filter((id) => !ids.has(id));
    const added = places.filter(({ runId }) => !entries.has(runId));
    for (const { runId } of added) if (!this.#isNewUntil.has(runId)) this.#isNewUntil.set(runId, Date.now() + NEW_MS);
    return { added: added.filter((place) => !this.#isBeingMade(place)), gone, warnings };
  }

  /** Just made, and nobody has claimed it yet: it would read as interrupted. Comes up again in the next sweep. */
  #isBeingMade({ runId, folder }: RunPlace): boolean {
    const isOld = (this.#isNewUntil.get(runId) ?? 0) < Date.now() + NEW_MS - MAKING_MS;
    if (isOld || stampOf(folder) !== NO_STAMP || isTrainerAlive(folder)) return false;
    this.#rootStamp = undefined;
    return true;
  }

  /** Of the new runs and of the next part of the others those that have changed. */
  #changed(known: KnownRuns): RunPlace[] {
    const { entries } = known;
    if (this.#isFull || this.#rotation.length === 0) this.#rotation = [...entries.keys()];
    const part = this.#rotation.slice(0, this.#isFull ? entries.size : this.#runsPerSweep);
    this.#rotation = this.#rotation.slice(part.length);
    this.#isFull = false;
    for (const [id, time] of this.#isNewUntil) if (Date.now() > time) this.#isNewUntil.delete(id);
    return [...new Set([...this.#isNewUntil.keys(), ...part])].flatMap((id) => {
      const entry = entries.get(id);
      return entry !== undefined && !known.isFollowed(id) && this.#hasChanged(entry) ? [entry] : [];
    });
  }

  #hasChanged({ runId, folder, stamp, isOpen }: PlacedEntry): boolean {
    const mayTrain = isOpen || this.#isNewUntil.has(runId);
    return stampOf(folder) !== stamp || (mayTrain && isTrainerAlive(folder));
  }

  /** Changes when a run comes or goes; empty without a root. */
  #stampOfRoot(): string {
    try {
      const found = statSync(this.#root);
      return `${found.mtimeMs}-${found.ino}`;
    } catch {
      return '';
    }
  }
}
