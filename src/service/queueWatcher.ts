import { setTimeout as sleep } from 'node:timers/promises';
import { emptyQueue, type Queue } from '../core/queue/job.js';
import { QueueStore } from '../queue/queueStore.js';

/** How often a queue's file is looked at: its time, no reading. */
const LOOK_MS = 400;

/** A queue as it is on disk, whoever changes it. */
export interface SeenQueue {
  /** The last that could be read. */
  readonly queue: Queue;
  /** Why it cannot be read now. */
  readonly problem: string | undefined;
}

/** Follows the queue of a runs root; heartbeats are no change. */
export class QueueWatcher {
  readonly store: QueueStore;
  readonly #changed: () => void;
  #seen: SeenQueue = { queue: emptyQueue, problem: undefined };
  #stamp: string | undefined;
  #isOpen = true;

  /** Reads it at once. `changed` is called after each change that people can see. */
  constructor(root: string, changed: () => void) {
    this.store = new QueueStore(root);
    this.#changed = changed;
    this.#look();
    void this.#follow();
  }

  get seen(): SeenQueue {
    return this.#seen;
  }

  /** Looks now, as after a change of one's own. */
  look(): void {
    if (this.#look() && this.#isOpen) this.#changed();
  }

  dispose(): void {
    this.#isOpen = false;
  }

  async #follow(): Promise<void> {
    for (;;) {
      await sleep(LOOK_MS, undefined, { ref: false });
      if (!this.#isOpen) return;
      this.look();
    }
  }

  /** True when people can see a difference. */
  #look(): boolean {
    try {
      const stamp = this.store.stamp();
      if (stamp === this.#stamp) return false;
      const queue = this.store.read();
      this.#stamp = stamp;
      const { queue: before, problem } = this.#seen;
      // A queue that was moved away and begun anew may have the revision of the old one.
      const isSame = queue.revision === before.revision && queue.nextId === before.nextId && problem === undefined;
      this.#seen = { queue, problem: undefined };
      return !isSame;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message === this.#seen.problem) return false;
      this.#seen = { ...this.#seen, problem: message };
      return true;
    }
  }
}
