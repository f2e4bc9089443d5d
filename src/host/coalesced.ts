/** Calls that come in bursts as few: the first at once, what comes within `intervalMs` of a call as one at its end. */
export class Coalesced {
  readonly #run: () => void;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;

  constructor(run: () => void, intervalMs: number) {
    this.#run = run;
    this.#intervalMs = intervalMs;
  }

  call(): void {
    if (this.#timer !== undefined) {
      this.#isDue = true;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#isDue) return;
      this.#isDue = false;
      this.call();
    }, this.#intervalMs);
    this.#run();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isDue = false;
  }
}
