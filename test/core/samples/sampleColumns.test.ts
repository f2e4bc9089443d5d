import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePredictions } from '../../../src/core/metrics/evaluatePredictions.js';
import { misclassified } from '../../../src/core/metrics/misclassified.js';
import { cellCounts } from '../../../src/core/samples/cellCounts.js';
import { classEvaluation } from '../../../src/core/samples/classEvaluation.js';
import { orderSamples } from '../../../src/core/samples/orderSamples.js';
import { requireSameImages, sampleColumns } from '../../../src/core/samples/sampleColumns.js';
import { errorsOf, selectSamples } from '../../../src/core/samples/selectSamples.js';
import { arbitraryRuns, madePredictions } from '../../support/madePredictions.js';

describe('sampleColumns', () => {
  it('says what the model says of each image', () => {
    const columns = sampleColumns(
      new Float32Array([0.75, 0.25, 0, 0.125, 0.5, 0.375, Number.NaN, 0, 1, 0.5, 0.5, 0]),
      [0, 2, 2, 1],
      3,
    );
    expect(columns).toEqual({
      count: 4,
      classCount: 3,
      labels: Uint16Array.of(0, 2, 2, 1),
      predicted: Int16Array.of(0, 1, -1, 0),
      probability: Float32Array.of(0.75, 0.5, Number.NaN, 0.5),
      trueProbability: Float32Array.of(0.75, 0.375, Number.NaN, 0.5),
      margin: Float32Array.of(0.5, 0.125, Number.NaN, 0),
      loss: Float32Array.of(-Math.log(0.75), -Math.log(0.375), 23 * Math.LN2, -Math.log(0.5)),
      squaredError: Float32Array.of(0.125, 0.125 ** 2 + 0.5 ** 2 + 0.625 ** 2, 2, 0.5),
    });
  });

  it('takes one class for what it is', () => {
    expect(sampleColumns(new Float32Array([1]), [0], 1)).toMatchObject({
      margin: Float32Array.of(1),
      squaredError: Float32Array.of(0),
    });
  });

  it('refuses what does not fit', () => {
    expect(() => sampleColumns(new Float32Array(3), [0, 1], 2)).toThrow(/need 4 probabilities, got 3/);
    expect(() => sampleColumns(new Float32Array(40_000), [0], 40_000)).toThrow(/At most 32767 classes/);
  });

  it('agrees with the evaluation and the list of misclassified images, whatever the model says', () => {
    fc.assert(
      fc.property(arbitraryRuns(fc.constant(1)), ([run]) => {
        if (run === undefined) throw new Error('no run');
        const { probabilities, labels, classCount } = run;
        const columns = sampleColumns(probabilities, labels, classCount);
        const evaluation = evaluatePredictions(probabilities, labels, classCount);
        const wrong = misclassified(probabilities, labels, classCount);
        const counts = cellCounts(columns);
        expect(counts.confusion).toEqual(evaluation.confusion);
        expect(classEvaluation(columns)).toEqual({ confusion: evaluation.confusion, classes: evaluation.classes });
        expect(counts.unpredicted.reduce((sum, count) => sum + count, 0)).toBe(evaluation.unpredicted ?? 0);
        const mean = columns.loss.reduce((sum, loss) => sum + loss, 0) / columns.count;
        expect(mean).toBeCloseTo(evaluation.logLoss, 5);
        expect([...orderSamples(errorsOf(columns), [columns], 'loss')]).toEqual(wrong.map(({ index }) => index));
        for (const { index, predictedClass, probability, trueProbability } of wrong) {
          expect(columns.predicted[index]).toBe(predictedClass ?? -1);
          expect(columns.probability[index]).toEqual(probability ?? Number.NaN);
          expect(columns.trueProbability[index]).toEqual(trueProbability ?? Number.NaN);
        }
        for (const [trueClass, row] of evaluation.confusion.entries())
          for (const [predictedClass, count] of row.entries())
            expect(selectSamples([columns], { trueClass, predictedClass })).toHaveLength(count);
      }),
    );
  });

  it('is the same after a structured clone', () => {
    const { probabilities, labels, classCount } = madePredictions(50, 4, 3);
    const columns = sampleColumns(probabilities, labels, classCount);
    expect(structuredClone(columns)).toEqual(columns);
  });

  it('takes under 10 ms for 10,000 images of 10 classes', () => {
    const { probabilities, labels, classCount } = madePredictions(10_000, 10, 1);
    const durations = Array.from({ length: 15 }, () => {
      const start = performance.now();
      sampleColumns(probabilities, labels, classCount);
      return performance.now() - start;
    });
    expect(Math.min(...durations)).toBeLessThan(10);
  });
});

describe('requireSameImages', () => {
  const columnsOf = (labels: number[]) => sampleColumns(new Float32Array(labels.length * 2).fill(0.5), labels, 2);

  it('lets runs on the same images pass', () => {
    const first = columnsOf([0, 1]);
    expect(requireSameImages([first, columnsOf([0, 1])])).toBe(first);
  });

  it.each([
    [[], /no run/],
    [[columnsOf([0, 1]), columnsOf([0, 1, 0])], /same images: 2 and 3/],
    [[columnsOf([0, 1]), columnsOf([0, 0])], /image 1 is of class 1 and 0/],
  ])('refuses others (%#)', (runs, message) => {
    expect(() => requireSameImages(runs)).toThrow(message);
  });
});
