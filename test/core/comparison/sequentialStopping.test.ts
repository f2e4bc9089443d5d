import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followRounds } from '../../../src/core/comparison/followRounds.js';
import { intervalAt, type PairEstimate } from '../../../src/core/comparison/pairEstimate.js';
import {
  afterRound,
  beginRounds,
  confidenceAfter,
  type RoundFinding,
  STOPPING_ALPHA,
  type StoppingRule,
  type StoppingState,
  spentAfter,
} from '../../../src/core/comparison/sequentialStopping.js';
import { randomStream } from '../../../src/core/random.js';
import { simulatedModels } from '../../support/simulatedModels.js';

const estimate = (difference: number, deviation = 0.001, seeds = 3): PairEstimate => ({
  difference,
  images: { variance: deviation ** 2, count: 10_000 },
  seeds: { variance: deviation ** 2, count: seeds },
});

const rules: fc.Arbitrary<StoppingRule> = fc
  .tuple(fc.integer({ min: 3, max: 12 }), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 5 }))
  .chain(([minimum, more, pairCount]) =>
    fc.record({
      plan: fc.constant({ minimum, maximum: minimum + more }),
      pairCount: fc.constant(pairCount),
      margin: fc.constantFrom(0, 0.003, 0.02),
    }),
  );
const findings: fc.Arbitrary<RoundFinding> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.double({ min: -0.1, max: 0.1, noNaN: true }), fc.constantFrom(0, 0.001, 0.05))
      .map(([d, s]) => estimate(d, s)),
  },
  { weight: 1, arbitrary: fc.constantFrom<RoundFinding>('too-few-seeds', 'no-result') },
);
/** A rule with what more rounds than it takes might find. */
const courses = rules.chain((rule) =>
  fc.record({
    rule: fc.constant(rule),
    rounds: fc.array(fc.array(findings, { minLength: rule.pairCount, maxLength: rule.pairCount }), {
      minLength: rule.plan.maximum,
      maxLength: rule.plan.maximum,
    }),
  }),
);

/** All states until the stop. */
function statesOf(rule: StoppingRule, rounds: readonly (readonly RoundFinding[])[]): StoppingState[] {
  const states = [beginRounds(rule)];
  for (const found of rounds) {
    const last = states.at(-1);
    if (last === undefined || last.stop !== undefined) break;
    states.push(afterRound(last, found));
  }
  return states;
}

describe('the chance of an error', () => {
  it('is spent in proportion to the seeds, and wholly at the last', () => {
    const plan = { minimum: 3, maximum: 10 };
    const spent = [2, 3, 4, 9, 10, 11].map((seeds) => spentAfter(seeds, plan));
    expect(spent.map((value) => Number(value.toFixed(4)))).toEqual([0, 0.015, 0.02, 0.045, 0.05, 0.05]);
    expect(confidenceAfter(3, { plan, pairCount: 3 })).toBeCloseTo(0.995, 12);
    expect(confidenceAfter(4, { plan, pairCount: 1 })).toBeCloseTo(0.995, 12);
  });

  it('of all looks and models adds up to no more than 5 %, and is an ordinary interval where there is one of each', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        let sum = 0;
        for (let seeds = rule.plan.minimum; seeds <= rule.plan.maximum; seeds += 1)
          sum += rule.pairCount * (1 - confidenceAfter(seeds, rule));
        expect(sum).toBeCloseTo(STOPPING_ALPHA, 10);
      }),
    );
    expect(confidenceAfter(4, { plan: { minimum: 4, maximum: 4 }, pairCount: 1 })).toBeCloseTo(0.95, 12);
  });
});

