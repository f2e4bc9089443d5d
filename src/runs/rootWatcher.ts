import { statSync } from 'node:fs';
import path from 'node:path';
import type { Progress } from '../core/run/progress.js';
import type { RunWarning } from '../core/run/warnings.js';
import { entryOf, listedSummary } from './indexEntry.js';
import { type ListedRun, listEntries, listedRun, type PlacedEntry, type RunPlace } from './listRuns.js';
import { RootSweep } from './rootSweep.js';
import { isTrainerAlive } from './runClaim.js';
import { RunTail, type RunTailOptions } from './runTail.js';
import { Turns } from './turns.js';
import { type FolderWatch, watchFolder } from './watchFolder.js';

/** A run of a watched root. */
export interface WatchedRun extends ListedRun {
  /** Only while it is trained. */
  readonly progress?: Progress;
}

/** What has changed under a root. */
export interface RootChange {
  /** New runs, and runs of which something is new, whole. */
  readonly changed: readonly WatchedRun[];
  /** Ids of runs that are gone. */
  readonly removed: readonly string[];
}

/** How a root is watched. */
export interface RootWatcherOptions {
  /** Between two sweeps when nothing tells of a change; default 1,000 ms. */
  readonly sweepMs?: number;
  /** Shortest time between two notices; default 100 ms. */
  readonly intervalMs?: number;
  /** Runs that a sweep looks at, one after the other; default 1,000. */
  readonly runsPerSweep?: number;
  readonly tail?: RunTailOptions;
}

/** Runs that are read in one turn; the others are told of what was found until then. */
const READS_PER_TURN = 200;
/**
 * Watches the runs under a root, whatever process writes them: first the whole list, then what is new, changed and gone,
 * live for those in training. The rest is looked at a part at a time, so that thousands of idle runs cost next to nothing.
 */
export class RootWatcher {
  readonly #root: string;
  readonly #options: Required<Omit<RootWatcherOptions, 'tail'>> & RootWatcherOptions;
  readonly #onChange: (change: RootChange) => void;
  readonly #turns: Turns;
  readonly #sweeping: RootSweep;
  readonly #entries = new Map<string, PlacedEntry>();
  readonly #tails = new Map<string, RunTail>();
  /** Told by their tails. */
  readonly #moved = new Set<string>();
  readonly #changed = new Set<string>();
  readonly #removed = new Set<string>();
  #warnings: readonly RunWarning[] = [];
  #watch: FolderWatch | undefined;
  #watchedInode: number | undefined;
  #nextSweepTime = 0;
  #waiting: (() => void)[] = [];
  #isListed = false;
  #isDisposed = false;

  private constructor(root: string, onChange: (change: RootChange) => void, options: RootWatcherOptions) {
    this.#root = path.resolve(root);
    this.#options = { sweepMs: 1_000, intervalMs: 100, runsPerSweep: 1_000, ...options };
    this.#onChange = onChange;
    this.#sweeping = new RootSweep(this.#root, this.#options.runsPerSweep);
    this.#turns = new Turns({ take: () => this.#turn(), intervalMs: this.#options.intervalMs });
  }

  /**
   * Lists the runs, by the index where it holds, and watches them from then on; `onChange` hears what comes after `runs`, and
   * nothing before this has returned. It must not throw. A root that does not exist yet is waited for.
   */
  static async open(
    root: string,
    onChange: (change: RootChange) => void,
    options: RootWatcherOptions = {},
  ): Promise<RootWatcher> {
    const watcher = new RootWatcher(root, onChange, options);
    await watcher.#list();
    return watcher;
  }

