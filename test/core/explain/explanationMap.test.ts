import { describe, expect, it } from 'vitest';
import { explanationMap, gradCamMap, regionOf, resizeBilinear } from '../../../src/core/explain/explanationMap.js';

const coarse = (height: number, width: number, ...values: number[]) => ({
  height,
  width,
  values: Float32Array.from(values),
});

describe('a map at another size', () => {
  it('is interpolated between the centres of its cells', () => {
    // As torch.nn.functional.interpolate(…, mode='bilinear', align_corners=False).
    expect([...resizeBilinear(coarse(1, 2, 0, 4), [1, 4])]).toEqual([0, 1, 3, 4]);
    expect([...resizeBilinear(coarse(2, 2, 0, 4, 8, 12), [4, 4])]).toEqual([
      ...[0, 1, 3, 4],
      ...[2, 3, 5, 6],
      ...[6, 7, 9, 10],
      ...[8, 9, 11, 12],
    ]);
  });

  it('is itself at its own size, and flat where it is flat', () => {
    const values = [3, -1, 4, 1, -5, 9];
    expect([...resizeBilinear(coarse(2, 3, ...values), [2, 3])]).toEqual(values);
    expect(new Set(resizeBilinear(coarse(1, 1, 7), [3, 5]))).toEqual(new Set([7]));
  });
});

describe('what is said of a map', () => {
  it('is where it is greatest and least, and what the strongest colour stands for', () => {
    const map = explanationMap(Float32Array.from([0, 2, -3, 1, 2, 0]), [2, 3]);
    expect(map).toMatchObject({
      scale: 3,
      isBroken: false,
      peak: { row: 0, column: 1, value: 2 },
      trough: { row: 0, column: 2, value: -3 },
    });
    expect(explanationMap(new Float32Array(4), [2, 2])).toMatchObject({ scale: 0, isBroken: false });
    expect(explanationMap(new Float32Array(4), [2, 2])).not.toHaveProperty('peak');
    expect(explanationMap(Float32Array.of(1, Number.NaN), [1, 2])).toMatchObject({ isBroken: true, scale: 0 });
  });

  it('is of what speaks for the class, in a Grad-CAM', () => {
    const map = gradCamMap(coarse(1, 2, -4, 2), [1, 4]);
    expect([...map.values]).toEqual([0, 0.5, 1.5, 2]);
    expect(map.peak).toEqual({ row: 0, column: 3, value: 2 });
    expect(map.trough).toBeUndefined();
    expect(gradCamMap(coarse(1, 2, Number.NaN, 2), [1, 2]).isBroken).toBe(true);
  });

  it.each([
    [0, 0, 'upper left'],
    [14, 14, 'middle'],
    [14, 27, 'middle right'],
    [27, 14, 'lower centre'],
    [0, 8, 'upper left'],
    [0, 9, 'upper centre'],
  ])('is a region of the image: row %i, column %i is %s', (row, column, region) => {
    expect(regionOf({ row, column }, { height: 28, width: 28 })).toBe(region);
  });
});
