import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePredictions } from '../../../src/core/metrics/evaluatePredictions.js';
import { misclassified } from '../../../src/core/metrics/misclassified.js';

describe('misclassified', () => {
  it('lists what is wrong, the worst first, ties in the order of the set', () => {
    const probabilities = new Float32Array([
      0.75, 0.25, 0, 0.5, 0.25, 0.25, 0, 0, 1, 0.25, 0.5, 0.25, 0.375, 0.375, 0.25, 0.125, 0.875, 0,
    ]);
    const found = misclassified(probabilities, [0, 1, 1, 0, 1, 2], 3);
    expect(found.map(({ index }) => index)).toEqual([2, 5, 1, 3, 4]);
    expect(found[3]).toEqual({
      index: 3,
      trueClass: 0,
      predictedClass: 1,
      probability: 0.5,
      trueProbability: 0.25,
      loss: -Math.log(0.25),
    });
    // A tie goes to the class listed first, so row 4 (0.375, 0.375) says class 0.
    expect(found[4]).toMatchObject({ index: 4, predictedClass: 0, probability: 0.375 });
  });

  it('puts a row that is not a number first, without a predicted class', () => {
    const found = misclassified(new Float32Array([0.4, 0.6, Number.NaN, Number.NaN]), [0, 1], 2);
    expect(found[0]).toMatchObject({ index: 1, trueClass: 1, predictedClass: null, probability: null });
    expect(found[0]?.loss).toBeCloseTo(23 * Math.LN2, 12);
  });

  it('lists as many as the accuracy leaves', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2), fc.float({ noNaN: false }), fc.float(), fc.float()), {
          minLength: 1,
          maxLength: 50,
        }),
        (rows) => {
          const probabilities = Float32Array.from(rows.flatMap(([, ...row]) => row));
          const labels = rows.map(([label]) => label);
          const { test } = evaluatePredictions(probabilities, labels, 3);
          const found = misclassified(probabilities, labels, 3);
          expect(found.length).toBe(Math.round((1 - test.accuracy) * rows.length));
          expect(found.every((entry, at) => at === 0 || (found[at - 1]?.loss ?? 0) >= entry.loss)).toBe(true);
        },
      ),
    );
  });
});
