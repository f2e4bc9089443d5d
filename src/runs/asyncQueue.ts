/** Values pushed by one side and awaited, in order, by one loop on the other. Nothing is lost before the loop begins. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #values: T[] = [];
  #isEnded = false;
  #wake: (() => void) | undefined;

  /** Ignored after `end`. */
  push(value: T): void {
    if (this.#isEnded) return;
    this.#values.push(value);
    this.#wake?.();
  }

  /** The loop ends once it has had everything. */
  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  /** For one loop; leaving it drops what is still to come. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        while (this.#values.length > 0) yield this.#values.shift() as T;
        if (this.#isEnded) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.end();
      this.#values.length = 0;
    }
  }
}
