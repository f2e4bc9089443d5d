import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { principalAxes } from '../../../src/core/honesty/principalAxes.js';

describe('principalAxes', () => {
  it('gives the long direction of a cloud first', () => {
    // Along (3, 4)/5, and a tenth of that across it.
    const points = [-2, -1, 0, 1, 2].flatMap((along) =>
      [-0.1, 0.1].flatMap((across) => [0.6 * along - 0.8 * across + 5, 0.8 * along + 0.6 * across - 3]),
    );
    const axes = principalAxes(Float32Array.from(points), 2, 2);
    const sign = Math.sign(axes[0] ?? 0);
    expect([...axes.subarray(0, 2)].map((value) => value * sign)).toEqual([
      expect.closeTo(0.6, 4),
      expect.closeTo(0.8, 4),
    ]);
    expect(principalAxes(Float32Array.from(points), 2, 1)).toHaveLength(2);
  });

  it('gives orthonormal axes along which nothing goes together, the widest first', () => {
    const cloud = fc.array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }), {
      minLength: 6,
      maxLength: 30,
    });
    fc.assert(
      fc.property(cloud, (points) => {
        const axes = principalAxes(Float32Array.from(points.flat()), 5, 5);
        const axis = (at: number) => [...axes.subarray(at * 5, at * 5 + 5)];
        const product = (one: readonly number[], other: readonly number[]) =>
          one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
        const mean = [0, 1, 2, 3, 4].map(
          (at) => points.reduce((sum, point) => sum + (point[at] ?? 0), 0) / points.length,
        );
        const along = points.map((point) =>
          [0, 1, 2, 3, 4].map((at) =>
            product(
              axis(at),
              point.map((value, place) => value - (mean[place] ?? 0)),
            ),
          ),
        );
        const together = (one: number, other: number) =>
          along.reduce((sum, row) => sum + (row[one] ?? 0) * (row[other] ?? 0), 0) / points.length;
        for (let one = 0; one < 5; one += 1)
          for (let other = 0; other <= one; other += 1) {
            expect(product(axis(one), axis(other))).toBeCloseTo(one === other ? 1 : 0, 6);
            if (one !== other) expect(together(one, other)).toBeCloseTo(0, 5);
            else if (one > 0) expect(together(one, one)).toBeLessThanOrEqual(together(one - 1, one - 1) + 1e-6);
          }
      }),
      { numRuns: 50 },
    );
  });
});