  /** All runs, as last told: by id, the oldest first. */
  get runs(): readonly WatchedRun[] {
    const ids = [...this.#entries.keys()].sort((a, b) => (a < b ? -1 : 1));
    return ids.flatMap((id) => this.#runOf(id) ?? []);
  }

  /** Of the root itself. */
  get warnings(): readonly RunWarning[] {
    return this.#warnings;
  }

  /** Looks at these runs, or at all, now: what has changed is told when this resolves. */
  refresh(runIds?: readonly string[]): Promise<void> {
    if (this.#isDisposed) return Promise.resolve();
    this.#sweeping.hurry(runIds);
    this.#nextSweepTime = 0;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#turns.soon();
    });
  }

  /** Closes everything; nothing more is told. May be called twice. */
  dispose(): void {
    this.#isDisposed = true;
    this.#turns.dispose();
    this.#watch?.close();
    for (const tail of this.#tails.values()) tail.dispose();
    this.#tails.clear();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #list(): Promise<void> {
    const { entries, warnings } = await listEntries(this.#root);
    this.#warnings = warnings;
    for (const entry of entries) {
      this.#entries.set(entry.runId, entry);
      if (entry.isOpen) await this.#follow(entry);
    }
    this.#moved.clear();
    this.#isListed = true;
    this.#turns.soon();
  }

  /** Gives the time until the next turn. */
  async #turn(): Promise<number> {
    const waiting = this.#waiting.splice(0);
    if (performance.now() >= this.#nextSweepTime) {
      this.#nextSweepTime = performance.now() + this.#options.sweepMs;
      if (await this.#sweep()) this.#nextSweepTime = 0;
    }
    for (const id of [...this.#moved]) await this.#moveOn(id);
    this.#tell();
    for (const resolve of waiting) resolve();
    return this.#nextSweepTime - performance.now();
  }

  /** True when there was more than one turn can do. */
  async #sweep(): Promise<boolean> {
    this.#watchRoot();
    for (const [id, tail] of this.#tails) if (tail.state.status !== 'running') this.#moved.add(id);
    const isFollowed = (id: string) => this.#tails.has(id);
    const { outdated, gone, warnings } = await this.#sweeping.next({ entries: this.#entries, isFollowed });
    this.#warnings = warnings ?? this.#warnings;
    for (const id of gone) this.#forget(id);
    for (const place of outdated.slice(0, READS_PER_TURN)) {
      if (this.#isDisposed) return false;
      await this.#read(place);
    }
    if (outdated.length <= READS_PER_TURN) return false;
    this.#sweeping.hurry();
    return true;
  }

  /** From then on the system tells of runs that come and go; a root that was made anew is another folder. */
  #watchRoot(): void {
    const inode = inodeOf(this.#root);
    if (this.#watch !== undefined && inode === this.#watchedInode) return;
    this.#watch?.close();
    this.#watchedInode = inode;
    this.#watch = watchFolder(this.#root, () => {
      this.#nextSweepTime = 0;
      this.#turns.soon();
    });
  }

  async #read({ runId, folder }: RunPlace): Promise<void> {
    const entry = { ...(await entryOf({ runId, folder })), folder };
    this.#entries.set(runId, entry);
    this.#changed.add(runId);
    await this.#follow(entry);
  }

  /** Tails a run that is being trained, or about to be. */
  async #follow({ runId, folder, summary }: PlacedEntry): Promise<void> {
    if (this.#isDisposed || this.#tails.has(runId)) return;
    if (summary.status !== 'running' && !isTrainerAlive(folder)) return;
    const move = () => {
      this.#moved.add(runId);
      if (this.#isListed) this.#turns.soon();
    };
    const tail = await RunTail.open(folder, { onEvents: move, onReset: move }, this.#options.tail);
    if (this.#isDisposed) return tail.dispose();
    this.#tails.set(runId, tail);
    move();
  }

  /** Brings a tailed run's entry up to date; one whose training is over is read once more, and no longer tailed. */
  async #moveOn(runId: string): Promise<void> {
    this.#moved.delete(runId);
    const tail = this.#tails.get(runId);
    const entry = this.#entries.get(runId);
    if (tail === undefined || entry === undefined) return;
    const { folder } = entry;
    if (tail.state.status !== 'running' && !isTrainerAlive(folder)) {
      tail.dispose();
      this.#tails.delete(runId);
      return this.#read(entry);
    }
    this.#entries.set(runId, { ...entry, summary: await listedSummary(folder, tail.state) });
    this.#changed.add(runId);
  }

  #forget(runId: string): void {
    this.#tails.get(runId)?.dispose();
    this.#tails.delete(runId);
    this.#changed.delete(runId);
    if (this.#entries.delete(runId)) this.#removed.add(runId);
  }

  #tell(): void {
    if (this.#isDisposed || this.#changed.size + this.#removed.size === 0) return;
    const changed = [...this.#changed].flatMap((id) => this.#runOf(id) ?? []);
    const removed = [...this.#removed].filter((id) => !this.#entries.has(id));
    this.#changed.clear();
    this.#removed.clear();
    if (changed.length + removed.length > 0) this.#onChange({ changed, removed });
  }

  #runOf(runId: string): WatchedRun | undefined {
    const entry = this.#entries.get(runId);
    if (entry === undefined) return undefined;
    const progress = this.#tails.get(runId)?.state.progress;
    return { ...listedRun(entry), ...(progress === undefined ? {} : { progress }) };
  }
}

function inodeOf(folder: string): number | undefined {
  try {
    return statSync(folder).ino;
  } catch {
    return undefined;
  }
}
