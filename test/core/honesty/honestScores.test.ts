import { describe, expect, it } from 'vitest';
import type { JudgedRun } from '../../../src/core/comparison/judgedRun.js';
import type { DuplicateFindings, LabelFindings } from '../../../src/core/honesty/findings.js';
import { honestScores, rankStability } from '../../../src/core/honesty/honestScores.js';
import { honestTable, stabilitySentences } from '../../../src/core/honesty/honestTable.js';
import { type ImageJudgement, overlayOf } from '../../../src/core/honesty/imageJudgements.js';
import { sampleColumns } from '../../../src/core/samples/sampleColumns.js';

const COUNT = 1000;
const labels = Uint8Array.from({ length: COUNT }, (_, image) => image % 2);
const dataset = { name: 'made', checksum: 'abc' };

/** A run that is wrong on the images that `isWrong` names. */
function runOf(modelName: string, isWrong: (image: number) => boolean): JudgedRun {
  const probabilities = new Float32Array(2 * COUNT);
  labels.forEach((label, image) => {
    const predicted = isWrong(image) ? 1 - label : label;
    probabilities[2 * image + predicted] = 0.9;
    probabilities[2 * image + 1 - predicted] = 0.1;
  });
  return {
    runId: modelName,
    modelName,
    setup: modelName,
    seed: 0,
    testKey: 'abc',
    classNames: ['a', 'b'],
    samples: sampleColumns(probabilities, labels, 2),
  };
}

/** Right by heart on what leaks, the first hundred; worse elsewhere. */
const cheat = runOf('cheat', (image) => image >= 100 && image % 8 === 0);
const honest = runOf('honest', (image) => image < 100 || image % 20 === 0);
const leaks: DuplicateFindings = {
  kind: 'duplicates',
  dataset,
  time: 0,
  exact: Array.from({ length: 100 }, (_, image) => ({
    first: { split: 'train', image },
    second: { split: 'test', image },
    sameLabel: true,
  })),
  near: [
    { first: { split: 'train', image: 5 }, second: { split: 'test', image: 101 }, sameLabel: true, similarity: 0.995 },
  ],
  similarity: 0.99,
  isCut: false,
};
const noise = (images: readonly number[]): LabelFindings => ({
  kind: 'labels',
  dataset,
  time: 0,
  model: { name: 'x', folds: 2, seed: 0, runIds: [] },
  train: { count: 0, accuracy: null, noiseRate: null, suspects: [] },
  test: {
    count: COUNT,
    accuracy: 0.9,
    noiseRate: 0.01,
    suspects: images.map((image) => ({
      image,
      given: 0,
      suggested: 1,
      probability: 0.9,
      selfConfidence: 0.1,
      margin: 0.1,
    })),
  },
});
const word = (image: number, said: Partial<ImageJudgement>): ImageJudgement => ({
  split: 'test',
  image,
  verdict: 'keep',
  by: 'ada',
  time: 1,
  ...said,
});

describe('honestScores', () => {
  it('has one view where nothing is in doubt', () => {
    const views = honestScores([cheat, honest], {}, new Map());
    expect(views.map(({ view, count }) => [view, count])).toEqual([['raw', COUNT]]);
    expect(stabilitySentences(views, rankStability(views))).toEqual([]);
    expect(honestScores([], {}, new Map())).toEqual([]);
  });

  it('tells that leaks made the worse model look better', () => {
    const views = honestScores([cheat, honest], { duplicates: leaks }, new Map());
    const [raw, free, near] = views;
    expect(views.map(({ view, count, leftOut }) => [view, count, leftOut])).toEqual([
      ['raw', 1000, 0],
      ['leakFree', 900, 100],
      ['nearLeakFree', 899, 101],
    ]);
    const values = (scores: typeof raw) => scores?.models.map(({ accuracy }) => accuracy.value);
    expect(values(raw)).toEqual([1 - 112 / 1000, 1 - 145 / 1000]);
    expect(values(free)).toEqual([1 - 112 / 900, 1 - 45 / 900]);
    expect(raw?.models[0]?.accuracy.interval?.low).toBeLessThan(0.888);
    expect([raw?.order, free?.order, near?.order]).toEqual([
      [0, 1],
      [1, 0],
      [1, 0],
    ]);
    expect(raw?.pairs[0]?.verdict).toBe('worse');
    expect(free?.pairs[0]?.verdict).toBe('better');
    const stability = rankStability(views);
    expect(stability).toMatchObject({ isOrderKept: false, areVerdictsKept: false });
    expect(stabilitySentences(views, stability)).toEqual([
      'The order of the models does not survive in every stricter count.',
      'Without leaks: cheat and honest change places; honest was worse, and is better (+7.44 points).',
      expect.stringContaining('Without near leaks too: cheat and honest change places'),
    ]);
    expect(honestTable(views).rows.map((row) => row.at(-1))).toEqual([
      'cheat > honest',
      'honest > cheat',
      'honest > cheat',
    ]);
  });

  it('leaves suspected labels out unless a person keeps them', () => {
    const labelled = { labels: noise([0, 1, 2, 3]) };
    const suspected = honestScores([cheat, honest], labelled, new Map());
    expect(suspected.map(({ view, count }) => [view, count])).toEqual([
      ['raw', 1000],
      ['unsuspected', 996],
    ]);
    const kept = honestScores(
      [cheat, honest],
      labelled,
      overlayOf([word(0, {}), word(1, {}), word(2, { time: 2, verdict: 'undo' })]),
    );
    expect(kept.map(({ view, count }) => [view, count])).toEqual([
      ['raw', 1000],
      ['unsuspected', 998],
      ['judged', 1000],
    ]);
  });

  it('counts with the labels that people gave', () => {
    const overlay = overlayOf([
      word(0, { verdict: 'relabel', label: 1 }),
      word(8, { verdict: 'ambiguous' }),
      word(3, { verdict: 'relabel', label: 7 }),
      word(4, { split: 'train', verdict: 'ambiguous' }),
    ]);
    const judged = honestScores([honest], {}, overlay)[1];
    // Image 0, which it got wrong, is right now; 8, which it got wrong as well, does not count; 3 names no class.
    expect(judged).toMatchObject({ view: 'judged', count: 999, leftOut: 1, relabelled: 1, order: [0], pairs: [] });
    expect(judged?.models[0]?.accuracy.value).toBeCloseTo(1 - 143 / 999, 12);
  });

  it('says that order and verdicts survive where they do', () => {
    const views = honestScores([cheat, honest], { labels: noise([500]) }, new Map());
    const stability = rankStability(views);
    expect(stability).toEqual({ isOrderKept: true, areVerdictsKept: true, changes: [] });
    expect(stabilitySentences(views, stability)).toEqual([
      'The order of the models and each verdict survive in 1 stricter count.',
    ]);
  });
});
