import { setTimeout as delay } from 'node:timers/promises';

/** How long to wait, and how often to look; milliseconds. */
export interface WaitOptions {
  readonly timeoutMs?: number;
  readonly everyMs?: number;
}

/**
 * Waits until `condition` gives something that is neither false nor undefined, and gives that. Errors of the condition
 * count as "not yet"; the last one is told if the time is up.
 */
export async function waitFor<T>(
  what: string,
  condition: () => T | Promise<T>,
  { timeoutMs = 60_000, everyMs = 25 }: WaitOptions = {},
): Promise<Exclude<T, false | undefined>> {
  let last = '';
  for (const end = performance.now() + timeoutMs; performance.now() < end; await delay(everyMs)) {
    try {
      const value = await condition();
      if (value !== false && value !== undefined) return value as Exclude<T, false | undefined>;
      last = '';
    } catch (error) {
      last = `: ${error instanceof Error ? error.message : error}`;
    }
  }
  throw new Error(`Waited ${timeoutMs} ms in vain for ${what}${last}`);
}
