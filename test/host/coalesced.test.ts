import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Coalesced } from '../../src/host/coalesced.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('coalesced calls', () => {
  it('run at once, and then once for all that came meanwhile', () => {
    let runs = 0;
    const calls = new Coalesced(() => (runs += 1), 100);
    calls.call();
    expect(runs).toBe(1);
    for (let time = 0; time < 90; time += 10) {
      calls.call();
      vi.advanceTimersByTime(10);
    }
    expect(runs).toBe(1);
    vi.advanceTimersByTime(10);
    expect(runs).toBe(2);
    vi.advanceTimersByTime(1000);
    expect(runs).toBe(2);
    calls.call();
    expect(runs).toBe(3);
  });

  it('are at most ten a second at an interval of 100 ms', () => {
    let runs = 0;
    const calls = new Coalesced(() => (runs += 1), 100);
    for (let time = 0; time < 1000; time += 1) {
      calls.call();
      vi.advanceTimersByTime(1);
    }
    expect(runs).toBeLessThanOrEqual(11);
    expect(runs).toBeGreaterThanOrEqual(10);
  });

  it('end when they are disposed of', () => {
    let runs = 0;
    const calls = new Coalesced(() => (runs += 1), 100);
    calls.call();
    calls.call();
    calls.dispose();
    vi.advanceTimersByTime(1000);
    expect(runs).toBe(1);
  });
});
