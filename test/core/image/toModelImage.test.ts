import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Picture } from '../../../src/core/image/picture.js';
import { resizeByArea, toModelImage } from '../../../src/core/image/toModelImage.js';

function picture(width: number, height: number, pixels: readonly (readonly number[])[]): Picture {
  return { width, height, rgba: Uint8Array.from(pixels.flat()) };
}

const WHITE = [255, 255, 255, 255];
const BLACK = [0, 0, 0, 255];
const CLEAR = [255, 255, 255, 0];

describe('a picture as a model sees it', () => {
  it('keeps a picture of the right size as it is', () => {
    const image = toModelImage(
      picture(2, 1, [
        [10, 20, 30, 255],
        [40, 50, 60, 255],
      ]),
      [1, 2, 3],
    );
    expect([...image]).toEqual([10, 20, 30, 40, 50, 60]);
  });

  it('takes the luma for one channel', () => {
    expect([...toModelImage(picture(1, 1, [[200, 100, 50, 255]]), [1, 1, 1])]).toEqual([Math.round(124.2)]);
  });

  it('averages the area that each pixel covers', () => {
    expect([...toModelImage(picture(2, 2, [WHITE, BLACK, BLACK, BLACK]), [1, 1, 1])]).toEqual([64]);
    // Three pixels onto two: each takes one and a half.
    expect([...resizeByArea(Float32Array.of(0, 30, 90), 1, 3, 1, 1, 2)]).toEqual([10, 70]);
  });

  it('keeps the proportions and fills with black', () => {
    expect([...toModelImage(picture(2, 1, [WHITE, WHITE]), [4, 4, 1])]).toEqual([
      0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0,
    ]);
  });

  it('shows what is transparent as black, also inverted', () => {
    expect([...toModelImage(picture(2, 1, [CLEAR, WHITE]), [1, 2, 1])]).toEqual([0, 255]);
    expect([...toModelImage(picture(2, 1, [CLEAR, BLACK]), [1, 2, 1], { invert: true })]).toEqual([0, 255]);
  });

  it('keeps the mean and the range, whatever the sizes', () => {
    const side = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
        (h, w, nh, nw, stream) => {
          const values = Float32Array.from({ length: h * w }, () => stream.next().value ?? 0);
          const resized = resizeByArea(values, h, w, 1, nh, nw);
          const mean = (list: Float32Array) => list.reduce((sum, value) => sum + value, 0) / list.length;
          expect(resized.length).toBe(nh * nw);
          expect(mean(resized)).toBeCloseTo(mean(values), 2);
          expect(Math.min(...resized)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-3);
          expect(Math.max(...resized)).toBeLessThanOrEqual(Math.max(...values) + 1e-3);
        },
      ),
    );
  });
});
