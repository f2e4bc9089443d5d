import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/core/comparison/judge.js';
import type { JudgedRun } from '../../../src/core/comparison/judgedRun.js';
import { pairOf, reversed } from '../../../src/core/comparison/orientPair.js';
import { madeRun, runOf } from '../../support/judgedRuns.js';

const fast = { resamples: 200 };
const many = (count: number, value: number) => new Array<number>(count).fill(value);
/** 100 images of two classes. */
const labels = [...many(50, 0), ...many(50, 1)];
/** The labels, with the images from `from` to `to` taken for the other class. */
const wrongFrom = (from: number, to: number) =>
  labels.map((label, image) => (image >= from && image < to ? 1 - label : label));

/** Everything in it that JSON cannot hold. */
function oddNumbers(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path}: ${value}`];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => oddNumbers(inner, `${path}.${key}`));
}

describe('judge', () => {
  it('counts what one model gains and loses, and says who is better', () => {
    const { pairs, groups, sentence, tiers } = judge(
      [runOf('a', 1, labels, wrongFrom(0, 40)), runOf('b', 1, labels, wrongFrom(38, 44))],
      fast,
    );
    expect(groups.map(({ accuracy }) => accuracy.value)).toEqual([0.6, 0.94]);
    expect(pairs).toHaveLength(1);
    expect(pairs[0]).toMatchObject({
      difference: 0.34,
      method: 'tango',
      covers: 'images',
      flips: { bothRight: 56, fixed: 38, broken: 4, wrongDifferently: 0, wrongAlike: 2 },
      verdict: { kind: 'better', parts: { winner: 'b', loser: 'a', points: '34.0', fixed: 38, broken: 4 } },
    });
    expect(sentence).toMatch(
      /^b beats a by 34\.0 points \(95 % CI 2\d\.\d–4\d\.\d; 38 images fixed, 4 broken; exact McNemar p < 1e-6; 1 seed each: run more seeds to cover seed variation\)\.$/,
    );
    expect(tiers).toEqual([
      { groups: [1], overlapping: [] },
      { groups: [0], overlapping: [] },
    ]);
  });

  it('turns a pair round without a contradiction', () => {
    const judgement = judge(
      [madeRun({ model: 'a', seed: 1, skill: 1 }), madeRun({ model: 'b', seed: 1, skill: 2 })],
      fast,
    );
    const swapped = judge(
      [madeRun({ model: 'b', seed: 1, skill: 2 }), madeRun({ model: 'a', seed: 1, skill: 1 })],
      fast,
    );
    const [pair] = judgement.pairs;
    if (pair === undefined) throw new Error('no pair');
    const other = pairOf(judgement, 1, 0);
    expect(reversed(reversed(pair))).toEqual(pair);
    expect(other?.difference).toBeCloseTo(swapped.pairs[0]?.difference ?? Number.NaN, 12);
    expect(other?.interval.low).toBeCloseTo(swapped.pairs[0]?.interval.low ?? Number.NaN, 9);
    expect(other?.verdict.kind).toBe(swapped.pairs[0]?.verdict.kind);
    expect(other?.verdict.sentence).toBe(swapped.pairs[0]?.verdict.sentence);
    expect(other?.macroF1.interval?.low).toBeCloseTo(swapped.pairs[0]?.macroF1.interval?.low ?? Number.NaN, 12);
  });

  it('says the same of the same runs each time, and survives JSON', () => {
    const runs = [madeRun({ model: 'a', seed: 1, skill: 1 }), madeRun({ model: 'b', seed: 1, skill: 1.2 })];
    const judgement = judge(runs, fast);
    expect(judge(runs, fast)).toEqual(judgement);
    expect(JSON.parse(JSON.stringify(judgement))).toEqual(judgement);
  });

  it('of twins says nothing that is not so: no winner, no difference', () => {
    const predicted = wrongFrom(10, 20);
    const { pairs, cochran } = judge(
      ['a', 'b', 'c'].map((name) => runOf(name, 1, labels, predicted)),
      fast,
    );
    expect(pairs.map(({ verdict }) => verdict.kind)).toEqual(['undecided', 'undecided', 'undecided']);
    expect(pairs[0]).toMatchObject({ difference: 0, tests: { p: 1, mcNemar: 1, mcNemarMidP: 1 } });
    expect(pairs[0]?.interval.high).toBeCloseTo(0.037, 3);
    expect(cochran).toEqual({ q: 0, degreesOfFreedom: 2, p: 1 });
    const large = many(4000, 0).map((_, image) => image % 2);
    const tie = judge([runOf('a', 1, large, large), runOf('b', 1, large, large)], fast);
    expect(tie.pairs[0]?.verdict).toMatchObject({ kind: 'tie', parts: { needed: null } });
    expect(tie.sentence).toContain('a and b tie within 0.3 points'.replace('a and b', 'b and a'));
  });

  it.each<[string, readonly number[], readonly number[], readonly number[]]>([
    ['a class that is not among the images', many(30, 0), many(30, 0), [...many(29, 0), 1]],
    ['a class that nobody predicts', labels, many(100, 0), many(100, 1)],
    ['one image', [0], [0], [1]],
    ['outputs that are no numbers', labels, many(100, -1), wrongFrom(0, 5)],
    ['no numbers at all', labels, many(100, -1), many(100, -1)],
    ['all right and all wrong', labels, labels, wrongFrom(0, 100)],
  ])('bears %s', (_, truth, first, second) => {
    const judgement = judge([runOf('a', 1, truth, first), runOf('b', 1, truth, second)], fast);
    expect(oddNumbers(judgement)).toEqual([]);
    expect(judgement.pairs).toHaveLength(1);
    const seeded = judge(
      [1, 2, 3].flatMap((seed) => [runOf('a', seed, truth, first), runOf('b', seed, truth, second)]),
      fast,
    );
    expect(oddNumbers(seeded)).toEqual([]);
    expect(seeded.pairs[0]?.interval.low).toBeLessThan(seeded.pairs[0]?.interval.high ?? 0);
  });

  it('bears one class only', () => {
    const judgement = judge(
      [runOf('a', 1, many(20, 0), many(20, 0), 1), runOf('b', 1, many(20, 0), many(20, 0), 1)],
      fast,
    );
    expect(oddNumbers(judgement)).toEqual([]);
    expect(judgement.groups[0]?.macroF1).toEqual({ value: 1, interval: { low: 1, high: 1 } });
  });

  it('has no figure where there is nothing to divide by', () => {
    const { groups, pairs } = judge(
      [runOf('a', 1, many(9, 0), many(9, 0)), runOf('b', 1, many(9, 0), many(9, -1))],
      fast,
    );
    expect(groups[0]?.recalls[1]).toEqual({ value: null, interval: null });
    expect(groups[1]?.calibrationError).toEqual({ value: null, interval: null });
    expect(pairs[0]?.calibrationError).toEqual({ value: null, interval: null });
    expect(pairs[0]?.exploratory.classes[1]).toMatchObject({ count: 0, difference: null, interval: null, p: 1 });
  });

  it('leaves out what cannot be compared, and says why', () => {
    const first = runOf('a', 1, labels, labels);
    const judgement = judge(
      [
        { ...first, runId: 'gone', samples: null },
        first,
        { ...runOf('b', 1, labels, labels), testKey: 'other' },
        runOf('c', 1, many(3, 0), many(3, 0)),
      ],
      fast,
    );
    expect(judgement.groups.map(({ title }) => title)).toEqual(['a']);
    expect(judgement.leftOut.map(({ reason }) => reason)).toEqual(['no-predictions', 'other-images', 'other-images']);
    expect(judgement.sentence).toBe('a gets 100.00 % of 100 test images right (95 % CI 96.3–100.0, for other images).');
    const nothing = judge([]);
    expect(nothing).toMatchObject({ groups: [], pairs: [], tiers: [], sentence: '', testCount: 0 });
  });

  it('takes seeds of one setup for one model, and pairs those with the same seeds', () => {
    const runs = ['a', 'b'].flatMap((model) =>
      [1, 2, 3].map((seed) => madeRun({ model, seed, skill: model === 'a' ? 1 : 1.6 }, 600)),
    );
    const { groups, pairs } = judge(runs, fast);
    expect(groups.map(({ seeds }) => seeds)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(groups[0]?.accuracy).toMatchObject({ method: 'crossed', covers: 'images-and-seeds' });
    expect(pairs[0]).toMatchObject({
      method: 'crossed',
      covers: 'images-and-seeds',
      verdict: { kind: 'better' },
    });
    expect(pairs[0]?.tests.welch).not.toBeNull();
    expect(pairs[0]?.tests.pairedT?.degreesOfFreedom).toBeCloseTo(2, 9);
    expect(pairs[0]?.twoWayInterval?.low).toBeGreaterThan(0);
    const shifted = judge(
      runs.map((run): JudgedRun => (run.modelName === 'a' ? run : { ...run, seed: (run.seed ?? 0) + 9 })),
      fast,
    );
    expect(shifted.pairs[0]).toMatchObject({ method: 'crossed', tests: { pairedT: null } });
    const two = judge(
      runs.filter(({ seed }) => (seed ?? 0) < 3),
      fast,
    );
    expect(two.pairs[0]).toMatchObject({ method: 'images', covers: 'images', twoWayInterval: null });
  });

  it('tells groups of one name apart', () => {
    const again = judge([runOf('a', 1, labels, labels), { ...runOf('a', 1, labels, labels), runId: 'again' }], fast);
    expect(again.groups.map(({ title }) => title)).toEqual(['a (1)', 'a (2)']);
  });

  it('marks the class and the cells that changed, and no others', () => {
    const truth = many(900, 0).map((_, image) => image % 3);
    // The second takes half of class 1 for class 2, and is else the same.
    const first = truth.map((label, image) => (image % 25 === 0 ? (label + 1) % 3 : label));
    const second = first.map((taken, image) => (truth[image] === 1 && image % 2 === 0 ? 2 : taken));
    const { pairs } = judge([runOf('a', 1, truth, first, 3), runOf('b', 1, truth, second, 3)], fast);
    const exploratory = pairs[0]?.exploratory;
    expect(exploratory?.classes.map(({ isNotable }) => isNotable)).toEqual([false, true, false]);
    const cells = exploratory?.cells.filter(({ isNotable }) => isNotable) ?? [];
    expect(cells.map(({ trueClass, predictedClass }) => [trueClass, predictedClass])).toEqual(
      expect.arrayContaining([
        [1, 1],
        [1, 2],
      ]),
    );
    expect(cells).toHaveLength(2);
    expect(cells.reduce((sum, { difference }) => sum + difference, 0)).toBe(0);
  });

  it('refuses a margin or a number of resamples that makes no sense', () => {
    expect(() => judge([], { margin: -0.1 })).toThrow(RangeError);
    expect(() => judge([], { resamples: 10 })).toThrow(RangeError);
  });
});
