/** So many crashes are put up with in so much time. */
export interface CrashLimit {
  readonly most: number;
  readonly withinMs: number;
}

/** Counts crashes, so that what crashes at once each time is not started for ever. */
export class CrashBudget {
  readonly #limit: CrashLimit;
  readonly #now: () => number;
  #times: readonly number[] = [];

  /** `now` in milliseconds. */
  constructor(limit: CrashLimit, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
  }

  add(): void {
    this.#times = [...this.#recent(), this.#now()];
  }

  /** True while there have been more crashes lately than are put up with. */
  isSpent(): boolean {
    return this.#recent().length > this.#limit.most;
  }

  #recent(): readonly number[] {
    const since = this.#now() - this.#limit.withinMs;
    return this.#times.filter((time) => time > since);
  }
}
