import { expect } from 'vitest';

/** What a page comes to show in a while: asks again and again, on a busy machine for long. */
export function eventually<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: 15_000, interval: 30 });
}
