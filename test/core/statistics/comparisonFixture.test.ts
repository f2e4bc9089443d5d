import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from '../../../src/core/statistics/benjaminiHochberg.js';
import { chiSquareTail } from '../../../src/core/statistics/chiSquareTail.js';
import { cochranQ } from '../../../src/core/statistics/cochranQ.js';
import { atTemperature, fitTemperature } from '../../../src/core/statistics/fitTemperature.js';
import { holm } from '../../../src/core/statistics/holm.js';
import { incompleteBeta } from '../../../src/core/statistics/incompleteBeta.js';
import { mcNemar } from '../../../src/core/statistics/mcNemar.js';
import { pairedTTest } from '../../../src/core/statistics/pairedTTest.js';
import { percentileInterval } from '../../../src/core/statistics/percentileInterval.js';
import { studentQuantile, studentTwoSided } from '../../../src/core/statistics/studentT.js';
import { tangoInterval } from '../../../src/core/statistics/tangoInterval.js';
import { type TTest, welchTest } from '../../../src/core/statistics/welchTest.js';

interface Test {
  readonly t: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
  readonly low: number;
  readonly high: number;
}

/** What `test/parity/make_comparison_fixture.py` wrote: figures of SciPy and statsmodels. */
const fixture: {
  mcNemar: { first: number; second: number; exact: number; midP: number }[];
  tango: { onlyFirst: number; onlySecond: number; count: number; interval: { low: number; high: number } }[];
  tTests: { first: number[]; second: number[]; welch: Test; paired?: Test }[];
  cochran: { rightOfModel: number[]; rightOfImage: number[]; q: number; p: number }[];
  corrections: { p: number[]; holm: number[]; benjaminiHochberg: number[] }[];
  temperature: { labels: number[]; probabilities: number[]; temperature: number }[];
  distributions: {
    student: { t: number; degreesOfFreedom: number; p: number }[];
    studentQuantile: { degreesOfFreedom: number; value: number }[];
    chiSquare: { x: number; degreesOfFreedom: number; p: number }[];
    incompleteBeta: { x: number; a: number; b: number; value: number }[];
  };
  percentiles: { values: number[]; low: number; high: number };
} = JSON.parse(readFileSync(new URL('../../fixtures/comparison.json', import.meta.url), 'utf8'));

/** Equal to nine digits, however small. */
function expectNear(got: number | undefined, expected: number): void {
  if (got === undefined) throw new Error('there is no value');
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected) + 1e-13);
}

function expectTest(got: TTest | null, expected: Test): void {
  expectNear(got?.t, expected.t);
  expectNear(got?.degreesOfFreedom, expected.degreesOfFreedom);
  expectNear(got?.p, expected.p);
  expect(got?.interval.low).toBeCloseTo(expected.low, 10);
  expect(got?.interval.high).toBeCloseTo(expected.high, 10);
}

describe('distributions are as in SciPy', () => {
  it("Student's t", () => {
    for (const { t, degreesOfFreedom, p } of fixture.distributions.student)
      expectNear(studentTwoSided(t, degreesOfFreedom), p);
    for (const { degreesOfFreedom, value } of fixture.distributions.studentQuantile)
      expectNear(studentQuantile(0.95, degreesOfFreedom), value);
  });

  it('χ² and the incomplete beta function', () => {
    for (const { x, degreesOfFreedom, p } of fixture.distributions.chiSquare)
      expectNear(chiSquareTail(x, degreesOfFreedom), p);
    for (const { x, a, b, value } of fixture.distributions.incompleteBeta) expectNear(incompleteBeta(x, a, b), value);
  });

  it.each([
    () => incompleteBeta(1.1, 1, 1),
    () => incompleteBeta(0.5, 0, 1),
    () => chiSquareTail(-1, 1),
    () => studentQuantile(1, 4),
  ])('and refuse what they are not defined for (%#)', (outside) => {
    expect(outside).toThrow(RangeError);
  });
});

