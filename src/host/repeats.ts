/** Tells what was said a moment ago: of a burst of like messages only the first need be shown. */
export class Repeats {
  readonly #intervalMs: number;
  readonly #now: () => number;
  /** When each was last said for the first time, by its text. */
  readonly #times = new Map<string, number>();

  constructor(intervalMs: number, now: () => number = () => performance.now()) {
    this.#intervalMs = intervalMs;
    this.#now = now;
  }

  /** Says it; true if the first of its burst was less than the interval ago. */
  isRepeat(text: string): boolean {
    const now = this.#now();
    for (const [old, time] of this.#times) if (now - time >= this.#intervalMs) this.#times.delete(old);
    if (this.#times.has(text)) return true;
    this.#times.set(text, now);
    return false;
  }
}
