import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePredictions } from '../../../src/core/metrics/evaluatePredictions.js';
import { sampleColumns } from '../../../src/core/samples/sampleColumns.js';
import { type Binning, calibrationOf } from '../../../src/core/statistics/calibration.js';
import { arbitraryRuns } from '../../support/madePredictions.js';
import { statisticsFixture } from '../../support/statisticsFixture.js';

const columnsOf = (made: { probabilities: ArrayLike<number>; labels: number[]; classCount: number }) =>
  sampleColumns(Float32Array.from(made.probabilities), made.labels, made.classCount);

describe('calibrationOf against scikit-learn and numpy', () => {
  it.each(statisticsFixture.calibration)('$name', (expected) => {
    const columns = columnsOf(expected);
    for (const binning of expected.binnings) {
      const got = calibrationOf(columns, binning);
      expect(got.bins).toHaveLength(binning.bins.length);
      for (const [index, bin] of binning.bins.entries()) {
        const own = got.bins[index];
        expect([own?.count, own?.correct]).toEqual([bin.count, bin.correct]);
        if (bin.count === 0) {
          expect(own).toMatchObject({ meanConfidence: null, accuracy: null, interval: null });
          continue;
        }
        expect(own?.meanConfidence).toBeCloseTo(bin.meanConfidence ?? Number.NaN, 12);
        expect(own?.accuracy).toBeCloseTo(bin.accuracy ?? Number.NaN, 12);
        expect(own?.interval?.low).toBeCloseTo(bin.interval?.low ?? Number.NaN, 12);
        expect(own?.interval?.high).toBeCloseTo(bin.interval?.high ?? Number.NaN, 12);
      }
      expect(got.expectedError).toBeCloseTo(binning.expectedError, 12);
      expect(got.maximumError).toBeCloseTo(binning.maximumError, 12);
      // Columns hold float32: seven digits.
      expect(got.brierScore).toBeCloseTo(expected.brierScore, 6);
      expect(Math.abs(got.logLoss - expected.logLoss)).toBeLessThan(2e-6 * Math.max(1, expected.logLoss));
    }
  });
});

describe('calibrationOf', () => {
  it('puts a confidence on a bound into the bin below it, and equal ones into one bin', () => {
    const columns = columnsOf({
      probabilities: [0.5, 0.5, 0.75, 0.25, 1, 0, 0.75, 0.25],
      labels: [0, 0, 0, 1],
      classCount: 2,
    });
    expect(calibrationOf(columns, { kind: 'width', count: 4 }).bins.map(({ count }) => count)).toEqual([0, 1, 2, 1]);
    const { bins } = calibrationOf(columns, { kind: 'mass', count: 2 });
    expect(bins.map(({ low, high, count, correct }) => [low, high, count, correct])).toEqual([
      [0, 0.75, 3, 2],
      [0.75, 1, 1, 1],
    ]);
  });

  it('says what a model without a single prediction is worth', () => {
    const columns = columnsOf({ probabilities: [Number.NaN, 0.5, Number.NaN, 1], labels: [0, 1], classCount: 2 });
    for (const kind of ['width', 'mass'] as const)
      expect(calibrationOf(columns, { kind, count: 10 })).toMatchObject({
        count: 0,
        unpredicted: 2,
        meanConfidence: null,
        accuracy: null,
        expectedError: null,
        maximumError: null,
        brierScore: 2,
      });
  });

  it.each([0, -1, 2.5, 1001, Number.NaN])('refuses %d bins', (count) => {
    const columns = columnsOf({ probabilities: [1, 0], labels: [0], classCount: 2 });
    expect(() => calibrationOf(columns, { kind: 'width', count })).toThrow(/from 1 to 1000/);
  });

  it('holds every image once, and its scores agree with the evaluation', () => {
    const binnings = fc.record<Binning>({
      kind: fc.constantFrom('width', 'mass'),
      count: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(arbitraryRuns(fc.constant(1)), binnings, ([made], binning) => {
        if (made === undefined) throw new Error('no run');
        const evaluation = evaluatePredictions(made.probabilities, made.labels, made.classCount);
        const got = calibrationOf(columnsOf(made), binning);
        const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
        expect(total(got.bins.map(({ count }) => count))).toBe(got.count);
        expect(got.count + got.unpredicted).toBe(made.labels.length);
        expect(got.unpredicted).toBe(evaluation.unpredicted ?? 0);
        expect(total(got.bins.map(({ correct }) => correct))).toBe(
          Math.round(evaluation.test.accuracy * made.labels.length),
        );
        expect(got.logLoss).toBeCloseTo(evaluation.logLoss, 5);
        expect(got.expectedError ?? 0).toBeLessThanOrEqual((got.maximumError ?? 0) + 1e-12);
        expect(got.expectedError ?? 0).toBeGreaterThanOrEqual(
          Math.abs((got.accuracy ?? 0) - (got.meanConfidence ?? 0)) - 1e-12,
        );
        for (const [index, bin] of got.bins.entries()) {
          // Only the first bin may hold nothing but confidences of 0.
          if (index > 0 || bin.high > 0) expect(bin.low).toBeLessThan(bin.high);
          if (index > 0) expect(bin.low).toBe(got.bins[index - 1]?.high);
          if (bin.meanConfidence === null) continue;
          if (bin.low > 0) expect(bin.meanConfidence).toBeGreaterThan(bin.low);
          expect(bin.meanConfidence).toBeLessThanOrEqual(bin.high + 1e-12);
        }
        if (binning.kind === 'mass') expect(got.bins.every(({ count }) => count > 0)).toBe(true);
        else expect(got.bins).toHaveLength(binning.count);
      }),
    );
  });
});
