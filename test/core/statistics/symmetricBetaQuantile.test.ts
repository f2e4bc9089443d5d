import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricBetaQuantile } from '../../../src/core/statistics/symmetricBetaQuantile.js';

// scipy.stats.beta.ppf(probability, alpha, alpha)
const CASES = [
  [0.5, 0.2, 0.5],
  [0.1, 0.2, 0.0002477646919],
  [0.75, 0.2, 0.9761852812],
  [0.9, 1, 0.9],
  [0.3, 1, 0.3],
  [0.2, 0.5, 0.09549150281],
  [0.05, 2, 0.1353503622],
  [0.6, 2, 0.5670689229],
  [0.01, 40, 0.3717373129],
  [0.999, 8, 0.8388345572],
  [0.4, 0.05, 0.01057605815],
] as const;

describe('symmetricBetaQuantile', () => {
  it.each(CASES)('at %d with alpha %d is %d', (probability, alpha, expected) => {
    expect(symmetricBetaQuantile(probability, alpha)).toBeCloseTo(expected, 7);
  });

  it('grows with the probability, and is symmetric', () => {
    const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    const alpha = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(probability, probability, alpha, (p, q, a) => {
        const [low, high] = [symmetricBetaQuantile(Math.min(p, q), a), symmetricBetaQuantile(Math.max(p, q), a)];
        expect(low).toBeLessThanOrEqual(high);
        expect(symmetricBetaQuantile(1 - p, a)).toBeCloseTo(1 - symmetricBetaQuantile(p, a), 9);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [-0.1, 1],
    [0.5, 0],
    [Number.NaN, 1],
  ])('refuses %d with alpha %d', (probability, alpha) => {
    expect(() => symmetricBetaQuantile(probability, alpha)).toThrow(RangeError);
  });
});
