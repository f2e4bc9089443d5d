import { describe, expect, it } from 'vitest';
import { parseFindings } from '../../../src/core/honesty/findings.js';
import { type FoldPredictions, labelFindings } from '../../../src/core/honesty/labelFindings.js';
import { heldOutImages } from '../../../src/core/training/folds.js';
import { plantedLabels } from '../../support/plantedLabels.js';

const planted = { classCount: 4, flips: 0.05, sharpness: 6, seed: 1 };
const train = plantedLabels({ ...planted, count: 600 });
const test = plantedLabels({ ...planted, count: 200, seed: 2 });
const set = {
  dataset: { name: 'made', checksum: 'abc' },
  classCount: 4,
  trainLabels: Uint8Array.from(train.labels),
  testLabels: Uint8Array.from(test.labels),
};
const about = { time: 5, modelName: 'cnn', seed: 3 };

function folds(count: number): FoldPredictions[] {
  return Array.from({ length: count }, (_, index) => {
    const heldOut = heldOutImages(600, { seed: 3, fold: { index, count } });
    const probabilities = new Float32Array(heldOut.length * 4);
    heldOut.forEach((image, row) => {
      probabilities.set(train.probabilities.subarray(4 * image, 4 * image + 4), 4 * row);
    });
    return { runId: `run ${index}`, heldOut, probabilities, test: Float32Array.from(test.probabilities) };
  });
}

describe('labelFindings', () => {
  it('has each flipped label of both splits, by the number of its image, however many folds there are', () => {
    const five = labelFindings(set, folds(5), about);
    expect(labelFindings(set, folds(2), about).train).toEqual(five.train);
    expect(five).toMatchObject({ kind: 'labels', time: 5, model: { name: 'cnn', folds: 5, seed: 3 } });
    for (const [split, { flipped }] of [
      ['train', train],
      ['test', test],
    ] as const) {
      const found = five[split].suspects.filter(({ image }) => flipped.has(image)).length;
      expect(flipped.size).toBeGreaterThan(5);
      expect(found / flipped.size).toBeGreaterThan(0.85);
      expect(found / five[split].suspects.length).toBeGreaterThan(0.75);
    }
    expect(parseFindings(JSON.stringify(five), 'labels', 'abc')).toEqual(five);
  });

  it('refuses folds that judge an image twice, or not at all, or sizes that do not fit', () => {
    const [first, second, third] = folds(3);
    if (first === undefined || second === undefined || third === undefined) throw new Error('three');
    expect(() => labelFindings(set, [first, second], about)).toThrow('was held out by no fold');
    expect(() => labelFindings(set, [first, second, third, first], about)).toThrow('is not there once');
    const short = { ...third, probabilities: third.probabilities.subarray(4) };
    expect(() => labelFindings(set, [first, second, short], about)).toThrow('do not fit');
  });
});
