import { setTimeout as delay } from 'node:timers/promises';

/** How long a rejected promise may wait for its handler. */
const GRACE_MS = 500;

/**
 * Collects rejected promises that nobody handles, of the extension under test and of the specs; other extensions' in the
 * same host are their own affair. `end` gives their stacks.
 */
export function watchRejections(): { readonly end: () => Promise<readonly string[]> } {
  const waiting = new Map<Promise<unknown>, string>();
  const onRejected = (reason: unknown, promise: Promise<unknown>) => {
    const stack = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    if (/extension\.cjs|\.spec\.|model-bakeoff/.test(stack)) waiting.set(promise, stack);
  };
  const onHandled = (promise: Promise<unknown>) => waiting.delete(promise);
  // The extension host's own `on` gives nothing back.
  process.on('unhandledRejection', onRejected);
  process.on('rejectionHandled', onHandled);
  return {
    end: async () => {
      await delay(GRACE_MS);
      process.off('unhandledRejection', onRejected);
      process.off('rejectionHandled', onHandled);
      return [...waiting.values()];
    },
  };
}
