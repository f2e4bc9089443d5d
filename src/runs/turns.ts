/** How turns are taken. */
export interface TurnOptions {
  /** What is done; gives the milliseconds until the next turn when nothing happens before. Must not reject. */
  take(): Promise<number>;
  /** Shortest time from the begin of a turn to that of the next. */
  readonly intervalMs: number;
}

/** Does the same thing again and again: never two at once, soon when something has happened, but not too often. */
export class Turns {
  readonly #options: TurnOptions;
  #timer: NodeJS.Timeout | undefined;
  #dueTime = Number.POSITIVE_INFINITY;
  #lastTime = Number.NEGATIVE_INFINITY;
  #isTaking = false;
  #isDisposed = false;

  /** The first turn is when `soon` is called. */
  constructor(options: TurnOptions) {
    this.#options = options;
  }

  /** Something has happened: a turn as soon as the interval allows. */
  soon(): void {
    this.#schedule(0);
  }

  /** No turn begins any more. May be called twice. */
  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
  }

  #schedule(wantedMs: number): void {
    const sinceMs = performance.now() - this.#lastTime;
    const delayMs = Math.max(0, wantedMs, this.#options.intervalMs - sinceMs);
    const dueTime = performance.now() + delayMs;
    if (this.#isDisposed || dueTime >= this.#dueTime) return;
    clearTimeout(this.#timer);
    this.#dueTime = dueTime;
    this.#timer = setTimeout(() => void this.#take(), delayMs).unref();
  }

  async #take(): Promise<void> {
    this.#dueTime = Number.POSITIVE_INFINITY;
    // One that is due while another goes on comes after it.
    if (this.#isTaking) return this.soon();
    this.#isTaking = true;
    this.#lastTime = performance.now();
    let delayMs = this.#options.intervalMs;
    try {
      delayMs = await this.#options.take();
    } finally {
      this.#isTaking = false;
      this.#schedule(delayMs);
    }
  }
}
