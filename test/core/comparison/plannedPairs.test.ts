import { describe, expect, it } from 'vitest';
import { followRounds } from '../../../src/core/comparison/followRounds.js';
import { judge } from '../../../src/core/comparison/judge.js';
import type { JudgedRun } from '../../../src/core/comparison/judgedRun.js';
import { intervalAt, zeroLevel } from '../../../src/core/comparison/pairEstimate.js';
import { confidenceAfter } from '../../../src/core/comparison/sequentialStopping.js';
import { exportComparison } from '../../../src/core/report/exportComparison.js';
import { judgementText } from '../../../src/core/report/judgementText.js';
import type { SeedPlanMark } from '../../../src/core/run/request.js';
import { madeRun } from '../../support/judgedRuns.js';

const COUNT = 400;
const margin = 0.003;
const options = { resamples: 40, margin };
const plan = { minimum: 3, maximum: 5 };
const mark = (...models: string[]): SeedPlanMark => ({ ...plan, models });

function runs(model: string, skill: number, seeds: number, seedPlan?: SeedPlanMark): JudgedRun[] {
  return Array.from({ length: seeds }, (_, seed) => ({
    ...madeRun({ model, seed, skill }, COUNT),
    definitionHash: model,
    ...(seedPlan === undefined ? {} : { seedPlan }),
  }));
}

const samplesOf = (all: readonly JudgedRun[]) => all.map(({ samples }) => samples ?? undefined);

