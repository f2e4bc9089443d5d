import { expect, it } from 'vitest';
import { augmentationBatch } from '../../../src/core/samples/augmentationBatch.js';

it('takes one image of each class that has one, so many times, classes beside each other', () => {
  const batch = augmentationBatch([[7, 8], [], [3]], 2);
  expect(batch.images).toEqual([7, 3, 7, 3]);
  expect(batch.classes).toEqual([
    { label: 0, image: 7, variants: [0, 2] },
    { label: 2, image: 3, variants: [1, 3] },
  ]);
  for (const { image, variants } of batch.classes)
    for (const variant of variants) expect(batch.images[variant]).toBe(image);
});

it('has nothing to show where there is nothing', () => {
  expect(augmentationBatch([[], []], 3)).toEqual({ images: [], classes: [] });
  expect(augmentationBatch([[1]], 0)).toEqual({ images: [], classes: [{ label: 0, image: 1, variants: [] }] });
});
