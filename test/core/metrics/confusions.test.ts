import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topConfusions } from '../../../src/core/metrics/confusions.js';

describe('the most frequent mistakes', () => {
  it('come first, with their part of the true class', () => {
    const confusion = [
      [90, 10, 0],
      [30, 60, 10],
      [0, 0, 5],
    ];
    expect(topConfusions(confusion, 2)).toEqual([
      { trueClass: 1, predictedClass: 0, count: 30, fraction: 0.3 },
      { trueClass: 0, predictedClass: 1, count: 10, fraction: 0.1 },
    ]);
    expect(topConfusions(confusion, 10)).toHaveLength(3);
    expect(topConfusions([[4]], 10)).toEqual([]);
  });

  it('add up to all mistakes when none is left out', () => {
    const square = fc
      .integer({ min: 1, max: 6 })
      .chain((size) =>
        fc.array(fc.array(fc.nat(50), { minLength: size, maxLength: size }), { minLength: size, maxLength: size }),
      );
    fc.assert(
      fc.property(square, (confusion) => {
        const found = topConfusions(confusion, 100);
        const mistakes = confusion.flatMap((row, t) => row.filter((_, p) => p !== t)).reduce((a, b) => a + b, 0);
        expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(mistakes);
        expect(found.map(({ count }) => count)).toEqual(found.map(({ count }) => count).sort((a, b) => b - a));
        for (const { count, fraction } of found) {
          expect(count).toBeGreaterThan(0);
          expect(fraction).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
