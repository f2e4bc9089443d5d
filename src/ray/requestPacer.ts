import { setTimeout as sleep } from 'node:timers/promises';

/** Timers of Node may be early by a millisecond, and a server's clock reads arrivals, not departures. */
const MARGIN_MS = 20;

/**
 * Lets at most `perSecond` requests begin within any second, in the order in which they asked. One for all runs of a
 * process, so that many runs do not make many requests.
 */
export class RequestPacer {
  readonly #perSecond: number;
  /** When the latest began, at most `perSecond` of them; monotonic milliseconds. */
  readonly #begun: number[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(perSecond = 10) {
    this.#perSecond = perSecond;
  }

  /** Resolves when a request may begin. @throws the signal's reason; its place is given up then. */
  turn(signal?: AbortSignal): Promise<void> {
    const turn = this.#last.then(() => this.#wait(signal));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const oldest = this.#begun.length < this.#perSecond ? undefined : this.#begun[0];
    const delay = oldest === undefined ? 0 : oldest + 1000 + MARGIN_MS - performance.now();
    if (delay > 0)
      await sleep(Math.ceil(delay), undefined, signal === undefined ? {} : { signal }).catch(() =>
        signal?.throwIfAborted(),
      );
    if (this.#begun.length >= this.#perSecond) this.#begun.shift();
    this.#begun.push(performance.now());
  }
}
