import { batchCurveOf, reduceWithBatches } from '../../core/run/batchCurve.js';
import type { RunEvent } from '../../core/run/events.js';
import { assignLetters } from '../../core/run/runLetters.js';
import type { RunState } from '../../core/run/state.js';
import type { PageNotices, RunFacts, ShownRun, Snapshot } from '../../protocol/page.js';
import { MAXIMUM_SHOWN_RUNS } from '../../protocol/pageReaders.js';
import type { Service } from '../host.js';

/** Longest wait of an event on its way to the page: ten messages a second. */
const INTERVAL_MS = 100;

/** A run that is to be shown. */
export interface RunToShow {
  readonly runId: string;
  /** Absolute; absent when there is no such run (any more). */
  readonly folder?: string;
  readonly facts: RunFacts;
}

/** Who hears of the runs, while somebody can see them. */
export interface RunsAudience {
  /** Everything is to be drawn anew. */
  onShown(): void;
  onEvents(told: PageNotices['runEvents']): void;
  onFacts(facts: readonly (RunFacts & { readonly runId: string })[]): void;
}

interface Followed {
  readonly folder: string;
  run: ShownRun;
  /** Folded already, not yet told. */
  untold: RunEvent[];
}

/** The runs on the page, kept up to date by the service: their states, and what of it the page has yet to hear. */
export class ShownRuns {
  readonly #service: Service;
  readonly #audience: RunsAudience;
  readonly #followed = new Map<string, Followed>();
  /** Events of runs whose state is still on its way. */
  readonly #early = new Map<string, RunEvent[]>();
  /** Why not, of runs that are being asked for. */
  readonly #asked = new Map<string, Promise<Snapshot['missing']>>();
  readonly #listeners: { dispose(): unknown }[];
  #wanted: readonly RunToShow[] = [];
  #missing: Snapshot['missing'] = [];
  #letters: ReadonlyMap<string, string> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSeen = false;

