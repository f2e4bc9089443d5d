import type { Port } from '../../src/protocol/channel.js';

/** A port, and a way to send through it whatever a hostile page might. */
export interface TestPort extends Port {
  /** How many listen to what comes in here. */
  readonly listenerCount: number;
  /** Messages that came in here, as they came. */
  readonly received: readonly unknown[];
}

/** Two ports that give each other clones of messages, one turn of the loop later, as workers and webviews do. */
export function portPair(): readonly [TestPort, TestPort] {
  const first = new Side();
  const second = new Side();
  first.other = second;
  second.other = first;
  return [first, second];
}

class Side implements TestPort {
  other: Side | undefined;
  readonly received: unknown[] = [];
  readonly #listeners = new Set<(message: unknown) => void>();

  get listenerCount(): number {
    return this.#listeners.size;
  }

  post(message: unknown): void {
    const clone = structuredClone(message);
    setImmediate(() => this.other?.take(clone));
  }

  listen(listener: (message: unknown) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  take(message: unknown): void {
    this.received.push(message);
    for (const listener of this.#listeners) listener(message);
  }
}
