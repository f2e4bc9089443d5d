import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/core/comparison/judge.js';
import type { JudgedRun } from '../../../src/core/comparison/judgedRun.js';
import { formatCount } from '../../../src/core/format.js';
import type { Snapshot } from '../../../src/protocol/page.js';
import { tierOf, verdictOf } from '../../../webview/views/verdictModel.js';
import { comparedRuns, fashionRuns } from '../../page/support/classRuns.js';
import { pageDataOf } from '../../page/support/pageData.js';
import { snapshotOf, trainedRun } from '../../page/support/pageRuns.js';
import { madeRun } from '../../support/judgedRuns.js';

function judged(snapshot: Snapshot, baseline = snapshot.baseline) {
  const judgement = pageDataOf(() => snapshot).judgement({ runIds: snapshot.runs.map(({ runId }) => runId) });
  const letters = new Map(snapshot.runs.map(({ runId, letter }) => [runId, letter]));
  return { judgement, verdict: verdictOf(judgement, baseline, (runId) => letters.get(runId) ?? '?') };
}

describe('the verdict', () => {
  it('says how the looks are allowed for where seeds were trained until models are told apart, and which seed failed', () => {
    const plan = { minimum: 3, maximum: 10, models: ['ann', 'cnn'] };
    const runs = ['ann', 'cnn'].flatMap((model) =>
      [0, 1, 2, 3].map(
        (seed): JudgedRun => ({
          ...madeRun({ model, seed, skill: model === 'ann' ? 1 : 2.2 }, 400),
          definitionHash: model,
          seedPlan: plan,
          ...(model === 'cnn' && seed === 1 ? { samples: null, missing: 'it failed: out of memory' } : {}),
        }),
      ),
    );
    const { lines, notes } = verdictOf(judge(runs, { resamples: 40 }), undefined, (runId) => runId);
    expect(lines[0]?.sentence).toMatch(/\(99\.50 % CI .+; look 2 of at most 8, after 4 seeds, corrected p /);
    expect(notes).toContainEqual(expect.stringMatching(/^Seeds of ann and cnn were trained until they are told apart/));
    expect(notes).toContain('cnn, seed 1, is not judged: it failed: out of memory.');
  });

  it('says of a pair what is known, and leads to the images', () => {
    const { judgement, verdict } = judged(fashionRuns());
    expect(verdict.headline).toBe('');
    const [line] = verdict.lines;
    expect(verdict.lines).toHaveLength(1);
    expect(line?.kind).toBe('better');
    expect(line?.letters).toEqual([['A'], ['B']]);
    expect(line?.sentence).toMatch(/^cnn beats ann by \d+\.\d points/);
    const [pair] = judgement.pairs;
    expect(line?.changes.map(({ text }) => text)).toEqual([
      `${formatCount(pair?.flips.fixed)} fixed`,
      `${formatCount(pair?.flips.broken)} broken`,
      `${formatCount(pair?.flips.wrongDifferently)} wrong differently`,
    ]);
    expect(line?.changes[1]?.focus).toEqual({
      kind: 'changes',
      against: 'ann-run',
      runId: 'cnn-run',
      change: 'broken',
    });
    expect(line?.changes[0]?.hint).toBe('');
  });

  it('is seen from the baseline, whichever that is', () => {
    const { verdict } = judged(fashionRuns(), 'cnn-run');
    const [line] = verdict.lines;
    expect(line?.letters).toEqual([['B'], ['A']]);
    expect(line?.kind).toBe('worse');
    // Words are the winner's.
    expect(line?.sentence).toMatch(/^cnn beats ann/);
    // And so is what is counted as fixed.
    expect(line?.changes[0]).toMatchObject({
      letters: [['A'], ['B']],
      focus: { against: 'ann-run', runId: 'cnn-run' },
    });
    expect(line?.sentence).toContain(`${line?.changes[0]?.text.replace(' fixed', ' images fixed')}, `);
    expect(judged(fashionRuns(), 'a run that is not shown').verdict.lines[0]?.kind).toBe('better');
  });

  it('names no winner where it is not known, and has one tier', () => {
    const { verdict } = judged(
      snapshotOf([
        ['a', trainedRun({ modelName: 'a', runId: 'a', level: 0.9 })],
        ['b', trainedRun({ modelName: 'b', runId: 'b', level: 0.91 })],
      ]),
    );
    expect(verdict.lines[0]?.kind).toBe('undecided');
    expect(verdict.lines[0]?.sentence).not.toMatch(/beats|best/);
    expect(verdict.tiers.map(({ models }) => models.length)).toEqual([2]);
  });

  it('puts seeds together, says what intervals cover, and whose images its links lead to', () => {
    const { judgement, verdict } = judged(comparedRuns());
    expect(verdict.lines[0]?.letters).toEqual([['A'], ['B', 'C']]);
    expect(verdict.lines[0]?.changes[0]?.hint).toBe('a mean over seeds; the images are those of seed 1');
    expect(verdict.lines[0]?.changes[0]?.focus).toMatchObject({ against: 'ann-run-1', runId: 'cnn-run-1' });
    expect(verdict.tiers.map(({ title, models }) => [title, models.map(({ letters }) => letters.join())])).toEqual([
      ['Tier 1', ['B,C']],
      ['Tier 2', ['A']],
    ]);
    expect(verdict.tiers[0]?.models[0]?.text).toMatch(/^cnn \d\d\.\d\d % \(\d\d\.\d–\d\d\.\d\)$/);
    expect(judgement.groups.map((_, index) => tierOf(judgement, index))).toEqual([2, 1]);
    expect(tierOf(judgement, -1)).toBeUndefined();
    expect(verdict.notes[0]).toContain('cover other test images, not other seeds');
    expect(verdict.notes[0]).toContain('within 0.3 points count as none');
  });

  it('has the other pairs for whoever asks, and names what was left out', () => {
    const run = (name: string, level: number) => [name, trainedRun({ modelName: name, runId: name, level })] as const;
    const other = trainedRun({ modelName: 'other', runId: 'other', classNames: ['cat', 'dog'], predictions: [[0, 0]] });
    const { verdict } = judged(snapshotOf([run('a', 0.8), run('b', 0.9), run('c', 0.95), ['other', other]]));
    expect(verdict.headline).not.toBe('');
    expect(verdict.lines.map(({ letters }) => letters.join('-'))).toEqual(['A-B', 'A-C']);
    expect(verdict.others.map(({ letters }) => letters.join('-'))).toEqual(['B-C']);
    expect(verdict.notes.join(' ')).toMatch(/Cochran’s Q/);
    expect(verdict.notes.at(-1)).toMatch(/^other is not judged: /);
  });
});
