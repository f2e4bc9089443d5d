import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerActivity } from '../../../src/core/samples/layerActivity.js';

const layer = (outputShape: readonly number[]) => ({ name: 'a', type: 'conv2d', outputShape });

describe('what a layer made of an image', () => {
  it('is its figures, and the mean over the channels as a picture', () => {
    const data = Float32Array.of(0, 4, 2, 2, 0, 0, 6, 2);
    const activity = layerActivity(layer([2, 2, 2]), data);
    expect(activity).toMatchObject({ name: 'a', type: 'conv2d', outputShape: [2, 2, 2], mean: 2, zeroFraction: 3 / 8 });
    expect(activity.deviation).toBeCloseTo(2, 12);
    expect(activity.map).toEqual({ height: 2, width: 2, low: 0, high: 4, bytes: Uint8Array.of(128, 128, 0, 255) });
  });

  it('is one line of a vector, shrunk to 64 values by their means', () => {
    expect(layerActivity(layer([3]), [-1, 0, 1]).map).toEqual({
      height: 1,
      width: 3,
      low: -1,
      high: 1,
      bytes: Uint8Array.of(0, 128, 255),
    });
    const { map } = layerActivity(
      layer([128]),
      Float32Array.from({ length: 128 }, (_, index) => index),
    );
    expect(map).toMatchObject({ height: 1, width: 64, low: 0, high: 126.5 });
    expect(map.bytes[0]).toBe(1);
    expect(map.bytes[63]).toBe(255);
  });

  it('tells a dead layer, and what is not a number', () => {
    expect(layerActivity(layer([2, 2, 1]), new Float32Array(4))).toMatchObject({
      mean: 0,
      deviation: 0,
      zeroFraction: 1,
      nonFiniteFraction: 0,
      map: { low: 0, high: 0, bytes: new Uint8Array(4) },
    });
    expect(layerActivity(layer([4]), [Number.NaN, Number.POSITIVE_INFINITY, 1, 3])).toMatchObject({
      mean: 2,
      deviation: 1,
      zeroFraction: 0,
      nonFiniteFraction: 0.5,
      map: { low: 0, high: 3, bytes: Uint8Array.of(0, 0, 85, 255) },
    });
    expect(layerActivity(layer([1]), [Number.NaN])).toMatchObject({
      mean: null,
      deviation: null,
      nonFiniteFraction: 1,
    });
    expect(layerActivity(layer([0]), [])).toMatchObject({ mean: null, zeroFraction: 0, nonFiniteFraction: 0 });
  });

  it('is small and within its range, whatever the layer', () => {
    const side = fc.integer({ min: 1, max: 80 });
    const shapes = fc.oneof(
      fc.tuple(side, side, fc.integer({ min: 1, max: 3 })),
      fc.tuple(fc.integer({ min: 1, max: 300 })),
    );
    fc.assert(
      fc.property(shapes, fc.array(fc.float(), { minLength: 1, maxLength: 50 }), (shape, values) => {
        const length = shape.reduce((product, size) => product * size, 1);
        const data = Float32Array.from({ length }, (_, index) => values[index % values.length] ?? 0);
        const { map, zeroFraction, nonFiniteFraction } = layerActivity(layer(shape), data);
        expect(map.bytes.length).toBe(map.height * map.width);
        expect(Math.max(map.height, map.width)).toBeLessThanOrEqual(64);
        expect(map.low).toBeLessThanOrEqual(0);
        expect(map.high).toBeGreaterThanOrEqual(0);
        expect(zeroFraction + nonFiniteFraction).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });
});
