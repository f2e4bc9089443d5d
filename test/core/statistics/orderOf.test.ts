import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomWords } from '../../../src/core/randomWords.js';
import { orderOf } from '../../../src/core/statistics/orderOf.js';
import { percentileInterval } from '../../../src/core/statistics/percentileInterval.js';

describe('orderOf', () => {
  it('is the order of a comparison, equal values in their own', () => {
    const few = fc.constantFrom(0.25, 1, 0, -3, 1e-30, Number.POSITIVE_INFINITY);
    fc.assert(
      fc.property(fc.array(fc.oneof(few, fc.float({ noNaN: true })), { maxLength: 300 }), (numbers) => {
        const values = Float32Array.from(numbers, (value) => value + 0);
        const expected = Array.from(values, (_, place) => place).sort(
          (a, b) => Number(values[a]) - Number(values[b]) || a - b,
        );
        const got = Array.from(orderOf(values));
        // Infinities less each other are no number to sort by.
        if (values.every(Number.isFinite)) expect(got).toEqual(expected);
        expect(got.map((place) => values[place])).toEqual(Array.from(values).sort((a, b) => (a < b ? -1 : 1)));
      }),
    );
  });

  it('reads values in the middle of a buffer, and puts what is no number to an end', () => {
    expect([...orderOf(Float32Array.of(9, 0.5, 0.1, 0.3, 9).subarray(1, 4))]).toEqual([1, 2, 0]);
    expect([...orderOf(Float32Array.of(Number.NaN, 0.5, 0.1))]).toEqual([2, 1, 0]);
    expect(orderOf(new Float32Array(0))).toHaveLength(0);
  });
});

describe('percentileInterval', () => {
  it('is what sorting gives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true })), {
          minLength: 1,
          maxLength: 200,
        }),
        (numbers) => {
          const sorted = numbers.toSorted((a, b) => a - b);
          const at = (probability: number) => {
            const position = probability * (sorted.length - 1);
            const [low = 0, high = low] = sorted.slice(Math.floor(position), Math.floor(position) + 2);
            return low + (position % 1) * (high - low);
          };
          const got = percentileInterval(Float64Array.from(numbers));
          expect(got?.low).toBeCloseTo(at(0.025), 10);
          expect(got?.high).toBeCloseTo(at(0.975), 10);
        },
      ),
    );
  });
});

describe('randomWords', () => {
  it('gives the same numbers one by one and many at once, whatever came before', () => {
    const [single, many] = [randomWords(3, 'test'), randomWords(3, 'test')];
    for (const [bound, length] of [
      [10, 3],
      [1000, 9001],
      [65_536, 2],
      [7, 1],
    ] as const) {
      const numbers = new Uint16Array(length);
      many.shorts(bound, numbers);
      expect(Array.from(numbers)).toEqual(Array.from(numbers, () => single.short(bound)));
      expect(Math.max(...numbers)).toBeLessThan(bound);
      expect(many.long(2 ** 32)).toBe(single.long(2 ** 32));
    }
  });
});
