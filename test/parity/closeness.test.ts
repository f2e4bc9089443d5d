import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absoluteDistance, relativeDistance } from './closeness.js';

describe('relativeDistance', () => {
  it('finds the largest difference and where it is', () => {
    const { largest, at } = relativeDistance([1, 2.002, 4], [1, 2, 4]);
    expect(largest).toBeCloseTo(1e-3);
    expect(at).toBe(1);
  });

  it('is infinite where a value is not a number, on either side', () => {
    expect(relativeDistance([1, Number.NaN], [1, 1]).largest).toBe(Number.POSITIVE_INFINITY);
    expect(relativeDistance([1, 1], [Number.NaN, 1])).toEqual({ largest: Number.POSITIVE_INFINITY, at: 0 });
    expect(relativeDistance([Number.POSITIVE_INFINITY], [Number.POSITIVE_INFINITY]).largest).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  it('does not depend on the scale', () => {
    const value = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1 }), (pairs) => {
        const [a, b] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
        const scaled = relativeDistance(
          a.map((each) => each * 8),
          b.map((each) => each * 8),
        );
        expect(scaled).toEqual(relativeDistance(a, b));
      }),
    );
  });
});

describe('absoluteDistance', () => {
  it('finds the largest difference', () => {
    expect(absoluteDistance([0.5, 0.25], [0.5, 0.5])).toEqual({ largest: 0.25, at: 1 });
  });

  it('refuses series of different length', () => {
    expect(() => absoluteDistance([1], [1, 2])).toThrow('1 values cannot be compared with 2');
  });
});
