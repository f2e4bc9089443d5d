import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitStatus, testExpectations, versusStatus } from '../../../src/core/comparison/expectations.js';
import { outcomeWords } from '../../../src/core/comparison/expectationWords.js';
import { judge } from '../../../src/core/comparison/judge.js';
import type { JudgedRun } from '../../../src/core/comparison/judgedRun.js';
import { measures, type TestedModel } from '../../../src/core/comparison/measuredFigure.js';
import { classFigures, modelFigures } from '../../../src/core/definition/expectedFigures.js';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { evaluatePredictions } from '../../../src/core/metrics/evaluatePredictions.js';
import { wilsonInterval } from '../../../src/core/statistics/wilsonInterval.js';
import { madeRun } from '../../support/judgedRuns.js';

const comparators = ['>=', '>', '<=', '<'] as const;
const holds = {
  '>=': (a: number, b: number) => a >= b,
  '>': (a: number, b: number) => a > b,
  '<=': (a: number, b: number) => a <= b,
  '<': (a: number, b: number) => a < b,
};
const fraction = fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20);
const figure = fc.tuple(fraction, fraction, fraction).map((values) => {
  const [low = 0, value = 0, high = 0] = values.toSorted((a, b) => a - b);
  return { value, interval: { low, high } };
});

describe('limitStatus', () => {
  it('passes when all of the interval keeps to the limit, fails when none of it does', () => {
    fc.assert(
      fc.property(fc.constantFrom(...comparators), fraction, figure, (comparator, limit, of) => {
        const keeps = holds[comparator];
        const steps = Array.from(
          { length: 21 },
          (_, step) => of.interval.low + ((of.interval.high - of.interval.low) * step) / 20,
        );
        const all = [...steps, of.interval.high].map((value) => keeps(value, limit));
        const expected = all.every(Boolean) ? 'pass' : all.some(Boolean) ? 'undecided' : 'fail';
        expect(limitStatus({ comparator, limit }, of, false)).toBe(expected);
      }),
    );
  });

  it('never passes an expectation together with its opposite, and never fails both', () => {
    fc.assert(
      fc.property(fraction, figure, (limit, of) => {
        for (const [one, other] of [
          ['>=', '<'],
          ['>', '<='],
        ] as const) {
          const opposite = { pass: 'fail', fail: 'pass', undecided: 'undecided' } as const;
          const status = limitStatus({ comparator: one, limit }, of, false);
          expect(limitStatus({ comparator: other, limit }, of, false)).toBe(opposite[status]);
        }
      }),
    );
  });

  it('asks no more of a wider interval: what is decided there is decided so in a narrower one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...comparators), fraction, figure, fraction, (comparator, limit, of, wider) => {
        const wide = { value: of.value, interval: { low: of.interval.low - wider, high: of.interval.high + wider } };
        const status = limitStatus({ comparator, limit }, wide, false);
        if (status !== 'undecided') expect(limitStatus({ comparator, limit }, of, false)).toBe(status);
      }),
    );
  });

  it('is certain of what is exact, and of nothing without an interval', () => {
    expect(limitStatus({ comparator: '<=', limit: 10 }, { value: 10, interval: null }, true)).toBe('pass');
    expect(limitStatus({ comparator: '<', limit: 10 }, { value: 10, interval: null }, true)).toBe('fail');
    expect(limitStatus({ comparator: '<=', limit: 10 }, { value: 1, interval: null }, false)).toBe('undecided');
  });
});

