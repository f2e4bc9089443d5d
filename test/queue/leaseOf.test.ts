import { describe, expect, it } from 'vitest';
import { dropLease, isHolderAlive, newLease, SILENCE_MS } from '../../src/queue/leaseOf.js';

describe('a lease', () => {
  it('is held as long as its process lives and has not dropped it', () => {
    const lease = newLease();
    expect(isHolderAlive(lease, lease.beat + 10 * SILENCE_MS)).toBe(true);
    dropLease(lease.token);
    expect(isHolderAlive(lease)).toBe(false);
  });

  it('of a thread of this process that has crashed is held by nobody', () => {
    expect(isHolderAlive({ ...newLease(), token: 'of another thread' })).toBe(false);
  });

  it('of another machine is held as long as its heart beats', () => {
    const lease = { ...newLease(), host: 'elsewhere' };
    expect(isHolderAlive(lease, lease.beat + SILENCE_MS)).toBe(true);
    expect(isHolderAlive(lease, lease.beat + SILENCE_MS + 1)).toBe(false);
  });
});
