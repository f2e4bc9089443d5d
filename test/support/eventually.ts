import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when `holds` is true; throws with `what` when it is not within `limitMs`. */
export async function eventually(what: string, holds: () => boolean, limitMs = 10_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(5);
  }
}
