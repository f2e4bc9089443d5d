import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PointGrid } from '../../../src/core/honesty/pointGrid.js';

describe('PointGrid', () => {
  it('finds every point that is near, and none that is further away than rounding makes', () => {
    const scene = fc.integer({ min: 1, max: 7 }).chain((dimensions) => {
      const coordinate = fc.double({ min: -1 / Math.sqrt(7), max: 1 / Math.sqrt(7), noNaN: true }).map(Math.fround);
      const point = fc.array(coordinate, { minLength: dimensions, maxLength: dimensions });
      return fc.record({
        dimensions: fc.constant(dimensions),
        points: fc.array(point, { maxLength: 120 }),
        query: point,
        radius: fc.double({ min: 0.01, max: 1, noNaN: true }),
      });
    });
    fc.assert(
      fc.property(scene, ({ dimensions, points, query, radius }) => {
        const found: number[] = [];
        const grid = new PointGrid(Float32Array.from(points.flat()), dimensions, radius);
        grid.within(Float32Array.from(query), (point) => found.push(point));
        const distances = points.map((point) => Math.hypot(...point.map((value, at) => value - (query[at] ?? 0))));
        expect(new Set(found).size).toBe(found.length);
        for (const [point, distance] of distances.entries()) {
          if (distance <= radius) expect(found).toContain(point);
          if (distance > radius + 0.001) expect(found).not.toContain(point);
        }
        expect([...grid.order].sort((a, b) => a - b)).toEqual(points.map((_, index) => index));
      }),
      { numRuns: 300 },
    );
  });
});
