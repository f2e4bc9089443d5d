import { describe, expect, it } from 'vitest';
import { evaluatedRuns } from '../../../webview/state/evaluatedRuns.js';
import { confusionOf } from '../../../webview/views/confusionModel.js';
import { notableCells, outlineText, wantsJudgement } from '../../../webview/views/notableCells.js';
import { comparedRuns, fashionRuns } from '../../page/support/classRuns.js';
import { pageDataOf } from '../../page/support/pageData.js';

function differenceOf(snapshot: ReturnType<typeof fashionRuns>) {
  const judgement = pageDataOf(() => snapshot).judgement({ runIds: snapshot.runs.map(({ runId }) => runId) });
  const evaluated = evaluatedRuns(snapshot.runs, snapshot.baseline);
  const notable = notableCells(judgement, evaluated.baseline, evaluated.comparable);
  const choices = { layout: 'difference', normalization: 'true', runId: undefined } as const;
  return { judgement, evaluated, choices, notable, picture: confusionOf(evaluated, choices, notable) };
}

describe('cells that differ by more than chance makes of it', () => {
  it('are outlined, and said to be so', () => {
    const { picture, judgement } = differenceOf(fashionRuns());
    const cells = picture.matrices[0]?.rows.flatMap((row) => row.cells) ?? [];
    const outlined = cells.filter(({ isNotable }) => isNotable);
    const expected = judgement.pairs[0]?.exploratory.cells.filter(({ isNotable }) => isNotable) ?? [];
    expect(outlined).toHaveLength(expected.length);
    expect(expected.length).toBeGreaterThan(3);
    expect(expected.length).toBeLessThan(cells.length);
    // 41 of 153 fewer, by more than 200 images that changed; 9 fewer of 24 sandals, but hardly any of 5 → 8.
    const shirt = picture.matrices[0]?.rows[6]?.cells[0];
    expect(shirt?.isNotable).toBe(true);
    expect(shirt?.spoken).toMatch(/41 fewer than the baseline, more than chance, exploratory$/);
    expect(picture.matrices[0]?.rows[5]?.cells[8]?.isNotable).toBe(false);
    expect(outlineText(picture, judgement)).toMatch(/^Outlined: .*Benjamini–Hochberg, 10 %/);
  });

  it('are those of the models where a run is one seed of several', () => {
    const { picture, judgement } = differenceOf(comparedRuns());
    expect(outlineText(picture, judgement)).toContain('between the models, over all their seeds');
  });

  it('are none in another picture, on other images, or before anything was judged', () => {
    const { evaluated, choices, judgement } = differenceOf(fashionRuns());
    expect(wantsJudgement(evaluated, choices)).toBe(true);
    expect(wantsJudgement(evaluated, { layout: 'side' })).toBe(false);
    expect(wantsJudgement({ ...evaluated, split: 'train' }, choices)).toBe(false);
    expect(wantsJudgement({ ...evaluated, baseline: undefined }, choices)).toBe(false);
    const plain = confusionOf(evaluated, choices);
    expect(plain.matrices[0]?.rows.every(({ cells }) => cells.every(({ isNotable }) => !isNotable))).toBe(true);
    expect(outlineText(plain, undefined)).toBe('');
    expect(outlineText(confusionOf(evaluated, { ...choices, layout: 'side' }), judgement)).toBe('');
  });

  it('lead to what changed, in place of the images of one run', () => {
    const { picture } = differenceOf(fashionRuns());
    expect(picture.matrices[0]).toMatchObject({ runId: 'cnn-run', againstId: 'ann-run' });
    const { evaluated, choices } = differenceOf(fashionRuns());
    expect(confusionOf(evaluated, { ...choices, layout: 'one' }).matrices[0]).not.toHaveProperty('againstId');
  });
});
