import { describe, expect, it } from 'vitest';
import type { ImageShape } from '../../../src/core/dataset.js';
import { findNearDuplicates, type NearPair } from '../../../src/core/honesty/nearDuplicates.js';
import { randomStream } from '../../../src/core/random.js';

const SIDE = 28;

/** Pictures of a few soft spots: as different from each other as things in a data set are. */
function pictures(count: number, [height, width, channels]: ImageShape, seed = 0): Uint8Array {
  const size = height * width * channels;
  const images = new Uint8Array(count * size);
  for (let image = 0; image < count; image += 1) {
    const random = randomStream(seed, 'pictures', image);
    const spots = Array.from({ length: 6 }, () => ({
      y: (0.15 + 0.7 * random.uniform()) * height,
      x: (0.15 + 0.7 * random.uniform()) * width,
      radius: (0.06 + 0.12 * random.uniform()) * width,
      colour: Array.from({ length: channels }, () => 60 + 120 * random.uniform()),
    }));
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1)
        for (let channel = 0; channel < channels; channel += 1) {
          const value = spots.reduce(
            (sum, spot) =>
              sum + (spot.colour[channel] ?? 0) * Math.exp(-((x - spot.x) ** 2 + (y - spot.y) ** 2) / spot.radius ** 2),
            20,
          );
          images[image * size + (y * width + x) * channels + channel] = Math.min(255, value);
        }
  }
  return images;
}

/** A changed copy of an image: `change` gives each pixel's value. */
function changed(
  images: Uint8Array,
  image: number,
  [height, width, channels]: ImageShape,
  change: (at: (y: number, x: number) => number, y: number, x: number) => number,
): Uint8Array {
  const size = height * width * channels;
  const copy = new Uint8Array(size);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      for (let channel = 0; channel < channels; channel += 1) {
        const at = (row: number, column: number) => {
          const inside = Math.min(height - 1, Math.max(0, row)) * width + Math.min(width - 1, Math.max(0, column));
          return images[image * size + inside * channels + channel] ?? 0;
        };
        copy[(y * width + x) * channels + channel] = Math.min(255, Math.max(0, Math.round(change(at, y, x))));
      }
  return copy;
}

const shape: ImageShape = [SIDE, SIDE, 1];
const originals = pictures(200, shape);
const noise = randomStream(1, 'noise');

const plants: readonly { name: string; copy: Uint8Array; move: NearPair['move'] }[] = [
  ...[-1, 0, 1]
    .flatMap((y) => [-1, 0, 1].map((x) => ({ x, y })))
    .filter(({ x, y }) => x !== 0 || y !== 0)
    .map(({ x, y }) => ({
      name: `moved by ${x}, ${y}`,
      copy: changed(originals, 7, shape, (at, row, column) => at(row - y, column - x)),
      move: { x, y, isMirrored: false },
    })),
  {
    name: 'brighter',
    copy: changed(originals, 7, shape, (at, y, x) => at(y, x) + 25),
    move: { x: 0, y: 0, isMirrored: false },
  },
  {
    name: 'with less contrast',
    copy: changed(originals, 7, shape, (at, y, x) => 0.7 * at(y, x) + 10),
    move: { x: 0, y: 0, isMirrored: false },
  },
  {
    name: 'with noise',
    copy: changed(originals, 7, shape, (at, y, x) => at(y, x) + 5 * noise.normal()),
    move: { x: 0, y: 0, isMirrored: false },
  },
  {
    name: 'mirrored',
    copy: changed(originals, 7, shape, (at, y, x) => at(y, SIDE - 1 - x)),
    move: { x: 0, y: 0, isMirrored: true },
  },
  {
    name: 'mirrored, and moved',
    copy: changed(originals, 7, shape, (at, y, x) => at(y, SIDE - 1 - (x - 1))),
    move: { x: 1, y: 0, isMirrored: true },
  },
  {
    name: 'darker, moved, with noise',
    copy: changed(originals, 7, shape, (at, y, x) => 0.8 * at(y, x + 1) + 3 * noise.normal()),
    move: { x: -1, y: 0, isMirrored: false },
  },
];

