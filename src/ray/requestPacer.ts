import { setTimeout as sleep } from 'node:timers/promises';

/** Where a pacer's time comes from; monotonic milliseconds. */
export interface PacerClock {
  now(): number;
  /** Resolves later, as a rule; rejects when the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<unknown>;
}

const systemClock: PacerClock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal === undefined ? {} : { signal }),
};

/** So many may begin at once after a pause. */
const BURST = 2;
/**
 * Of what would be allowed so much is used: requests that leave evenly arrive unevenly, as on a network or from a process that was
 * held up, and it is arrivals that a server counts. Ten at once and then ten at once, a second apart, arrived as nineteen in one.
 */
const USED = 0.77;

/**
 * Lets requests begin evenly, in the order in which they asked, so that at most `perSecond` of them arrive within any second:
 * the generic cell rate algorithm (ITU-T I.371) with a small burst. One for all of a process that goes to one address: `pacerOf`.
 */
export class RequestPacer {
  readonly #intervalMs: number;
  readonly #clock: PacerClock;
  /** When the next would be due if all left evenly. */
  #due = Number.NEGATIVE_INFINITY;
  #last: Promise<void> = Promise.resolve();

  constructor(perSecond = 10, clock = systemClock) {
    this.#intervalMs = 1000 / (perSecond * USED);
    this.#clock = clock;
  }

  /** Resolves when a request may begin. @throws the signal's reason, at once; its place is given up then. */
  turn(signal?: AbortSignal): Promise<void> {
    const turn = this.#last.then(() => this.#wait(signal));
    this.#last = turn.catch(() => undefined);
    return signal === undefined ? turn : orAborted(turn, signal);
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    const earliest = this.#due - (BURST - 1) * this.#intervalMs;
    for (;;) {
      signal?.throwIfAborted();
      const delay = earliest - this.#clock.now();
      // Timers of Node may be early by a millisecond.
      if (delay <= 0) break;
      await this.#clock.sleep(Math.ceil(delay), signal).catch(() => signal?.throwIfAborted());
    }
    this.#due = Math.max(this.#due, this.#clock.now()) + this.#intervalMs;
  }
}

/** By address: a window with another token, or two commands in one program, are one client for a cluster. */
const pacers = new Map<string, RequestPacer>();

/** The pacer of all requests of this process to an address. */
export function pacerOf({ origin }: URL): RequestPacer {
  const known = pacers.get(origin) ?? new RequestPacer();
  pacers.set(origin, known);
  return known;
}

async function orAborted(turn: Promise<void>, signal: AbortSignal): Promise<void> {
  let giveUp: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
  });
  try {
    await Promise.race([turn, aborted]);
  } finally {
    signal.removeEventListener('abort', giveUp);
    // Whichever comes second is heard by nobody.
    turn.catch(() => undefined);
    aborted.catch(() => undefined);
  }
}
