import { describe, expect, it } from 'vitest';
import { sampleColumns } from '../../../src/core/samples/sampleColumns.js';
import { benjaminiHochberg } from '../../../src/core/statistics/benjaminiHochberg.js';
import { calibrationOf } from '../../../src/core/statistics/calibration.js';
import { chiSquareTail } from '../../../src/core/statistics/chiSquareTail.js';
import { cochranQ } from '../../../src/core/statistics/cochranQ.js';
import { holm } from '../../../src/core/statistics/holm.js';
import { mcNemar } from '../../../src/core/statistics/mcNemar.js';
import { pairedTTest } from '../../../src/core/statistics/pairedTTest.js';
import { studentQuantile } from '../../../src/core/statistics/studentT.js';
import { tangoInterval } from '../../../src/core/statistics/tangoInterval.js';
import { welchTest } from '../../../src/core/statistics/welchTest.js';
import { wilsonInterval } from '../../../src/core/statistics/wilsonInterval.js';

// What the literature works out by hand, to the digits that it prints; each with its source. What packages of statistics say
// of many more cases is in `comparisonFixture.test.ts` and `intervals.test.ts`.

// M. W. Fagerland, S. Lydersen, P. Laake, Recommended tests and confidence intervals for paired binomial proportions, Statistics
// in Medicine 33 (2014), 2850–2875, and the same authors' Statistical Analysis of Contingency Tables (2017), chapter 8.
// Bentur (2009): airway hyper-responsiveness of 21 children; Cavo (2012): complete response of 161 patients.
describe('paired proportions (Fagerland, Lydersen, Laake 2014)', () => {
  it('Tango’s score interval', () => {
    const bentur = tangoInterval(7, 1, 21);
    expect(bentur?.low).toBeCloseTo(-0.517, 3);
    expect(bentur?.high).toBeCloseTo(-0.026, 3);
    const cavo = tangoInterval(16, 6, 161);
    expect(cavo?.low).toBeCloseTo(-0.124, 4);
    expect(cavo?.high).toBeCloseTo(-0.0054, 4);
  });

  it('McNemar’s exact test, mid-p, and the χ² that Cochran’s Q is for two', () => {
    expect(mcNemar(6, 16).exact).toBeCloseTo(0.052479, 6);
    expect(mcNemar(6, 16).midP).toBeCloseTo(0.03469, 6);
    const ones = new Uint8Array(22).fill(1);
    const { q, p } = cochranQ([6, 16], ones);
    expect(Math.sqrt(q)).toBeCloseTo(2.132, 3);
    expect(p).toBeCloseTo(0.033006, 6);
    // 9/128, and half of the point probability of 1 or 7 of 8 less on each side: 5/128.
    expect(mcNemar(1, 7).exact).toBeCloseTo(9 / 128, 12);
    expect(mcNemar(1, 7).midP).toBeCloseTo(5 / 128, 12);
  });
});

describe('McNemar (A. Agresti, Categorical Data Analysis, 2nd edition 2002, section 10.1)', () => {
  // 1,600 voters asked twice of the prime minister: 150 approved only the first time, 86 only the second.
  it('z² is 17.36, p about 3 in 100,000', () => {
    const { q, p } = cochranQ([150, 86], new Uint8Array(236).fill(1));
    expect(q).toBeCloseTo(17.36, 2);
    expect(p).toBeCloseTo(0.00003, 5);
    expect(mcNemar(150, 86).exact).toBeCloseTo(0.00003, 4);
  });

  it('the difference of −0.04, Wald’s interval −0.06 to −0.02, is Tango’s to two digits', () => {
    const interval = tangoInterval(150, 86, 1600);
    expect(interval?.low).toBeCloseTo(-0.06, 2);
    expect(interval?.high).toBeCloseTo(-0.02, 2);
  });
});

