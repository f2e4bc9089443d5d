import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/core/random.js';
import { chiSquareTail } from '../../../src/core/statistics/chiSquareTail.js';
import { noncentralChiSquareCdf, noncentralityOf } from '../../../src/core/sweep/noncentralChiSquare.js';
import { optionTerms } from '../../../src/core/sweep/optionTerms.js';
import { residualSquares } from '../../../src/core/sweep/residualSquares.js';
import { whatMattered } from '../../../src/core/sweep/whatMattered.js';

const paths = ['training.optimizer.learningRate', 'layers.conv1.filters', 'layers.conv1.activation'];
const noise = 0.5;

/** Trials of a sweep in which each option has an effect of that size, as they are and without chance. */
function simulated(count: number, effects: readonly number[], seed: number) {
  const stream = randomStream(seed, `simulated ${count}`);
  return Array.from({ length: count }, () => {
    const [rate, filters, activation] = [
      10 ** (-4 + 2 * stream.uniform()),
      [16, 32, 64][stream.integer(3)],
      ['relu', 'gelu'][stream.integer(2)],
    ];
    const parts = [Math.log10(rate) + 3, filters === 64 ? 1 : 0, activation === 'gelu' ? 1 : 0];
    const mean = parts.reduce((sum, part, index) => sum + part * (effects[index] ?? 0), 0);
    return { values: [rate, filters, activation], mean, outcome: mean + noise * stream.normal() };
  });
}

/** The shares that the effects have among these trials, by the path. */
function trueShares(trials: ReturnType<typeof simulated>, isSimple: boolean): number[] {
  const means = trials.map(({ mean }) => mean);
  const terms = paths.map((_, axis) =>
    optionTerms(
      trials.map(({ values }) => values[axis]),
      isSimple,
    ),
  );
  const strengths = terms.map(
    (_, axis) => residualSquares(means, terms.filter((__, other) => other !== axis).flat()).squares / noise ** 2,
  );
  const all = strengths.reduce((sum, strength) => sum + strength, trials.length);
  return strengths.map((strength) => strength / all);
}

describe('what mattered in a sweep', () => {
  it('keeps its word: intervals hold the true shares, and a first that is named is the first', () => {
    const table: [number, number[], number][] = [
      [8, [1, 0.3, 0], 30],
      [12, [0, 0, 0], 30],
      [20, [3, 1, 0.3], 30],
      [40, [1, 1, 1], 15],
      [100, [1, 0.3, 0], 10],
    ];
    let [held, intervals, wrong, named] = [0, 0, 0, 0];
    for (const [count, effects, repeats] of table)
      for (let seed = 0; seed < repeats; seed += 1) {
        const trials = simulated(count, effects, seed);
        const found = whatMattered(paths, trials);
        if (found.kind !== 'measured') throw new Error(found.kind);
        const truth = trueShares(trials, count <= 8);
        for (const { path, low, high, share } of found.shares) {
          expect(share).toBeGreaterThanOrEqual(low);
          expect(share).toBeLessThanOrEqual(high);
          const actual = truth[paths.indexOf(path)] ?? 0;
          intervals += 1;
          if (low - 1e-9 <= actual && actual <= high + 1e-9) held += 1;
        }
        if (found.first === null) continue;
        named += 1;
        if (truth[paths.indexOf(found.first)] !== Math.max(...truth)) wrong += 1;
      }
    // 345 intervals: three standard deviations around 95 %.
    expect(held / intervals).toBeGreaterThan(0.915);
    expect(held / intervals).toBeLessThan(0.985);
    expect(named).toBeGreaterThan(30);
    expect(wrong / named).toBeLessThan(0.06);
  }, 60_000);

  it('says what cannot be told, and of nothing that nothing mattered', () => {
    expect(whatMattered(paths, simulated(6, [9, 9, 9], 0))).toMatchObject({ kind: 'tooFewTrials', neededTrials: 7 });
    const same = simulated(12, [0, 0, 0], 1).map(({ values }) => ({ values, outcome: 0.5 }));
    expect(whatMattered(paths, same).kind).toBe('noVariation');
    const blurred = whatMattered(paths, simulated(20, [0, 0, 0], 2));
    expect(blurred).toMatchObject({ kind: 'measured', first: null });
  });

  it('finds what it was made of, the same each time', () => {
    const trials = simulated(40, [10, 1, 0], 3);
    const found = whatMattered(paths, trials);
    if (found.kind !== 'measured') throw new Error(found.kind);
    expect(found.first).toBe('training.optimizer.learningRate');
    expect(found.shares[0]?.share).toBeGreaterThan(0.9);
    expect(whatMattered(paths, trials)).toEqual(found);
  });

  it('gives an option that has one value no part', () => {
    const trials = simulated(20, [1, 0, 0], 4).map(({ values, outcome }) => ({
      values: [values[0], 16, 'relu'],
      outcome,
    }));
    const found = whatMattered(paths, trials);
    expect(found).toMatchObject({ kind: 'measured' });
    if (found.kind === 'measured') expect(found.shares.filter(({ high }) => high === 0)).toHaveLength(2);
  });

  it('has a noncentral χ² that is what it is by definition', () => {
    // By its definition: a mixture of central ones, their degrees of freedom drawn from a Poisson distribution.
    for (const [x, df, ncp] of [
      [4, 1, 2],
      [10, 2, 5],
      [3, 2, 0],
      [20, 4, 10],
      [60, 2, 40],
    ] as const) {
      let [exact, weight] = [0, Math.exp(-ncp / 2)];
      for (let term = 0; term < 200; term += 1) {
        exact += weight * (1 - chiSquareTail(x, df + 2 * term));
        weight *= ncp / 2 / (term + 1);
      }
      expect(Math.abs(noncentralChiSquareCdf(x, df, ncp) - exact)).toBeLessThan(0.005);
    }
    expect(noncentralChiSquareCdf(10, 2, noncentralityOf(10, 2, 0.5))).toBeCloseTo(0.5, 3);
    expect(noncentralityOf(0.01, 2, 0.5)).toBe(0);
  });
});
