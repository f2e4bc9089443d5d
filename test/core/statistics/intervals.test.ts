import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleColumns } from '../../../src/core/samples/sampleColumns.js';
import { f1Interval } from '../../../src/core/statistics/f1Interval.js';
import { pairedCountsByClass, pairedInterval } from '../../../src/core/statistics/pairedCounts.js';
import { fractionInterval, type Interval, wilsonInterval } from '../../../src/core/statistics/wilsonInterval.js';
import { madePredictions } from '../../support/madePredictions.js';
import { statisticsFixture } from '../../support/statisticsFixture.js';

const Z_90 = 1.6448536269514722;

function expectClose(got: Interval | null | undefined, expected: Interval, digits = 12): void {
  expect(got?.low).toBeCloseTo(expected.low, digits);
  expect(got?.high).toBeCloseTo(expected.high, digits);
}

/** Successes of 1 to 400 trials. */
const trials = fc.integer({ min: 1, max: 400 }).chain((count) => fc.tuple(fc.nat(count), fc.constant(count)));

describe('wilsonInterval', () => {
  it.each(statisticsFixture.proportions)('$successes of $count is as in statsmodels', (expected) => {
    expectClose(wilsonInterval(expected.successes, expected.count), expected.interval);
    expectClose(wilsonInterval(expected.successes, expected.count, Z_90), expected.interval90);
  });

  it.each([
    [0, 0],
    [3, 2],
    [-1, 2],
    [0.5, 2],
    [Number.NaN, 2],
    [1, Number.POSITIVE_INFINITY],
  ])('has none for %d of %d', (successes, count) => {
    expect(wilsonInterval(successes, count)).toBeNull();
  });

  it('reaches the very ends, and no further', () => {
    for (const count of [1, 3, 7, 49, 10_000]) {
      expect(wilsonInterval(0, count)?.low).toBe(0);
      expect(wilsonInterval(count, count)?.high).toBe(1);
      expect(wilsonInterval(0, count)?.high).toBeLessThan(1);
    }
  });

  it('contains the estimate, grows with it, shrinks with the trials, and mirrors', () => {
    fc.assert(
      fc.property(trials, ([successes, count]) => {
        const interval = wilsonInterval(successes, count);
        if (interval === null) throw new Error('no interval');
        const { low, high } = interval;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(successes / count);
        expect(high).toBeGreaterThanOrEqual(successes / count);
        expect(high).toBeLessThanOrEqual(1);
        const more = wilsonInterval(successes + 1, count);
        if (successes < count) {
          expect(more?.low).toBeGreaterThan(low);
          expect(more?.high).toBeGreaterThan(high);
        }
        const mirrored = wilsonInterval(count - successes, count);
        expectClose(mirrored, { low: 1 - high, high: 1 - low });
        const larger = wilsonInterval(4 * successes, 4 * count);
        expect((larger?.high ?? 1) - (larger?.low ?? 0)).toBeLessThan(high - low);
        const surer = wilsonInterval(successes, count, 3);
        expect((surer?.high ?? 0) - (surer?.low ?? 1)).toBeGreaterThan(high - low);
      }),
    );
  });

  it('takes an accuracy for the count that it came from', () => {
    expect(fractionInterval(0.9283, 10_000)).toEqual(wilsonInterval(9283, 10_000));
    expect(fractionInterval(2 / 3, 3)).toEqual(wilsonInterval(2, 3));
    for (const [fraction, count] of [
      [null, 10],
      [Number.NaN, 10],
      [1.7, 10],
      [0.5, 0],
    ] as const)
      expect(fractionInterval(fraction, count)).toBeNull();
  });
});