describe('versusStatus', () => {
  const pair = (low: number, high: number, kind: 'better' | 'worse' | 'tie' | 'undecided') => ({
    interval: { low, high },
    verdict: { kind },
  });

  it.each<[string, ReturnType<typeof pair>, Record<string, string>]>([
    ['a winner', pair(0.01, 0.03, 'better'), { better: 'pass', notWorse: 'pass', tie: 'fail' }],
    ['a loser', pair(-0.03, -0.01, 'worse'), { better: 'fail', notWorse: 'fail', tie: 'fail' }],
    ['a tie', pair(-0.001, 0.002, 'tie'), { better: 'fail', notWorse: 'pass', tie: 'pass' }],
    ['anything', pair(-0.02, 0.02, 'undecided'), { better: 'undecided', notWorse: 'undecided', tie: 'undecided' }],
    ['better or as good', pair(-0.002, 0.02, 'undecided'), { better: 'undecided', notWorse: 'pass', tie: 'undecided' }],
    ['worse or as good', pair(-0.02, 0.002, 'undecided'), { better: 'fail', notWorse: 'undecided', tie: 'undecided' }],
    [
      'worse, but for the other pairs',
      pair(-0.02, -0.004, 'undecided'),
      { better: 'fail', notWorse: 'fail', tie: 'fail' },
    ],
  ])('of %s', (_, of, expected) => {
    const statuses = (['better', 'notWorse', 'tie'] as const).map((verdict) => [
      verdict,
      versusStatus(of, verdict, 0.003),
    ]);
    expect(Object.fromEntries(statuses)).toEqual(expected);
  });
});

const COUNT = 400;

/** A model under test of made runs. */
function tested(key: string, runs: readonly ReturnType<typeof madeRun>[]): TestedModel {
  const evaluations = runs.map(({ probabilities, samples }) => ({
    ...evaluatePredictions(probabilities, samples?.labels ?? [], 4),
    train: { count: 8000, loss: 0.1, accuracy: 0.95 },
  }));
  return {
    key,
    runIds: runs.map(({ runId }) => runId),
    seedCount: runs.length,
    evaluations,
    parameterCount: 1000,
    macs: 5000,
  };
}

/** Two models with some seeds, and what a text expects of them. */
function outcomesOf(expectText: string, seeds: number, skills: readonly [number, number] = [1, 2]) {
  const text = `{ "name": "a", "models": ["ann.model.jsonc", "cnn.model.jsonc"], "expect": ${expectText} }`;
  const { value, problems } = parseComparison(text);
  expect(problems).toEqual([]);
  const runs = ['ann', 'cnn'].map((model, index) =>
    Array.from({ length: seeds }, (_, seed) => madeRun({ model, seed, skill: skills[index] ?? 1 }, COUNT)),
  );
  const judgement = judge(runs.flat() as readonly JudgedRun[], { resamples: 200 });
  const expectations = value?.expectations ?? [];
  const models = [tested('ann', runs[0] ?? []), tested('cnn', runs[1] ?? [])];
  const outcomes = testExpectations({ expectations, models, judgement });
  const context = { expectations, modelPaths: ['ann.model.jsonc', 'cnn.model.jsonc'], margin: judgement.margin };
  return { outcomes, judgement, models, words: outcomes.map((outcome) => outcomeWords(outcome, context)) };
}