describe('judge, of seeds that were trained until models are told apart', () => {
  const both = mark('ann', 'cnn');
  const ann = runs('ann', 1, 3, both);
  const cnn = runs('cnn', 2.2, 3, both);

  it('says what the stopping rule says, at its level', () => {
    const { pairs, sentence } = judge([...ann, ...cnn], options);
    const state = followRounds({ plan, margin }, [samplesOf(ann), samplesOf(cnn)]);
    expect(state.stop).toBe('decided');
    const [standing] = state.pairs;
    expect(pairs[0]).toMatchObject({
      difference: standing?.estimate?.difference,
      interval: standing?.interval,
      method: 'sequential',
      ignoresStopping: false,
      sequential: { plan, look: 1, seeds: 3, confidence: 0.97, pairCount: 1, isAgainstBaseline: true, isOver: true },
      verdict: { kind: 'better' },
      twoWayInterval: null,
    });
    expect(pairs[0]?.tests).toMatchObject({ welch: null, pairedT: null, mcNemar: null });
    expect(pairs[0]?.tests.p).toBeLessThan(0.05);
    expect(sentence).toMatch(
      /^cnn beats ann by \d+\.\d points \(97\.00 % CI .+; look 1 of at most 3, after 3 seeds, corrected p [<=] .+; 3 seeds each\)\.$/,
    );
  });

  it('is wider than without a plan, and mirrored with the models', () => {
    const [fixed] = judge([...runs('ann', 1, 3), ...runs('cnn', 2.2, 3)], options).pairs;
    const [looked] = judge([...ann, ...cnn], options).pairs;
    const [mirrored] = judge([...cnn, ...ann], options).pairs;
    const width = (pair: typeof fixed) => (pair === undefined ? 0 : pair.interval.high - pair.interval.low);
    expect(fixed).toMatchObject({ method: 'crossed', sequential: null });
    expect(width(looked)).toBeGreaterThan(1.1 * width(fixed));
    expect(mirrored?.difference).toBe(-(looked?.difference ?? 0));
    expect(mirrored?.interval.high).toBe(-(looked?.interval.low ?? 0));
    expect(mirrored?.verdict).toMatchObject({ kind: 'worse', sentence: looked?.verdict.sentence });
  });

  it('keeps what was decided, though other models were trained further', () => {
    const three = mark('ann', 'cnn', 'twin');
    const all = [runs('ann', 1, 5, three), runs('cnn', 2.2, 5, three), runs('twin', 1.02, 5, three)];
    const { pairs } = judge(all.flat(), options);
    const state = followRounds({ plan, margin }, all.map(samplesOf));
    expect(state).toMatchObject({ stop: 'maximum', pairs: [{ decidedAfter: 3 }, { kind: 'undecided' }] });
    expect(pairs[0]).toMatchObject({ sequential: { seeds: 3, look: 1, pairCount: 2 }, verdict: { kind: 'better' } });
    expect(pairs[0]?.verdict.parts.seeds).toBe('3 seeds each');
    const { flips, difference } = pairs[0] ?? { flips: { fixed: 0, broken: 0 }, difference: 0 };
    expect((flips.fixed - flips.broken) / COUNT).toBeCloseTo(difference, 12);
    expect(pairs[1]).toMatchObject({ sequential: { seeds: 5, look: 3, isOver: true }, verdict: { kind: 'undecided' } });
    expect(pairs[1]?.verdict.sentence).toMatch(/no more seeds are planned\.$/);
    // Neither is the baseline: a level of its own, for the one such pair.
    expect(pairs[2]).toMatchObject({
      sequential: { isAgainstBaseline: false, pairCount: 1, confidence: confidenceAfter(5, { plan, pairCount: 1 }) },
      verdict: { kind: 'worse' },
    });
  });

  it('decides nothing before the first look, and says that its interval is not corrected', () => {
    const { pairs } = judge([...ann.slice(0, 2), ...cnn.slice(0, 2)], options);
    expect(pairs[0]).toMatchObject({ sequential: { look: 0 }, verdict: { kind: 'undecided' } });
    expect(pairs[0]?.verdict.sentence).toMatch(
      /nothing is decided before 3 seeds of both have a result, and this interval does not allow for the looks\); at most 5 seeds are planned\.$/,
    );
  });

  it('counts a seed that failed as a round, and names it', () => {
    const failed = { ...runs('cnn', 2.2, 4, both)[2], samples: null, missing: 'it failed: NaN' } as JudgedRun;
    const good = runs('cnn', 2.2, 4, both).filter(({ seed }) => seed !== 2);
    const { pairs, leftOut } = judge([...runs('ann', 1, 4, both), ...good, failed], options);
    expect(leftOut.map(({ message }) => message)).toEqual(['cnn, seed 2, is not judged: it failed: NaN.']);
    expect(pairs[0]).toMatchObject({
      sequential: { seeds: 4, look: 2 },
      verdict: { parts: { seeds: '3 seeds each' } },
    });
  });

  it('takes what was trained before into the plan, and says where it cannot allow for the looks', () => {
    const { pairs } = judge([...runs('ann', 1, 3), ...cnn, ...runs('old', 1.5, 3)], options);
    expect(pairs.map(({ from, to, method, ignoresStopping }) => [from, to, method, ignoresStopping])).toEqual([
      [0, 1, 'sequential', false],
      [0, 2, 'crossed', true],
      [1, 2, 'crossed', true],
    ]);
    expect(pairs[2]?.verdict.sentence).toContain(
      'the seeds of one were trained until it was told from others, which this interval does not allow for',
    );
  });

  it('says in every report how the looks are allowed for', () => {
    const judgement = judge([...ann, ...cnn], options);
    const { notes } = judgementText(judgement);
    expect(notes.join('\n')).toContain('Seeds of ann and cnn were trained until they are told apart');
    expect(exportComparison([], 'markdown', judgement)).toContain('97.00 % CI');
  });
});

describe('zeroLevel', () => {
  it('is the level at which the interval ends at 0', () => {
    const estimate = {
      difference: 0.02,
      images: { variance: 1e-5, count: 500 },
      seeds: { variance: 2e-5, count: 4 },
    };
    const level = zeroLevel(estimate);
    expect(intervalAt(estimate, 1 - level).low).toBeCloseTo(0, 9);
    expect(level).toBeGreaterThan(0.001);
    expect(zeroLevel({ ...estimate, difference: 0 })).toBe(1);
    const sure = { ...estimate, difference: 0.9, seeds: { variance: 0, count: 4 } };
    expect(zeroLevel(sure)).toBeCloseTo(1e-12, 15);
  });
});
