import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NearestFeatures } from '../../../src/core/explain/nearestFeatures.js';

const vectors = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }), { maxLength: 20 });

describe('features nearest by angle', () => {
  it('are those of the same direction, whatever their length', () => {
    const search = new NearestFeatures(Float32Array.of(1, 1), 3);
    search.add(Float32Array.of(5, 0, 9, 9, -1, -1, 0, 0), 10);
    const [first, second, third] = search.nearest;
    expect(first?.row).toBe(11);
    expect(first?.distance).toBeCloseTo(0, 7);
    expect(second?.distance).toBeCloseTo(1 - Math.SQRT1_2, 7);
    // Zeros have no direction.
    expect(third).toEqual({ row: 13, distance: 1 });
  });

  it('are the same in one piece and in several, without the one that is left out', () => {
    fc.assert(
      fc.property(vectors, fc.integer({ min: 1, max: 6 }), fc.integer({ min: -1, max: 20 }), (rows, count, skip) => {
        const query = Float32Array.of(1, -2, 3);
        const whole = new NearestFeatures(query, count);
        whole.add(Float32Array.from(rows.flat()), 0, skip);
        const pieces = new NearestFeatures(query, count);
        rows.forEach((row, index) => {
          pieces.add(Float32Array.from(row), index, skip);
        });
        const all = rows.map((row, index) => {
          const dot = row.reduce((sum, value, place) => sum + value * (query[place] ?? 0), 0);
          const cosine = dot / Math.sqrt(14) / Math.hypot(...row);
          return { row: index, distance: Number.isFinite(cosine) ? 1 - cosine : 1 };
        });
        const distances = all
          .filter(({ row }) => row !== skip)
          .map(({ distance }) => distance)
          .sort((a, b) => a - b);
        expect(whole.nearest).toEqual(pieces.nearest);
        expect(whole.nearest.length).toBe(Math.min(count, distances.length));
        whole.nearest.forEach(({ row, distance }, place) => {
          expect(row).not.toBe(skip);
          expect(distance).toBeCloseTo(distances[place] ?? Number.NaN, 6);
          expect(distance).toBeCloseTo(all[row]?.distance ?? Number.NaN, 6);
        });
      }),
    );
  });
});