describe('findNearDuplicates', () => {
  it.each(plants)('finds a copy that is $name, and says so', async ({ copy, move }) => {
    const { pairs, isCut } = await findNearDuplicates({ shape, parts: [originals, copy] });
    expect(isCut).toBe(false);
    expect(pairs).toHaveLength(1);
    expect(pairs[0]).toMatchObject({ first: 7, second: 200, move });
    expect(pairs[0]?.similarity).toBeGreaterThan(0.99);
  });

  it.each(plants)('finds it as well when the copy comes first: $name', async ({ copy }) => {
    const { pairs } = await findNearDuplicates({ shape, parts: [copy, originals] });
    expect(pairs.map(({ first, second }) => [first, second])).toEqual([[0, 8]]);
  });

  it('finds nothing where all images are different, and leaves out those that are equal byte for byte', async () => {
    const again = originals.slice(5 * SIDE * SIDE, 6 * SIDE * SIDE);
    expect((await findNearDuplicates({ shape, parts: [originals, again] })).pairs).toEqual([]);
  });

  it('does not take plain images for each other, and finds nothing among none', async () => {
    const plain = new Uint8Array(3 * SIDE * SIDE).fill(9, SIDE * SIDE);
    expect((await findNearDuplicates({ shape, parts: [plain, originals] })).pairs).toEqual([]);
    expect((await findNearDuplicates({ shape, parts: [] })).pairs).toEqual([]);
  });

  it('compares large images in colour at a smaller size, and colours count', async () => {
    const large: ImageShape = [70, 45, 3];
    const some = pictures(12, large, 4);
    const moved = changed(some, 3, large, (at, y, x) => at(y, x - 1));
    const { pairs } = await findNearDuplicates({ shape: large, parts: [some, moved] });
    expect(pairs.map(({ first, second }) => [first, second])).toEqual([[3, 12]]);
    const size = 70 * 45 * 3;
    const turned = some.slice(3 * size, 4 * size);
    for (let at = 0; at < size; at += 3) turned.subarray(at, at + 3).reverse();
    expect((await findNearDuplicates({ shape: large, parts: [some, turned] })).pairs).toEqual([]);
  });

  it('finds the same pairs as comparing each with each', async () => {
    const similar = pictures(60, shape, 9);
    // So coarse that chance makes pairs.
    const { pairs } = await findNearDuplicates({ shape, parts: [similar] }, { similarity: 0.75 });
    const unmoved = pairs.filter(({ move }) => move.x === 0 && move.y === 0 && !move.isMirrored);
    const rows = Array.from({ length: 60 }, (_, image) => {
      const values = Float64Array.from(similar.subarray(image * SIDE * SIDE, (image + 1) * SIDE * SIDE));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const centred = values.map((value) => value - mean);
      const length = Math.hypot(...centred);
      return centred.map((value) => value / length);
    });
    const correlationOf = (a: number, b: number) =>
      (rows[a] ?? new Float64Array()).reduce((sum, value, at) => sum + value * (rows[b]?.[at] ?? 0), 0);
    expect(unmoved.length).toBeGreaterThan(0);
    for (const { first, second, similarity } of unmoved)
      expect(similarity).toBeCloseTo(correlationOf(first, second), 4);
    const known = new Set(pairs.map(({ first, second }) => `${first} ${second}`));
    for (let a = 0; a < 60; a += 1)
      for (let b = a + 1; b < 60; b += 1) if (correlationOf(a, b) > 0.751) expect(known).toContain(`${a} ${b}`);
  });

  it('gives others their turn, and ends when that is refused', async () => {
    let done = -1;
    const breathe = async (now: number, total: number) => {
      expect(now).toBeGreaterThan(done);
      expect(total).toBe(9 * 200);
      done = now;
      if (now > 200) throw new Error('enough');
    };
    await expect(findNearDuplicates({ shape, parts: [originals] }, { breathe })).rejects.toThrow('enough');
  });

  it('gives up where nearly everything is alike, and says so', async () => {
    const alike = new Uint8Array(40 * SIDE * SIDE);
    for (let image = 0; image < 40; image += 1)
      alike.set(
        changed(originals, 7, shape, (at, y, x) => at(y, x) + 2 * noise.normal()),
        image * SIDE * SIDE,
      );
    const { pairs, isCut } = await findNearDuplicates({ shape, parts: [alike] }, { most: 100 });
    expect(pairs).toHaveLength(100);
    expect(isCut).toBe(true);
  });
});
