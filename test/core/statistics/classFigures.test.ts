import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePredictions } from '../../../src/core/metrics/evaluatePredictions.js';
import { sampleColumns } from '../../../src/core/samples/sampleColumns.js';
import { classRows } from '../../../src/core/statistics/classRows.js';
import { cellDifferences, cellsWorstFirst, cellValues } from '../../../src/core/statistics/confusionMatrix.js';
import { f1Interval } from '../../../src/core/statistics/f1Interval.js';
import { pairedCountsByClass, pairedInterval } from '../../../src/core/statistics/pairedCounts.js';
import { wilsonInterval } from '../../../src/core/statistics/wilsonInterval.js';
import { arbitraryRuns, madePredictions } from '../../support/madePredictions.js';
import { statisticsFixture } from '../../support/statisticsFixture.js';

describe('cellValues', () => {
  it.each(statisticsFixture.calibration)('$name: as scikit-learn normalises', (expected) => {
    const evaluation = evaluatePredictions(
      Float32Array.from(expected.probabilities),
      expected.labels,
      expected.classCount,
    );
    for (const normalization of ['none', 'true', 'predicted'] as const) {
      const values = cellValues(evaluation, normalization).map((row) => row.map((value) => value ?? 0));
      for (const [row, cells] of expected.confusion[normalization].entries())
        for (const [column, cell] of cells.entries()) expect(values[row]?.[column]).toBeCloseTo(cell, 12);
    }
  });

  it('has recall and precision on its diagonals, with images that have no prediction', () => {
    fc.assert(
      fc.property(arbitraryRuns(fc.constant(1)), ([made]) => {
        if (made === undefined) throw new Error('no run');
        const evaluation = evaluatePredictions(made.probabilities, made.labels, made.classCount);
        const byTrue = cellValues(evaluation, 'true');
        const byPredicted = cellValues(evaluation, 'predicted');
        for (const [index, { recall, precision }] of evaluation.classes.entries()) {
          expect(byTrue[index]?.[index]).toBe(recall);
          expect(byPredicted[index]?.[index]).toBe(precision);
        }
      }),
    );
  });

  it('finds the difference of two, and nothing where one has nothing', () => {
    const first = [
      [0.5, 0.5],
      [null, 0.25],
    ];
    const second = [
      [0.75, 0.25],
      [0.5, null],
    ];
    expect(cellDifferences(first, second)).toEqual([
      [-0.25, 0.25],
      [null, null],
    ]);
    expect(cellDifferences(first, [])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it('lists mistakes, the greatest first', () => {
    const cells = cellsWorstFirst([
      [90, 4, 0],
      [7, 80, 4],
      [null, -3, 70],
    ]);
    expect(cells).toEqual([
      { trueClass: 1, predictedClass: 0, value: 7 },
      { trueClass: 0, predictedClass: 1, value: 4 },
      { trueClass: 1, predictedClass: 2, value: 4 },
    ]);
  });
});

describe('classRows', () => {
  const made = madePredictions(400, 3, 4);
  const other = madePredictions(400, 3, 9);
  const run = evaluatePredictions(made.probabilities, made.labels, 3);
  const baseline = evaluatePredictions(other.probabilities, other.labels, 3);
  const pairs = pairedCountsByClass(
    sampleColumns(made.probabilities, made.labels, 3),
    sampleColumns(other.probabilities, other.labels, 3),
  );

  it('has each figure with its interval', () => {
    const rows = classRows(run, ['shirt', 'coat']);
    expect(rows.map(({ name, classIndex }) => [classIndex, name])).toEqual([
      [0, 'shirt'],
      [1, 'coat'],
      [2, 'class 2'],
    ]);
    for (const [index, row] of rows.entries()) {
      const hits = run.confusion[index]?.[index] ?? 0;
      expect(row.support).toBe(run.classes[index]?.support);
      expect(row.recall).toEqual({
        value: run.classes[index]?.recall,
        interval: wilsonInterval(hits, row.support),
        difference: null,
        differenceInterval: null,
      });
      expect(row.precision.interval).toEqual(wilsonInterval(hits, row.predictedCount));
      expect(row.f1.interval).toEqual(f1Interval(hits, row.support, row.predictedCount));
    }
  });

  it('is held against a baseline, with an interval where the pairs are known', () => {
    const rows = classRows(run, [], { evaluation: baseline, pairs });
    for (const [index, row] of rows.entries()) {
      const paired = pairs[index];
      if (paired === undefined) throw new Error('no pairs');
      const { onlyFirst, onlySecond } = paired;
      expect(row.recall.difference).toBeCloseTo((onlyFirst - onlySecond) / row.support, 12);
      expect(row.recall.differenceInterval).toEqual(pairedInterval(paired));
      expect(row.f1.difference).toBeCloseTo((run.classes[index]?.f1 ?? 0) - (baseline.classes[index]?.f1 ?? 0), 12);
      expect(row.f1.differenceInterval).toBeNull();
    }
    const without = classRows(run, [], { evaluation: baseline });
    expect(without[0]?.recall.difference).toBe(rows[0]?.recall.difference);
    expect(without[0]?.recall.differenceInterval).toBeNull();
  });

  it('says nothing of a class that does not occur, or whose counts cannot be', () => {
    const [, absent] = classRows(evaluatePredictions(new Float32Array([1, 0]), [0], 2), []);
    expect(absent).toMatchObject({ support: 0, recall: { value: null, interval: null }, f1: { interval: null } });
    const broken = { precision: null, recall: null, f1: null, support: 2 };
    const [row] = classRows({ classes: [broken], confusion: [[5]] }, [], { evaluation: { classes: [] } });
    expect(row).toMatchObject({ recall: { interval: null, difference: null }, f1: { interval: null } });
  });

  it('has intervals that contain the values', () => {
    fc.assert(
      fc.property(arbitraryRuns(fc.constant(1)), ([any]) => {
        if (any === undefined) throw new Error('no run');
        for (const row of classRows(evaluatePredictions(any.probabilities, any.labels, any.classCount), []))
          for (const { value, interval } of [row.recall, row.precision, row.f1]) {
            expect(interval === null).toBe(value === null);
            if (value === null || interval === null) continue;
            expect(interval.low).toBeLessThanOrEqual(value);
            expect(interval.high).toBeGreaterThanOrEqual(value);
          }
      }),
    );
  });
});
