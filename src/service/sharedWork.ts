import type { WorkProgress } from '../protocol/service.js';

interface Work<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  readonly listeners: Set<(progress: WorkProgress) => void>;
}

/** Long work that several may wait for: done once for all of them, and ended when the last has given up. */
export class SharedWork<T> {
  readonly #works = new Map<string, Work<T>>();

  /**
   * What `begin` gives; it is begun unless work with that key is under way. Rejects with the signal's reason at once when it is
   * aborted.
   */
  async do(
    key: string,
    { signal, report }: { readonly signal: AbortSignal; report(progress: WorkProgress): void },
    begin: (signal: AbortSignal, report: (progress: WorkProgress) => void) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const work = this.#works.get(key) ?? this.#begin(key, begin);
    const listener = (progress: WorkProgress) => report(progress);
    work.listeners.add(listener);
    let abort = (): void => undefined;
    const aborted = new Promise<never>((_, reject) => {
      abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
    });
    try {
      return await Promise.race([work.promise, aborted]);
    } finally {
      signal.removeEventListener('abort', abort);
      work.listeners.delete(listener);
      if (work.listeners.size === 0) this.#end(key, work);
    }
  }

  /** Ends all that is under way. */
  dispose(): void {
    for (const [key, work] of this.#works) this.#end(key, work);
  }

  #begin(key: string, begin: Parameters<SharedWork<T>['do']>[2]): Work<T> {
    const controller = new AbortController();
    const listeners: Work<T>['listeners'] = new Set();
    const tell = (progress: WorkProgress) => {
      for (const listener of listeners) listener(progress);
    };
    // In a moment, when whoever asked for it listens.
    const promise = Promise.resolve().then(() => begin(controller.signal, tell));
    // Nobody may be waiting any more when it fails.
    promise.catch(() => undefined);
    const work = { promise, controller, listeners };
    this.#works.set(key, work);
    return work;
  }

  #end(key: string, work: Work<T>): void {
    if (this.#works.get(key) === work) this.#works.delete(key);
    work.controller.abort('nobody waits for it any more');
  }
}