describe('Cochran’s Q (W. G. Cochran, Biometrika 37 (1950), 256–266, table 2)', () => {
  it('four media for diphtheria bacilli, 69 specimens: 8.05 of three degrees of freedom', () => {
    // Growth on media A to D; on how many specimens.
    const rows: [number[], number][] = [
      [[1, 1, 1, 1], 4],
      [[1, 1, 0, 1], 2],
      [[0, 1, 1, 1], 3],
      [[0, 1, 0, 1], 1],
      [[0, 0, 0, 0], 59],
    ];
    const specimens = rows.flatMap(([grown, count]) => Array.from({ length: count }, () => grown));
    const totals = [0, 1, 2, 3].map((medium) => specimens.reduce((sum, grown) => sum + (grown[medium] ?? 0), 0));
    expect(totals).toEqual([6, 10, 7, 10]);
    const result = cochranQ(
      totals,
      specimens.map((grown) => grown.reduce((sum, one) => sum + one, 0)),
    );
    expect(result.q).toBeCloseTo(8.05, 2);
    expect(result.degreesOfFreedom).toBe(3);
    expect(result.p).toBeCloseTo(0.045, 3);
  });
});

describe('t tests (Student, The probable error of a mean, Biometrika 6 (1908), 1–25; R’s data set `sleep`)', () => {
  // Hours of sleep that ten patients gained by each of two drugs.
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

  it('Welch’s: t 1.8608 of 17.776 degrees of freedom, p 0.07939', () => {
    const test = welchTest(first, second);
    expect(test?.t).toBeCloseTo(1.8608, 4);
    expect(test?.degreesOfFreedom).toBeCloseTo(17.776, 3);
    expect(test?.p).toBeCloseTo(0.07939, 5);
    expect(test?.interval.low).toBeCloseTo(-0.2054832, 7);
    expect(test?.interval.high).toBeCloseTo(3.3654832, 7);
  });

  it('paired: t 4.0621 of 9, p 0.002833, mean difference 1.58', () => {
    const test = pairedTTest(first, second);
    expect(test?.difference).toBeCloseTo(1.58, 12);
    expect(test?.t).toBeCloseTo(4.0621, 4);
    expect(test?.degreesOfFreedom).toBeCloseTo(9, 12);
    expect(test?.p).toBeCloseTo(0.002833, 6);
    expect(test?.interval.low).toBeCloseTo(0.7001142, 7);
    expect(test?.interval.high).toBeCloseTo(2.4598858, 7);
  });
});

describe('many tests', () => {
  // Y. Benjamini, Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995), section 4: 15 comparisons of a thrombolysis
  // study. Bonferroni's and with it Holm's finds three, theirs four.
  const study = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];
  it('three findings by Holm, four by Benjamini and Hochberg, at 5 %', () => {
    expect(holm(study).filter((p) => p <= 0.05)).toHaveLength(3);
    expect(benjaminiHochberg(study).filter((p) => p <= 0.05)).toHaveLength(4);
  });
});

describe('Wilson (R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872, table I, method 3)', () => {
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i', (successes, count, low, high) => {
    const interval = wilsonInterval(successes, count);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });
});

describe('tables (M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 1964)', () => {
  it.each([
    [1, 12.706],
    [2, 4.303],
    [4, 2.776],
    [9, 2.262],
    [30, 2.042],
  ])('26.10: Student’s t of %i degrees of freedom', (degreesOfFreedom, t) => {
    expect(studentQuantile(0.95, degreesOfFreedom)).toBeCloseTo(t, 3);
  });

  it.each([
    [1, 3.84146],
    [3, 7.81473],
    [10, 18.307],
  ])('26.8: χ² of %i degrees of freedom at 5 %', (degreesOfFreedom, x) => {
    expect(chiSquareTail(x, degreesOfFreedom)).toBeCloseTo(0.05, 5);
  });
});

describe('Brier score (G. W. Brier, Monthly Weather Review 78 (1950), 1–3, table 1)', () => {
  it('ten forecasts of rain or no rain: 0.19', () => {
    const rain = [0.7, 0.9, 0.8, 0.4, 0.2, 0, 0, 0, 0, 0.1];
    const outcome = [0, 1, 1, 1, 0, 0, 0, 0, 0, 0];
    const probabilities = Float32Array.from(rain.flatMap((p) => [1 - p, p]));
    expect(calibrationOf(sampleColumns(probabilities, outcome, 2)).brierScore).toBeCloseTo(0.19, 6);
  });
});
