import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageShape, LabelledImages } from '../../src/core/dataset.js';
import { type DuplicatePair, findDuplicates } from '../../src/datasets/duplicates.js';

const imageShape: ImageShape = [1, 2, 1];
const size = 2;

function split(images: readonly (readonly number[])[]): LabelledImages {
  return {
    count: images.length,
    images: Uint8Array.from(images.flat()),
    labels: Uint8Array.from(images, (_, i) => i % 2),
  };
}

/** By comparing each with each. */
function compareAll(left: LabelledImages, right: LabelledImages): DuplicatePair[] {
  const key = (from: LabelledImages, i: number) => from.images.slice(i * size, (i + 1) * size).join();
  const pairs: DuplicatePair[] = [];
  for (let second = 0; second < right.count; second += 1) {
    const end = left === right ? second : left.count;
    for (let first = 0; first < end; first += 1) {
      if (key(left, first) !== key(right, second)) continue;
      pairs.push({ first, second, sameLabel: left.labels[first] === right.labels[second] });
      break;
    }
  }
  return pairs;
}

describe('findDuplicates', () => {
  it('finds what a comparison of each image with each finds', () => {
    const images = fc.array(fc.tuple(fc.nat(3), fc.nat(2)), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(images, images, (trainImages, testImages) => {
        const [train, test] = [split(trainImages), split(testImages)];
        expect(findDuplicates({ train, test, imageShape })).toEqual({
          train: compareAll(train, train),
          test: compareAll(test, test),
          across: compareAll(train, test),
        });
      }),
    );
  });

  it('tells whether the labels agree', () => {
    const train = split([
      [1, 2],
      [3, 4],
      [1, 2],
      [1, 2],
    ]);
    const test = split([[3, 4]]);
    expect(findDuplicates({ train, test, imageShape })).toEqual({
      train: [
        { first: 0, second: 2, sameLabel: true },
        { first: 0, second: 3, sameLabel: false },
      ],
      test: [],
      across: [{ first: 1, second: 0, sameLabel: false }],
    });
  });
});