describe('rounds of seeds', () => {
  const rule = { plan: { minimum: 3, maximum: 5 }, pairCount: 2, margin: 0.003 };

  it('stop when each model is better, worse or as good as the first', () => {
    const rounds = Array.from({ length: 5 }, () => [estimate(0.02), estimate(0, 0.00001)]);
    const end = statesOf(rule, rounds).at(-1);
    expect(end).toMatchObject({ stop: 'decided', seeds: 3, looks: [3] });
    expect(end?.pairs.map(({ kind, decidedAfter }) => [kind, decidedAfter])).toEqual([
      ['better', 3],
      ['tie', 3],
    ]);
    expect(end?.pairs[0]?.interval).toEqual(intervalAt(estimate(0.02), 1 - 0.03 / 2));
  });

  it('go on while one is undecided, keep what has been decided, and end at the maximum', () => {
    const rounds = [0, 0, -0.02, 0, 0].map((difference) => [estimate(difference), estimate(0.005, 0.01)]);
    const states = statesOf(rule, rounds);
    expect(states.map(({ stop }) => stop)).toEqual([undefined, undefined, undefined, undefined, undefined, 'maximum']);
    expect(states.at(-1)?.looks).toEqual([3, 4, 5]);
    expect(states.at(-1)?.pairs.map(({ kind, decidedAfter }) => [kind, decidedAfter])).toEqual([
      ['worse', 3],
      ['undecided', null],
    ]);
  });

  it('are not held up by a model that has no result, but by one that has too few', () => {
    const of = (finding: RoundFinding) =>
      statesOf(
        rule,
        Array.from({ length: 5 }, () => [estimate(0.02), finding]),
      ).at(-1);
    expect(of('no-result')).toMatchObject({ stop: 'decided', seeds: 3 });
    expect(of('too-few-seeds')).toMatchObject({ stop: 'maximum', seeds: 5 });
    const none = statesOf(
      rule,
      Array.from({ length: 5 }, () => ['no-result', 'no-result'] as const),
    ).at(-1);
    expect(none).toMatchObject({ stop: 'nothing-to-compare', seeds: 3 });
  });

  it('refuse what makes no sense', () => {
    const ended = statesOf({ ...rule, pairCount: 1 }, [[estimate(1)], [estimate(1)], [estimate(1)]]).at(-1);
    expect(() => ended && afterRound(ended, [estimate(1)])).toThrow('There is no round after the last.');
    expect(() => afterRound(beginRounds(rule), [estimate(1)])).toThrow('Expected 2 findings, got 1.');
    const model =
      simulatedModels({ imageCount: 20, seedCount: 3, skills: [1], difficulty: 0, taste: 0, luck: 0, seed: 1 })[0] ??
      [];
    expect(() => followRounds(rule, [model, model.slice(1)])).toThrow('Rounds are not complete: 3 and 2.');
  });

  it('never stop before the minimum, always by the maximum, and say why', () => {
    fc.assert(
      fc.property(courses, ({ rule, rounds }) => {
        const states = statesOf(rule, rounds);
        const end = states.at(-1);
        expect(end?.stop).toBeDefined();
        expect(end?.seeds).toBeGreaterThanOrEqual(rule.plan.minimum);
        expect(end?.seeds).toBeLessThanOrEqual(rule.plan.maximum);
        if (end?.stop === 'decided')
          expect(end.pairs.every((pair) => pair.decidedAfter !== null || pair.kind === 'no-result')).toBe(true);
        if (end?.stop === 'maximum') expect(end.pairs.some(({ kind }) => kind === 'undecided')).toBe(true);
        for (const { stop } of states.slice(0, -1)) expect(stop).toBeUndefined();
      }),
    );
  });

  it('keep each verdict, whatever comes after', () => {
    fc.assert(
      fc.property(courses, ({ rule, rounds }) => {
        const states = statesOf(rule, rounds);
        for (const [index, { pairs }] of states.entries())
          for (const [which, pair] of pairs.entries())
            if (pair.decidedAfter !== null) expect(states[index + 1]?.pairs[which] ?? pair).toEqual(pair);
      }),
    );
  });

  it('say the opposite of opposite findings', () => {
    const opposite = { better: 'worse', worse: 'better', tie: 'tie', undecided: 'undecided', 'no-result': 'no-result' };
    fc.assert(
      fc.property(courses, ({ rule, rounds }) => {
        const turned = rounds.map((round) =>
          round.map((found) => (typeof found === 'string' ? found : { ...found, difference: -found.difference })),
        );
        const [one, other] = [statesOf(rule, rounds).at(-1), statesOf(rule, turned).at(-1)];
        expect(other?.pairs.map(({ kind }) => kind)).toEqual(one?.pairs.map(({ kind }) => opposite[kind]));
      }),
    );
  });
});