describe('f1Interval', () => {
  it.each(statisticsFixture.f1)('$hits hits of $support, $predictedCount predicted: near the bootstrap', (expected) => {
    const { hits, support, predictedCount, low, high } = expected;
    const interval = f1Interval(hits, support, predictedCount);
    // Both are approximations that lean to other sides where a score is near 1: an eighth of the width apart at most.
    const width = high - low;
    expect(Math.abs((interval?.low ?? 0) - low)).toBeLessThan(width / 8);
    expect(Math.abs((interval?.high ?? 0) - high)).toBeLessThan(width / 8);
  });

  it('has none where there is no F1, or the counts cannot be', () => {
    expect(f1Interval(0, 0, 0)).toBeNull();
    expect(f1Interval(3, 2, 5)).toBeNull();
    expect(f1Interval(3, 5, 2)).toBeNull();
    expect(f1Interval(0, 3, 0)?.low).toBe(0);
    expect(f1Interval(4, 4, 4)?.high).toBe(1);
  });

  it('contains the F1, within 0..1, whichever of precision and recall it comes from', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.nat(200), (hits, missed, wrongly) => {
        fc.pre(hits + missed + wrongly > 0);
        const interval = f1Interval(hits, hits + missed, hits + wrongly);
        const f1 = (2 * hits) / (2 * hits + missed + wrongly);
        expect(interval?.low).toBeLessThanOrEqual(f1);
        expect(interval?.high).toBeGreaterThanOrEqual(f1);
        expect(interval?.low).toBeGreaterThanOrEqual(0);
        expect(interval?.high).toBeLessThanOrEqual(1);
        expect(f1Interval(hits, hits + wrongly, hits + missed)).toEqual(interval);
      }),
    );
  });
});

describe('pairedInterval', () => {
  const countsOf = ([both, onlyFirst, onlySecond, neither]: readonly [number, number, number, number]) => ({
    both,
    onlyFirst,
    onlySecond,
    neither,
  });

  it('has none without images', () => {
    expect(pairedInterval(countsOf([0, 0, 0, 0]))).toBeNull();
    expect(pairedInterval(countsOf([-1, 1, 0, 0]))).toBeNull();
  });

  it('contains the difference, within −1..1, and turns with the runs', () => {
    const tables = fc.tuple(fc.nat(300), fc.nat(60), fc.nat(60), fc.nat(300));
    fc.assert(
      fc.property(tables, (table) => {
        const counts = countsOf(table);
        const interval = pairedInterval(counts);
        const images = table.reduce((sum, count) => sum + count, 0);
        if (interval === null) {
          expect(images).toBe(0);
          return;
        }
        const value = (counts.onlyFirst - counts.onlySecond) / images;
        expect(interval.low).toBeGreaterThanOrEqual(-1);
        expect(interval.low).toBeLessThanOrEqual(value);
        expect(interval.high).toBeGreaterThanOrEqual(value);
        expect(interval.high).toBeLessThanOrEqual(1);
        const turned = pairedInterval({ ...counts, onlyFirst: counts.onlySecond, onlySecond: counts.onlyFirst });
        expectClose(turned, { low: -interval.high, high: -interval.low });
      }),
    );
  });

  it('counts pairs class by class, as the runs say', () => {
    const first = madePredictions(500, 4, 1);
    const second = madePredictions(500, 4, 2);
    const columns = [first, second].map((made) => sampleColumns(made.probabilities, made.labels, 4));
    const [one, other] = columns;
    if (one === undefined || other === undefined) throw new Error('no columns');
    const pairs = pairedCountsByClass(one, other);
    expect(pairs.map((counts) => Object.values(counts).reduce((sum, count) => sum + count, 0))).toEqual(
      [0, 1, 2, 3].map((label) => first.labels.filter((own) => own === label).length),
    );
    const right = (run: typeof one, label: number) =>
      run.labels.filter((own, index) => own === label && run.predicted[index] === label).length;
    for (const [label, { both, onlyFirst, onlySecond }] of pairs.entries()) {
      expect(both + onlyFirst).toBe(right(one, label));
      expect(both + onlySecond).toBe(right(other, label));
    }
  });
});