  constructor(service: Service, audience: RunsAudience) {
    this.#service = service;
    this.#audience = audience;
    this.#listeners = [
      service.on('runEvents', ({ folder, events }) => this.#take(folder, events)),
      service.on('runReset', ({ folder, state }) => this.#reset(folder, state)),
    ];
  }

  /** In the order in which they are shown. */
  get runs(): readonly ShownRun[] {
    return this.#wanted.flatMap(({ runId }) => this.#followed.get(runId)?.run ?? []);
  }

  /** Runs that cannot be shown, and why. */
  get missing(): Snapshot['missing'] {
    return this.#missing;
  }

  /** While false nothing is told; who looks again asks for everything. */
  set isSeen(isSeen: boolean) {
    this.#isSeen = isSeen;
    this.#forgetUntold();
  }

  /** Shows these runs and no others. Resolves when all that can be read have been read; a later call overrules. */
  async show(runs: readonly RunToShow[]): Promise<void> {
    const wanted = runs.slice(0, MAXIMUM_SHOWN_RUNS);
    this.#wanted = wanted;
    const ids = wanted.map(({ runId }) => runId);
    this.#letters = assignLetters(this.#letters, ids);
    for (const [runId, { folder }] of this.#followed) if (!ids.includes(runId)) this.#drop(runId, folder);
    const missing = runs.slice(MAXIMUM_SHOWN_RUNS).map(({ runId }) => ({
      runId,
      reason: `At most ${MAXIMUM_SHOWN_RUNS} runs can be shown at once.`,
    }));
    const failures = await Promise.all(wanted.map((run) => this.#follow(run)));
    if (this.#wanted !== wanted) return;
    this.#missing = [...failures.flat(), ...missing];
    this.#announce();
  }

  /** Tells what is known of runs besides their events, where that is new. */
  setFacts(runs: readonly RunToShow[]): void {
    const changed = runs.flatMap(({ runId, facts }) => {
      const followed = this.#followed.get(runId);
      if (followed === undefined) return [];
      const { label, isStale } = followed.run;
      if (label === facts.label && isStale === facts.isStale) return [];
      followed.run = withFacts(followed.run, facts);
      return [{ runId, ...facts }];
    });
    if (changed.length > 0 && this.#isSeen) this.#audience.onFacts(changed);
  }

  /** The service does not follow any more, as it is another: the next `show` asks for everything anew. */
  forget(): void {
    this.#followed.clear();
    this.#asked.clear();
    this.#early.clear();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.dispose();
    for (const [runId, { folder }] of this.#followed) this.#drop(runId, folder);
    this.#wanted = [];
  }

  async #follow({ runId, folder, facts }: RunToShow): Promise<Snapshot['missing']> {
    if (folder === undefined) return [{ runId, reason: 'There is no such run any more.' }];
    const known = this.#followed.get(runId);
    if (known !== undefined) {
      known.run = withFacts({ ...known.run, letter: this.#letterOf(runId) }, facts);
      return [];
    }
    const asked = this.#asked.get(runId) ?? this.#ask(runId, folder, facts);
    this.#asked.set(runId, asked);
    return asked;
  }

  async #ask(runId: string, folder: string, facts: RunFacts): Promise<Snapshot['missing']> {
    try {
      this.#early.set(folder, []);
      const { state } = await this.#service.request('followRun', { folder });
      if (!this.#wanted.some((wanted) => wanted.runId === runId)) {
        this.#unfollow(folder);
        return [];
      }
      const letter = this.#letterOf(runId);
      const run = withFacts({ runId, letter, state, batches: batchCurveOf(state) }, facts);
      const early = this.#early.get(folder) ?? [];
      this.#followed.set(runId, { folder, run: reduceWithBatches(run, early), untold: [] });
      return [];
    } catch (error) {
      return [{ runId, reason: error instanceof Error ? error.message : String(error) }];
    } finally {
      this.#early.delete(folder);
      this.#asked.delete(runId);
    }
  }

  #letterOf(runId: string): string {
    return this.#letters.get(runId) ?? '?';
  }

  #take(folder: string, events: readonly RunEvent[]): void {
    this.#early.get(folder)?.push(...events);
    const followed = this.#find(folder);
    if (followed === undefined) return;
    followed.run = reduceWithBatches(followed.run, events);
    if (!this.#isSeen) return;
    followed.untold.push(...events);
    this.#timer ??= setTimeout(() => this.#tell(), INTERVAL_MS);
  }

  #reset(folder: string, state: RunState): void {
    const followed = this.#find(folder);
    if (followed === undefined) return;
    followed.run = { ...followed.run, state, batches: batchCurveOf(state) };
    this.#announce();
  }

  #announce(): void {
    if (!this.#isSeen) return;
    this.#forgetUntold();
    this.#audience.onShown();
  }

  /** What is known is told whole: nothing is to follow twice. */
  #forgetUntold(): void {
    for (const followed of this.#followed.values()) followed.untold = [];
  }

  #tell(): void {
    this.#timer = undefined;
    // In one message: VS Code serializes and compresses each for itself, and the page draws after each.
    const told = [...this.#followed].flatMap(([runId, { untold: events }]) =>
      events.length === 0 ? [] : { runId, events },
    );
    for (const followed of this.#followed.values()) if (followed.untold.length > 0) followed.untold = [];
    if (told.length > 0) this.#audience.onEvents(told);
  }

  #find(folder: string): Followed | undefined {
    return [...this.#followed.values()].find((followed) => followed.folder === folder);
  }

  #drop(runId: string, folder: string): void {
    this.#followed.delete(runId);
    this.#unfollow(folder);
  }

  #unfollow(folder: string): void {
    // Whether the service still knows of it makes no difference here.
    this.#service.request('unfollowRun', { folder }).catch(() => undefined);
  }
}

function withFacts(run: ShownRun, { label, isStale }: RunFacts): ShownRun {
  const { label: _, isStale: __, ...rest } = run;
  return { ...rest, ...(label === undefined ? {} : { label }), ...(isStale === undefined ? {} : { isStale }) };
}
