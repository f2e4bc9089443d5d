import path from 'node:path';
import type { RunEvent } from '../core/run/events.js';
import { RunFold } from '../core/run/runFold.js';
import type { RunState } from '../core/run/state.js';
import { GrowingEvents } from './growingEvents.js';
import { completeState } from './readRun.js';
import { isTrainerAlive } from './runClaim.js';
import { runFiles } from './runFolder.js';
import { Turns } from './turns.js';
import { type FolderWatch, watchFolder } from './watchFolder.js';

/** Who follows a run. What it is told must not throw. */
export interface RunTailListener {
  /** New events, in order, none twice: `reduceRun` brings the state told before up to date. */
  onEvents(events: readonly RunEvent[]): void;
  /** What was told before no longer holds; this is the state from now on. */
  onReset(state: RunState): void;
}

/** Times of a tail, in milliseconds. */
export interface RunTailOptions {
  /** Between two looks when nothing tells of a change; default 1,000. */
  readonly pollMs?: number;
  /** Shortest time between two looks; default 100. */
  readonly intervalMs?: number;
  /** From the death of a trainer to `interrupted`: its launcher may still say how it ended. Default 500. */
  readonly deathMs?: number;
}

const WATCHED: ReadonlySet<string | null> = new Set([null, runFiles.events, runFiles.process]);

/**
 * Follows one run, whatever process trains it, through its folder: its events as they are written, the death of a trainer
 * that leaves no end, resumptions, and a file that is cut off or written anew. Looks when the system tells of a change, and
 * once in a while, as not every system does.
 */
export class RunTail {
  readonly #folder: string;
  readonly #listener: RunTailListener;
  readonly #times: Required<RunTailOptions>;
  readonly #turns: Turns;
  readonly #watch: FolderWatch | undefined;
  #events: GrowingEvents;
  #state: RunState;
  #deathTime: number | undefined;
  #isDisposed = false;

  private constructor(folder: string, listener: RunTailListener, options: RunTailOptions, loaded: Loaded) {
    this.#folder = folder;
    this.#listener = listener;
    this.#times = { pollMs: 1_000, intervalMs: 100, deathMs: 500, ...options };
    this.#events = loaded.events;
    this.#state = loaded.state;
    const { intervalMs } = this.#times;
    this.#turns = new Turns({ take: () => this.#catchUp(), intervalMs });
    this.#watch = watchFolder(folder, (name) => {
      if (WATCHED.has(name)) this.#turns.soon();
    });
    this.#turns.soon();
  }

  /** Reads the run whole, as `readRun` does; the listener hears what comes after `state`, and nothing before this has returned. */
  static async open(folder: string, listener: RunTailListener, options: RunTailOptions = {}): Promise<RunTail> {
    const absolute = path.resolve(folder);
    return new RunTail(absolute, listener, options, await load(absolute));
  }

  /** With all that the listener was told. */
  get state(): RunState {
    return this.#state;
  }

  /** Closes everything; the listener hears no more. May be called twice. */
  dispose(): void {
    this.#isDisposed = true;
    this.#turns.dispose();
    this.#watch?.close();
  }

  /** Gives the time until the next look. */
  async #catchUp(): Promise<number> {
    await this.#look();
    return this.#deathTime === undefined ? this.#times.pollMs : this.#times.deathMs;
  }

  async #look(): Promise<void> {
    const { status } = this.#state;
    const isOpen = status === 'running' || status === 'interrupted';
    // Asked before reading: a trainer that ends in between has its final event in what is read.
    const isAlive = isOpen && isTrainerAlive(this.#folder);
    const problems = this.#events.problemCount;
    const growth = await this.#events.readOn({ keepsEvents: true });
    if (this.#isDisposed) return;
    const events = this.#events.takeEvents();
    // What nobody could fold into the state told before: warnings, and whatever follows an end that only readers know of.
    const isBeyondEvents = this.#events.problemCount !== problems || (events.length > 0 && status === 'interrupted');
    if (growth === 'replaced' || isBeyondEvents) return this.#reset();
    if (events.length > 0) this.#tell(events);
    if (this.#state.status === 'interrupted' && isAlive) return this.#reset();
    if (this.#state.status !== 'running' || isAlive) this.#deathTime = undefined;
    else if (this.#deathTime === undefined) this.#deathTime = performance.now();
    else if (performance.now() - this.#deathTime >= this.#times.deathMs - 1) return this.#reset();
  }

  #tell(events: readonly RunEvent[]): void {
    const fold = new RunFold(this.#state);
    for (const event of events) fold.add(event);
    this.#state = fold.state;
    this.#listener.onEvents(events);
  }

  async #reset(): Promise<void> {
    const { events, state } = await load(this.#folder);
    if (this.#isDisposed) return;
    this.#events = events;
    this.#state = state;
    this.#deathTime = undefined;
    this.#listener.onReset(state);
  }
}

interface Loaded {
  readonly events: GrowingEvents;
  readonly state: RunState;
}

async function load(folder: string): Promise<Loaded> {
  const isAlive = isTrainerAlive(folder);
  const events = new GrowingEvents(folder);
  await events.readOn({ keepsEvents: false });
  const isTorn = !isAlive && events.close();
  return { events, state: await completeState(folder, events.state, { isAlive, isTorn }) };
}
