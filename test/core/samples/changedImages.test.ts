import { describe, expect, it } from 'vitest';
import { changedImages } from '../../../src/core/samples/changedImages.js';
import { sampleColumns } from '../../../src/core/samples/sampleColumns.js';

const labels = [0, 0, 1, 1, 2, 2, 2];

/** Columns of a run that takes the images for these classes; −1: its output is not a number. */
function columnsOf(predicted: readonly number[], truth: readonly number[] = labels) {
  const probabilities = new Float32Array(truth.length * 3);
  predicted.forEach((choice, row) => {
    for (let column = 0; column < 3; column += 1)
      probabilities[row * 3 + column] = choice < 0 ? Number.NaN : Number(column === choice);
  });
  return sampleColumns(probabilities, truth, 3);
}

/** Fixed, still right, broken, wrong alike, wrong differently, fixed, broken by an output that is not a number. */
const from = columnsOf([1, 0, 1, 0, 0, 0, 2]);
const to = columnsOf([0, 0, 2, 0, 1, 2, -1]);
const asLists = (changes: ReturnType<typeof changedImages>) =>
  Object.fromEntries(Object.entries(changes).map(([change, rows]) => [change, [...rows]]));

describe('what changed from one run to another', () => {
  it('is fixed, broken or wrong in another way; what is taken for the same class is none', () => {
    expect(asLists(changedImages(from, to))).toEqual({ fixed: [0, 5], broken: [2, 6], differently: [4] });
    expect(asLists(changedImages(to, from))).toEqual({ fixed: [2, 6], broken: [0, 5], differently: [4] });
    expect(asLists(changedImages(from, from))).toEqual({ fixed: [], broken: [], differently: [] });
  });

  it('of a cell is what left it and what came into it', () => {
    const cell = (trueClass: number, predictedClass: number) =>
      asLists(changedImages(from, to, { trueClass, predictedClass }));
    expect(cell(2, 0)).toEqual({ fixed: [5], broken: [], differently: [4] });
    expect(cell(2, 1)).toEqual({ fixed: [], broken: [], differently: [4] });
    // On the diagonal: what is right now and was not, and the other way round.
    expect(cell(2, 2)).toEqual({ fixed: [5], broken: [6], differently: [] });
    expect(cell(2, -1)).toEqual({ fixed: [], broken: [6], differently: [] });
    expect(asLists(changedImages(from, to, { trueClass: 1 }))).toEqual({ fixed: [], broken: [2], differently: [] });
  });

  it('of a cell adds up to how much its count differs', () => {
    for (const trueClass of [0, 1, 2])
      for (const predictedClass of [0, 1, 2]) {
        const countIn = ({ predicted }: typeof from) =>
          labels.filter((label, row) => label === trueClass && predicted[row] === predictedClass).length;
        const changed = Object.values(changedImages(from, to, { trueClass, predictedClass })).flatMap((rows) => [
          ...rows,
        ]);
        const came = changed.filter((row) => to.predicted[row] === predictedClass).length;
        expect(came - (changed.length - came)).toBe(countIn(to) - countIn(from));
      }
  });

  it('is not told of runs that were tested on other images', () => {
    expect(() => changedImages(from, columnsOf([0, 0], [0, 1]))).toThrow(RangeError);
  });
});
