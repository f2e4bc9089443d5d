import { describe, expect, it } from 'vitest';
import { chartAxis, linearTicks, logarithmicTicks } from '../../../webview/chart/chartAxis.js';

const named = { title: 'Loss', format: 'loss' } as const;

describe('an axis of a chart', () => {
  it('leaves some room around its values, and has round numbers on it', () => {
    const axis = chartAxis({ ...named, values: [0.2, 1.2] });
    expect(axis.minimum).toBe(0.1);
    expect(axis.maximum).toBe(1.3);
    expect(axis.ticks).toEqual([0.2, 0.4, 0.6, 0.8, 1, 1.2]);
  });

  it('does not go beyond what there can be', () => {
    expect(chartAxis({ ...named, values: [0.01, 0.999], floor: 0, ceiling: 1 })).toMatchObject({
      minimum: 0,
      maximum: 1,
    });
  });

  it('is there for one value, for none, and for those that are no numbers', () => {
    const one = chartAxis({ ...named, values: [0.5] });
    expect(one.minimum).toBeLessThan(0.5);
    expect(one.maximum).toBeGreaterThan(0.5);
    expect(one.ticks.length).toBeGreaterThan(1);
    expect(chartAxis({ ...named, values: [0.001, 0.001] }).ticks).toEqual([
      0.0004, 0.0006, 0.0008, 0.001, 0.0012, 0.0014,
    ]);
    for (const values of [[], [Number.NaN, Number.POSITIVE_INFINITY]]) {
      const axis = chartAxis({ ...named, values });
      expect(axis.minimum).toBeLessThan(axis.maximum);
      expect([...axis.ticks, axis.minimum, axis.maximum].every(Number.isFinite)).toBe(true);
    }
    const constant = chartAxis({ ...named, values: [0, 0] });
    expect(constant.minimum).toBeLessThan(constant.maximum);
  });

  it('counts whole things by whole numbers', () => {
    const axis = chartAxis({ title: 'Epoch', format: 'integer', values: [], minimum: 0, maximum: 2 });
    expect(axis.ticks).toEqual([0, 1, 2]);
  });

  it('shows powers of ten where values are far apart', () => {
    const axis = chartAxis({ ...named, scale: 'logarithmic', values: [1e-5, 1e-2, 0, -1] });
    expect(axis.minimum).toBeGreaterThan(1e-6);
    expect(axis.ticks).toEqual([1e-5, 1e-4, 1e-3, 1e-2]);
  });
});

describe('round numbers', () => {
  it('are neither too many nor inexact', () => {
    expect(linearTicks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks(0.853, 0.941)).toEqual([0.86, 0.88, 0.9, 0.92, 0.94]);
    expect(linearTicks(-1.1, 1.1)).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect(linearTicks(3, 3)).toEqual([3]);
    for (let size = 1e-8; size < 1e8; size *= 3.7) {
      const ticks = linearTicks(size * 0.31, size * 1.73);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(7);
    }
  });

  it('go by 1, 2, 5 or by powers of ten, and linearly where there is less than that', () => {
    expect(logarithmicTicks(8, 320)).toEqual([10, 20, 50, 100, 200]);
    expect(logarithmicTicks(1e3, 1e9)).toEqual([1e3, 1e5, 1e7, 1e9]);
    expect(logarithmicTicks(400, 470).length).toBeGreaterThanOrEqual(2);
    expect(logarithmicTicks(0, 10)).toEqual([0]);
  });
});