describe('tests and intervals are as in SciPy and statsmodels', () => {
  it.each(fixture.mcNemar)('McNemar of $first and $second', ({ first, second, exact, midP }) => {
    expectNear(mcNemar(first, second).exact, exact);
    expectNear(mcNemar(first, second).midP, midP);
    expect(mcNemar(second, first)).toEqual(mcNemar(first, second));
  });

  it.each(fixture.tango)(
    'Tango of $onlyFirst and $onlySecond of $count',
    ({ onlyFirst, onlySecond, count, interval }) => {
      const got = tangoInterval(onlyFirst, onlySecond, count);
      expect(got?.low).toBeCloseTo(interval.low, 6);
      expect(got?.high).toBeCloseTo(interval.high, 6);
      const turned = tangoInterval(onlySecond, onlyFirst, count);
      expect(turned?.low).toBeCloseTo(-interval.high, 6);
    },
  );

  it('Tango has a width without a change, by the closed form z² / (n + z²)', () => {
    const square = 1.959963984540054 ** 2;
    expect(tangoInterval(0, 0, 50)?.high).toBeCloseTo(square / (50 + square), 9);
    expect(tangoInterval(0, 0, 0)).toBeNull();
    expect(tangoInterval(3, 0, 2)).toBeNull();
    expect(tangoInterval(1, 0, 1)).toMatchObject({ low: -1 });
  });

  it('t tests', () => {
    for (const { first, second, welch, paired } of fixture.tTests) {
      expectTest(welchTest(first, second), welch);
      if (paired !== undefined) expectTest(pairedTTest(first, second), paired);
    }
    expect(welchTest([0.9], [0.8, 0.9])).toBeNull();
    expect(welchTest([1, 1], [1, 1])).toMatchObject({ p: 1, t: 0 });
    expect(welchTest([1, 1], [2, 2])).toMatchObject({ p: 0 });
    expect(() => pairedTTest([1], [1, 2])).toThrow(RangeError);
  });

  it("Cochran's Q", () => {
    for (const { rightOfModel, rightOfImage, q, p } of fixture.cochran) {
      const got = cochranQ(rightOfModel, rightOfImage);
      expectNear(got.q, q);
      expectNear(got.p, p);
    }
    // Of two models: (b − c)² / (b + c).
    expect(cochranQ([12, 2], new Array<number>(14).fill(1)).q).toBeCloseTo(100 / 14, 12);
  });

  it('corrections for many tests, among them the example of Benjamini and Hochberg (1995)', () => {
    for (const { p, holm: corrected, benjaminiHochberg: discovery } of fixture.corrections) {
      for (const [at, value] of holm(p).entries()) expectNear(value, corrected[at] ?? Number.NaN);
      for (const [at, value] of benjaminiHochberg(p).entries()) expectNear(value, discovery[at] ?? Number.NaN);
    }
    const published = fixture.corrections[0]?.p ?? [];
    expect(benjaminiHochberg(published).filter((value) => value <= 0.05)).toHaveLength(4);
    expect(holm(published).filter((value) => value <= 0.05)).toHaveLength(3);
    expect([holm([]), benjaminiHochberg([])]).toEqual([[], []]);
  });

  it('percentiles', () => {
    const { values, low, high } = fixture.percentiles;
    const got = percentileInterval(Float64Array.from(values));
    expectNear(got?.low, low);
    expectNear(got?.high, high);
    expect(percentileInterval(new Float64Array(0))).toBeNull();
    expect(percentileInterval(Float64Array.of(1, Number.NaN))).toBeNull();
  });

  it('temperatures', () => {
    for (const { labels, probabilities, temperature } of fixture.temperature) {
      const got = fitTemperature(Float32Array.from(probabilities), labels, 5);
      expect(got).toBeCloseTo(temperature, 5);
    }
    expect(fitTemperature(Float32Array.of(Number.NaN, 1), [0], 2)).toBeNull();
    expect(fitTemperature(Float32Array.of(1, 0), [0], 2)).toBeCloseTo(0.05, 6);
    const rows = atTemperature(Float32Array.of(0.9, 0.1, Number.NaN, 0), 2, 2);
    expect(rows[0]).toBeCloseTo(0.75, 6);
    expect(rows[1]).toBeCloseTo(0.25, 6);
    expect(rows[2]).toBeNaN();
  });
});