describe('testExpectations', () => {
  it('tests each model by what is expected of it, model by model', () => {
    const { outcomes, words } = outcomesOf(
      '{ "accuracy": ">=0.50", "vs:ann": "better", "ann": { "accuracy": ">=99 %", "parameters": "<=999" }, "cnn": { "macs": "<=5000" } }',
      1,
    );
    expect(words.map(({ model, expectation }, index) => [model, expectation, outcomes[index]?.status])).toEqual([
      ['ann', 'accuracy >=0.50', 'pass'],
      ['ann', 'accuracy >=99 %', 'fail'],
      ['ann', 'parameters <=999', 'fail'],
      ['cnn', 'accuracy >=0.50', 'pass'],
      ['cnn', 'vs:ann better', 'pass'],
      ['cnn', 'macs <=5000', 'pass'],
    ]);
    expect(words[2]?.message).toBe('ann: number of parameters is 1,000; expected at most 999.');
    expect(words[4]?.message).toMatch(
      /^cnn: accuracy against ann is \+\d+\.\d\d points \(95 % interval \+\d+\.\d\d to \+\d+\.\d\d points\), as expected: better than ann\.$/,
    );
  });

  it('says how many images would about decide what they do not', () => {
    const { judgement } = outcomesOf('{ "accuracy": ">=0" }', 1);
    const accuracy = judgement.groups[0]?.accuracy.value ?? 0;
    const limit = (accuracy - 0.01).toFixed(4);
    const { outcomes, words } = outcomesOf(`{ "ann": { "accuracy": ">=${limit}" } }`, 1);
    const needed = outcomes[0]?.needed;
    expect([outcomes[0]?.status, needed?.kind, needed?.counted]).toEqual(['undecided', 'images', 'test images']);
    // With so many images of the same accuracy the interval is about where the limit is.
    const images = needed?.kind === 'images' ? needed.images : 0;
    const low = wilsonInterval(Math.round(accuracy * images), images)?.low ?? 0;
    expect(low).toBeCloseTo(Number(limit), 3);
    expect(words[0]?.message).toMatch(/ is not decided\. About [\d,]+ test images would decide it\.$/);
  });

  it('asks for seeds where seeds would do', () => {
    const { judgement } = outcomesOf('{ "accuracy": ">=0" }', 3);
    const { value, interval } = judgement.groups[0]?.accuracy ?? {};
    const limit = ((value ?? 0) * 0.05 + (interval?.low ?? 0) * 0.95).toFixed(6);
    const { outcomes } = outcomesOf(`{ "ann": { "accuracy": ">=${limit}" } }`, 3);
    expect(outcomes[0]).toMatchObject({ status: 'undecided', measured: { covers: 'images-and-seeds' } });
    expect(outcomes[0]?.needed?.kind).toMatch(/^(seeds|images)$/);
  });

  it('measures every figure that can be expected, within its interval', () => {
    const { judgement, models } = outcomesOf('{}', 3);
    const [group] = judgement.groups;
    const [model] = models;
    if (group === undefined || model === undefined) throw new Error('no model');
    const ids = [...modelFigures, ...classFigures].map(({ id }) => id);
    expect(Object.keys(measures).toSorted()).toEqual(ids.toSorted());
    for (const id of ids) {
      const found = measures[id]?.(model, group, judgement.testCount, 1);
      const value = found?.value ?? Number.NaN;
      expect(value, id).not.toBeNaN();
      if (found?.covers === 'exact') continue;
      expect(found?.interval?.low, id).toBeLessThan(value);
      expect(found?.interval?.high, id).toBeGreaterThan(value);
      expect(found?.count, id).toBeGreaterThan(0);
    }
  });

  it('measures a class as the mean over seeds, and the gap as the difference of accuracies', () => {
    const { judgement, models } = outcomesOf('{}', 2);
    const [group] = judgement.groups;
    const [model] = models;
    if (group === undefined || model === undefined) throw new Error('no model');
    const of = (id: string) => measures[id]?.(model, group, judgement.testCount, 2).value ?? Number.NaN;
    const means = (['precision', 'recall'] as const).map(
      (key) => model.evaluations.reduce((sum, { classes }) => sum + (classes[2]?.[key] ?? 0), 0) / 2,
    );
    expect(of('recall')).toBeCloseTo(means[1] ?? Number.NaN, 12);
    expect(of('precision')).toBeCloseTo(means[0] ?? Number.NaN, 2);
    expect(of('trainTestGap')).toBeCloseTo(0.95 - (group.accuracy.value ?? 0), 12);
  });

  it('says what is missing, and why', () => {
    const text =
      '{ "name": "a", "models": ["ann.model.jsonc", "cnn.model.jsonc"], "expect": { "recall.Hat": ">0.5", "vs:ann": "tie" } }';
    const expectations = parseComparison(text).value?.expectations ?? [];
    const run = madeRun({ model: 'cnn', seed: 0, skill: 1 }, COUNT);
    const judgement = judge([run], { resamples: 200 });
    const untrained = { ...tested('ann', []), parameterCount: null, macs: null };
    const reasons = (models: readonly TestedModel[]) =>
      testExpectations({ expectations, models, judgement }).map(({ status, missing }) => [status, missing]);
    expect(reasons([untrained, tested('cnn', [run])])).toEqual([
      ['missing', 'not-trained'],
      ['missing', 'no-class'],
      ['missing', 'other-not-judged'],
    ]);
    expect(reasons([tested('ann', [run]), tested('cnn', [run])])[2]).toEqual(['missing', 'same-runs']);
    const gone = { ...tested('cnn', []), runIds: ['deleted'] };
    expect(reasons([untrained, gone])[1]).toEqual(['missing', 'not-judged']);
  });
});
