import type { ServedRun } from '../protocol/service.js';
import type { Notify } from './serviceHandlers.js';

/** Runs in one notice, and the pause after each: neither sending nor receiving it takes more than a moment. */
const RUNS_PER_NOTICE = 200;
const PAUSE_MS = 4;

/**
 * Tells the host what has changed under a root, in the order it came: long lists in slices, with pauses, as the host takes
 * all that is waiting at once.
 */
export class RunTeller {
  readonly #root: string;
  readonly #notify: Notify;
  #told: Promise<void> = Promise.resolve();
  #isDisposed = false;

  constructor(root: string, notify: Notify) {
    this.#root = root;
    this.#notify = notify;
  }

  /** Resolves when all that was to be told has been told, or never will be. */
  get told(): Promise<void> {
    return this.#told;
  }

  /** Tells it after what came before. */
  tell(changed: readonly ServedRun[], removed: readonly string[]): Promise<void> {
    this.#told = this.#told.then(() => this.#tellInSlices(changed, removed));
    return this.#told;
  }

  /** Nothing more is told. */
  dispose(): void {
    this.#isDisposed = true;
  }

  async #tellInSlices(changed: readonly ServedRun[], removed: readonly string[]): Promise<void> {
    for (let start = 0; start === 0 || start < changed.length; start += RUNS_PER_NOTICE) {
      if (this.#isDisposed) return;
      const slice = changed.slice(start, start + RUNS_PER_NOTICE);
      this.#notify('runsChanged', { root: this.#root, changed: slice, removed: start === 0 ? removed : [] });
      if (start + RUNS_PER_NOTICE < changed.length) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