/** How often something is true of comparisons that are followed to their end. */
function shareOf(count: number, run: (seed: number) => boolean): number {
  let hits = 0;
  for (let seed = 0; seed < count; seed += 1) if (run(seed)) hits += 1;
  return hits / count;
}

describe('looking after every seed', () => {
  const plan = { minimum: 3, maximum: 10 };
  const images = { imageCount: 600, seedCount: 10, difficulty: 2, taste: 0.7 };

  it.each([
    ['seeds that hardly vary', 0.02, 2],
    ['seeds that vary', 0.2, 2],
    ['seeds that vary more than images', 0.8, 2],
    ['four models', 0.3, 4],
  ])('calls equal models different in at most 5 % of comparisons: %s', (_, luck, modelCount) => {
    const skills = Array.from({ length: modelCount }, () => 3);
    const share = shareOf(modelCount > 2 ? 120 : 250, (seed) => {
      const models = simulatedModels({ ...images, skills, luck, seed });
      const { pairs } = followRounds({ plan, margin: 0 }, models);
      return pairs.some(({ kind }) => kind === 'better' || kind === 'worse');
    });
    expect(share).toBeLessThanOrEqual(STOPPING_ALPHA);
  });

  /** The estimates of a pair after each of ten seeds, images and seeds being normally distributed. */
  function normalCourse(seed: number, difference: number, ofImages: number, ofSeeds: number): PairEstimate[] {
    const random = randomStream(seed, 'normal course');
    const shift = difference + ofImages * random.normal();
    const seeds = Array.from({ length: 10 }, () => ofSeeds * random.normal());
    return seeds.map((_, index) => {
      const drawn = seeds.slice(0, index + 1);
      const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
      const variance = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, index) / drawn.length;
      return {
        difference: shift + mean,
        images: { variance: ofImages ** 2, count: 10_000 },
        seeds: { variance, count: drawn.length },
      };
    });
  }
  const endOf = (course: readonly PairEstimate[], margin: number) =>
    statesOf(
      { plan, pairCount: 1, margin },
      course.map((found) => [found]),
    ).at(-1)?.pairs[0]?.kind;

  it.each([
    [0.002, 0.0002],
    [0.002, 0.003],
    [0.002, 0.01],
    [0.0001, 0.003],
  ])('errs no more often than it may, whatever varies: images %f, seeds %f', (ofImages, ofSeeds) => {
    const differs = shareOf(600, (seed) => {
      const kind = endOf(normalCourse(seed, 0, ofImages, ofSeeds), 0);
      return kind === 'better' || kind === 'worse';
    });
    expect(differs).toBeLessThanOrEqual(STOPPING_ALPHA);
    const margin = 0.008;
    const ties = shareOf(600, (seed) => endOf(normalCourse(seed, margin * 1.001, ofImages, ofSeeds), margin) === 'tie');
    expect(ties).toBeLessThanOrEqual(STOPPING_ALPHA);
  });

  it('would err more often without a correction', () => {
    const naive = shareOf(600, (seed) =>
      normalCourse(seed, 0, 0.0001, 0.003)
        .slice(plan.minimum - 1)
        .some((found) => {
          const { low, high } = intervalAt(found, 1 - STOPPING_ALPHA);
          return low > 0 || high < 0;
        }),
    );
    expect(naive).toBeGreaterThan(2 * STOPPING_ALPHA);
  });

  it('sees a clear difference at once, and stops for a tie', () => {
    const early = (difference: number, margin: number) =>
      shareOf(100, (seed) => {
        const course = normalCourse(seed, difference, 0.002, 0.001);
        return (
          statesOf(
            { plan, pairCount: 1, margin },
            course.map((found) => [found]),
          ).length -
            1 <
          5
        );
      });
    expect(early(0.024, 0.003)).toBeGreaterThan(0.95);
    expect(early(0, 0.02)).toBeGreaterThan(0.95);
  });
});
