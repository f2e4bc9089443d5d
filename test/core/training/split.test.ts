import { describe, expect, it } from 'vitest';
import { imagesOfSplit, splitDataset } from '../../../src/core/training/split.js';

const counts = { train: 50, test: 7 };
const options = { seed: 3, validationSplit: 0.2, limit: 40 };

describe('the images of a split', () => {
  it('are those of the training, ascending, numbered from the beginning of their part of the dataset', () => {
    const { train, validation } = splitDataset(counts, options);
    const [ownTrain, ownValidation] = [
      imagesOfSplit('train', counts, options),
      imagesOfSplit('validation', counts, options),
    ];
    expect([...ownTrain]).toEqual([...train].sort((a, b) => a - b));
    expect([...ownValidation]).toEqual([...validation].sort((a, b) => a - b));
    expect(ownTrain.length + ownValidation.length).toBe(40);
    expect(new Set([...ownTrain, ...ownValidation]).size).toBe(40);
    expect([...imagesOfSplit('test', counts, options)]).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
