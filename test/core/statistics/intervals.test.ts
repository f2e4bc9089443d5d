import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleColumns } from '../../../src/core/samples/sampleColumns.js';
import { f1Interval } from '../../../src/core/statistics/f1Interval.js';
import {
  type PairedCounts,
  pairedCountsByClass,
  pairedDifference,
  totalOfPairs,
} from '../../../src/core/statistics/pairedDifference.js';
import { fractionInterval, type Interval, wilsonInterval } from '../../../src/core/statistics/wilsonInterval.js';
import { arbitraryRuns, madePredictions } from '../../support/madePredictions.js';
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

  // R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i is as published', (successes, count, low, high) => {
    expectClose(wilsonInterval(successes, count), { low, high }, 4);
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

describe('pairedDifference', () => {
  const countsOf = ([both, onlyFirst, onlySecond, neither]: readonly [number, number, number, number]) => ({
    both,
    onlyFirst,
    onlySecond,
    neither,
  });

  it.each(statisticsFixture.pairs)('of $counts is as in numpy and statsmodels', ({ counts, value, interval }) => {
    const difference = pairedDifference(counts);
    expect(difference?.value).toBeCloseTo(value, 12);
    expectClose(difference?.interval, interval, 10);
  });

  it.each([
    // Fagerland, Lydersen, Laake, Statistics in Medicine 33 (2014): airway hyper-responsiveness (Bentur 2009).
    [[1, 1, 7, 12], -0.507, -0.026, 3],
    // The example of R's contingencytables, from Cavo (2012).
    [[59, 6, 16, 80], -0.1186, -0.0046, 4],
    // Altman, Machin, Bryant, Gardner, Statistics with Confidence (2000), table 6.2.
    [[14, 5, 0, 22], 0.011, 0.226, 3],
  ] as const)('of %j is as published', (counts, low, high, digits) => {
    expectClose(pairedDifference(countsOf(counts))?.interval, { low, high }, digits);
  });

  it('has none without images', () => {
    expect(pairedDifference(countsOf([0, 0, 0, 0]))).toBeNull();
    expect(pairedDifference(countsOf([-1, 1, 0, 0]))).toBeNull();
  });

  it('contains the difference, within −1..1, and turns with the runs', () => {
    const tables = fc.tuple(fc.nat(300), fc.nat(60), fc.nat(60), fc.nat(300));
    fc.assert(
      fc.property(tables, (table) => {
        const counts = countsOf(table);
        const difference = pairedDifference(counts);
        if (difference === null) {
          expect(table).toEqual([0, 0, 0, 0]);
          return;
        }
        const { value, interval } = difference;
        expect(interval.low).toBeGreaterThanOrEqual(-1);
        expect(interval.low).toBeLessThanOrEqual(value);
        expect(interval.high).toBeGreaterThanOrEqual(value);
        expect(interval.high).toBeLessThanOrEqual(1);
        const turned = pairedDifference({ ...counts, onlyFirst: counts.onlySecond, onlySecond: counts.onlyFirst });
        expect(turned?.value).toBeCloseTo(-value, 12);
        expectClose(turned?.interval, { low: -interval.high, high: -interval.low });
        // Right and wrong for each other: the same sizes, the other sign.
        const mirrored = pairedDifference({ ...counts, both: counts.neither, neither: counts.both });
        expectClose(mirrored?.interval, interval);
      }),
    );
  });

  it('covers the true difference in about 95 of 100 trials', () => {
    // Recalls 0.85 and 0.80 of which 0.75 is common, 200 images.
    let state = 7;
    const next = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    let covered = 0;
    for (let trial = 0; trial < 3000; trial += 1) {
      const table: [number, number, number, number] = [0, 0, 0, 0];
      for (let image = 0; image < 200; image += 1) {
        const draw = next();
        table[draw < 0.75 ? 0 : draw < 0.85 ? 1 : draw < 0.9 ? 2 : 3] += 1;
      }
      const interval = pairedDifference(countsOf(table))?.interval;
      if (interval !== undefined && interval.low <= 0.05 && interval.high >= 0.05) covered += 1;
    }
    expect(covered / 3000).toBeGreaterThan(0.935);
    expect(covered / 3000).toBeLessThan(0.97);
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
    expect(Object.values(totalOfPairs(pairs)).reduce((sum, count) => sum + count, 0)).toBe(500);
  });

  it('finds no difference of a run to itself', () => {
    fc.assert(
      fc.property(arbitraryRuns(fc.constant(1)), ([made]) => {
        if (made === undefined) throw new Error('no run');
        const columns = sampleColumns(made.probabilities, made.labels, made.classCount);
        const total: PairedCounts = totalOfPairs(pairedCountsByClass(columns, columns));
        const difference = pairedDifference(total);
        expect(difference?.value).toBe(0);
        expect(difference?.interval.low).toBeCloseTo(-(difference?.interval.high ?? 1), 12);
      }),
    );
  });
});
