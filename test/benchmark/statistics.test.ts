import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, spreadOf } from './statistics.js';

describe('median', () => {
  it('is the middle, or the mean of the middle two', () => {
    expect(median([3])).toBe(3);
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  it('has as many values at or below as at or above', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 30 }), (values) => {
        const middle = median(values);
        const below = values.filter((value) => value <= middle).length;
        const above = values.filter((value) => value >= middle).length;
        expect(Math.min(below, above) * 2).toBeGreaterThanOrEqual(values.length);
      }),
    );
  });

  it('refuses no values', () => {
    expect(() => median([])).toThrow('no values');
  });
});

describe('spreadOf', () => {
  it('gives median and extremes', () => {
    expect(spreadOf([2, 8, 3])).toEqual({ median: 3, minimum: 2, maximum: 8 });
  });
});
