import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageShape } from '../../../src/core/dataset.js';
import {
  meanColor,
  occludedImages,
  occlusionGrid,
  occlusionMap,
  placeCount,
} from '../../../src/core/explain/occlusion.js';

const side = fc.integer({ min: 1, max: 60 });

describe('where a patch is laid', () => {
  it.each([
    [[28, 28, 1], 1e6, 7, 2, 144],
    [[32, 32, 3], 1e6, 8, 3, 81],
    [[224, 224, 3], 1e6, 56, 16, 144],
    // A large network: 35 places could be afforded.
    [[224, 224, 3], 569e6, 56, 42, 25],
    [[1, 1, 1], 1, 1, 1, 1],
  ] as const)(
    'on images of %j for %f multiplications: a patch of %i every %i pixels, %i places',
    (shape, macs, patch, stride, places) => {
      const grid = occlusionGrid(shape, macs);
      expect(grid).toMatchObject({ patch, stride });
      expect(placeCount(grid)).toBe(places);
    },
  );

  it('covers every pixel, stays inside, and is as many places as said', () => {
    fc.assert(
      fc.property(side, side, fc.double({ min: 1, max: 1e12, noNaN: true }), (height, width, macs) => {
        const grid = occlusionGrid([height, width, 1], macs);
        const { patch, stride, tops, lefts } = grid;
        for (const [places, length] of [
          [tops, height],
          [lefts, width],
        ] as const) {
          expect(places.length).toBe(Math.ceil((length - patch) / stride) + 1);
          expect(places[0]).toBe(0);
          expect(places.at(-1)).toBe(length - patch);
          places.forEach((place, index) => {
            if (index > 0) expect(place - (places[index - 1] ?? 0)).toBeGreaterThan(0);
            if (index > 0) expect(place - (places[index - 1] ?? 0)).toBeLessThanOrEqual(Math.min(patch, stride));
          });
        }
      }),
    );
  });

  it('hides what is under it and nothing else', () => {
    fc.assert(
      fc.property(side, side, fc.constantFrom(1, 3), fc.nat(), (height, width, channels, seed) => {
        const shape: ImageShape = [height, width, channels];
        const grid = occlusionGrid(shape, 1);
        const place = seed % placeCount(grid);
        const image = Uint8Array.from({ length: height * width * channels }, (_, index) => 1 + (index % 200));
        const fill = [250, 251, 252].slice(0, channels);
        const hidden = occludedImages(image, shape, grid, fill, place, place + 1);
        const top = grid.tops[Math.floor(place / grid.lefts.length)] ?? 0;
        const left = grid.lefts[place % grid.lefts.length] ?? 0;
        hidden.forEach((value, index) => {
          const pixel = Math.floor(index / channels);
          const [row, column] = [Math.floor(pixel / width), pixel % width];
          const isUnder = row >= top && row < top + grid.patch && column >= left && column < left + grid.patch;
          if (value !== (isUnder ? fill[index % channels] : image[index])) expect.fail(`pixel ${row}, ${column}`);
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe('an occlusion map', () => {
  it('is, for each pixel, the mean of the patches over it', () => {
    const grid = { patch: 2, stride: 1, tops: [0, 1], lefts: [0, 1] };
    // Patches cost 1, 2, 3 and 4: the corners lie under one of them, the middle under all.
    expect([...occlusionMap([1, 2, 3, 4], grid, [3, 3])]).toEqual([1, 1.5, 2, 2, 2.5, 3, 3, 3.5, 4]);
  });

  it('is the same everywhere where all places cost the same', () => {
    const grid = occlusionGrid([9, 14, 1], 1);
    const map = occlusionMap(new Float32Array(placeCount(grid)).fill(0.25), grid, [9, 14]);
    expect(new Set(map)).toEqual(new Set([0.25]));
  });
});

it('hides with the mean colour of the images that are named', () => {
  const images = Uint8Array.from([0, 10, 20, 30, 255, 255, 255, 255, 4, 10, 30, 21]);
  expect(meanColor(images, [1, 2, 2], [0, 2])).toEqual([14, 18]);
  expect(meanColor(images, [1, 4, 1], [1])).toEqual([255]);
  expect(meanColor(images, [1, 2, 2], [])).toEqual([0, 0]);
});
