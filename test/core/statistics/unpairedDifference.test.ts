import { describe, expect, it } from 'vitest';
import { unpairedDifference } from '../../../src/core/statistics/unpairedDifference.js';

describe('the difference of two fractions that were counted apart', () => {
  it('is that of the paper', () => {
    // Newcombe 1998, table II, method 10: contrasts (a) 56/70 − 48/80 and (e) 5/56 − 0/29, (g) 10/10 − 0/20, (h) 10/10 − 0/10.
    const of = (a: number, m: number, b: number, n: number) =>
      unpairedDifference({ fraction: a / m, count: m }, { fraction: b / n, count: n })?.interval;
    const expected = [
      [of(56, 70, 48, 80), 0.0524, 0.3339],
      [of(5, 56, 0, 29), -0.0381, 0.1926],
      [of(10, 10, 0, 20), 0.6791, 1],
      [of(10, 10, 0, 10), 0.6075, 1],
    ] as const;
    for (const [interval, low, high] of expected) {
      expect(interval?.low).toBeCloseTo(low, 4);
      expect(interval?.high).toBeCloseTo(high, 4);
    }
  });

  it('is not there without anything to count', () => {
    expect(unpairedDifference({ fraction: 0.5, count: 0 }, { fraction: 0.5, count: 10 })).toBeNull();
    expect(unpairedDifference({ fraction: Number.NaN, count: 10 }, { fraction: 0.5, count: 10 })).toBeNull();
  });
});
