import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
import { explanationMap } from '../../src/core/explain/explanationMap.js';
import { mapSheet } from '../../src/datasets/mapSheet.js';

it('shows an image, its map and both: without colour where the map is 0', () => {
  const map = explanationMap(Float32Array.of(0, 2, -1, 0), [2, 2]);
  const { width, height, data } = PNG.sync.read(Buffer.from(mapSheet(Uint8Array.of(10, 20, 30, 40), [2, 2, 1], map)));
  expect([width, height]).toEqual([3 * 224 + 4 * 8, 224 + 2 * 8]);
  const colorAt = (panel: number, row: number, column: number) => {
    const [x, y] = [8 + panel * 232 + column * 112 + 50, 8 + row * 112 + 50];
    return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
  };
  const grey = (value: number) => [value, value, value];
  expect([colorAt(0, 0, 0), colorAt(0, 0, 1), colorAt(0, 1, 0)]).toEqual([grey(10), grey(20), grey(30)]);
  expect([colorAt(1, 0, 0), colorAt(1, 0, 1), colorAt(1, 1, 0)]).toEqual([grey(255), [209, 134, 22], [155, 202, 255]]);
  expect([colorAt(2, 0, 0), colorAt(2, 1, 1)]).toEqual([grey(10), grey(40)]);
  // Three fifths of the colour where it is strongest.
  expect(colorAt(2, 0, 1)).toEqual([133, 88, 21]);
});

it('shows images in their colours, and an empty map without any', () => {
  const map = explanationMap(new Float32Array(1), [1, 1]);
  const { data, width } = PNG.sync.read(Buffer.from(mapSheet(Uint8Array.of(1, 2, 3), [1, 1, 3], map)));
  for (const [panel, color] of [
    [0, [1, 2, 3]],
    [1, [255, 255, 255]],
    [2, [1, 2, 3]],
  ] as const)
    expect([...data.subarray((20 * width + 20 + panel * 232) * 4, (20 * width + 20 + panel * 232) * 4 + 3)]).toEqual(
      color,
    );
});
