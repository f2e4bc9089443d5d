import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldOutCount, heldOutImages } from '../../../src/core/training/folds.js';
import { imagesOfSplit, splitDataset } from '../../../src/core/training/split.js';

const folded = fc.record({
  train: fc.integer({ min: 2, max: 60 }),
  seed: fc.nat(1000),
  count: fc.integer({ min: 2, max: 7 }),
});

describe('folds', () => {
  it('have every training image once between them', () => {
    fc.assert(
      fc.property(folded, ({ train, seed, count }) => {
        const parts = Array.from({ length: count }, (_, index) =>
          heldOutImages(train, { seed, fold: { index, count } }),
        );
        expect(parts.flatMap((part) => [...part]).sort((a, b) => a - b)).toEqual(
          Array.from({ length: train }, (_, i) => i),
        );
        parts.forEach((part, index) => {
          expect(part.length).toBe(heldOutCount(train, { index, count }));
          expect([...part]).toEqual([...part].sort((a, b) => a - b));
        });
      }),
    );
  });

  it('are trained on by nobody who judges them, and leave the split of a run without folds as it is', () => {
    fc.assert(
      fc.property(folded, fc.constantFrom(0, 0.2), ({ train, seed, count }, validationSplit) => {
        const counts = { train, test: 5 };
        const whole = splitDataset(counts, { seed, validationSplit: 0 }).train;
        for (let index = 0; index < count; index += 1) {
          const options = { seed, validationSplit, fold: { index, count } };
          const split = splitDataset(counts, options);
          const heldOut = new Set(imagesOfSplit('heldOut', counts, options));
          const used = [...split.train, ...split.validation];
          expect(used.some((image) => heldOut.has(image))).toBe(false);
          expect(used).toEqual([...whole].filter((image) => !heldOut.has(image)));
          expect(split.test).toEqual(Int32Array.of(train, train + 1, train + 2, train + 3, train + 4));
        }
        expect(imagesOfSplit('heldOut', counts, { seed, validationSplit })).toEqual(new Uint32Array());
      }),
    );
  });
});
