import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestImages } from '../../../src/core/samples/nearestImages.js';

const shape = [2, 40, 1] as const;
const size = 80;

describe('the nearest images', () => {
  it('are told with their labels and distances, equally near ones in their order', () => {
    const images = new Uint8Array(4 * size);
    images.fill(3, 0, 1);
    images.fill(4, size, size + 1);
    images.fill(3, 2 * size, 2 * size + 1);
    const labelled = { images, labels: Uint8Array.of(7, 8, 9, 6) };
    expect(nearestImages(labelled, shape, [0, 1, 2, 3], new Uint8Array(size), 3)).toEqual([
      { image: 3, label: 6, distance: 0 },
      { image: 0, label: 7, distance: 3 },
      { image: 2, label: 9, distance: 3 },
    ]);
    expect(nearestImages(labelled, shape, [1], new Uint8Array(size), 3)).toEqual([{ image: 1, label: 8, distance: 4 }]);
    expect(nearestImages(labelled, shape, [], new Uint8Array(size), 3)).toEqual([]);
    expect(nearestImages(labelled, shape, [0, 1], new Uint8Array(size), 0)).toEqual([]);
  });

  it('are those that a sort of all distances gives', () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(bytes(12 * size), bytes(size), fc.integer({ min: 1, max: 8 }), (images, query, count) => {
        const candidates = Uint32Array.of(0, 2, 3, 5, 6, 7, 9, 11);
        const distanceTo = (image: number) =>
          Math.sqrt(query.reduce((sum, value, at) => sum + (value - (images[image * size + at] ?? 0)) ** 2, 0));
        const expected = [...candidates].sort((a, b) => distanceTo(a) - distanceTo(b) || a - b).slice(0, count);
        const found = nearestImages({ images, labels: new Uint8Array(12) }, shape, candidates, query, count);
        expect(found.map(({ image }) => image)).toEqual(expected);
        expect(found.map(({ distance }) => distance)).toEqual(expected.map(distanceTo));
      }),
      { numRuns: 50 },
    );
  });
});
