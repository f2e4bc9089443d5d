import { describe, expect, it } from 'vitest';
import { NO_PREDICTION } from '../../../src/core/metrics/prediction.js';
import type { Snapshot } from '../../../src/protocol/page.js';
import { evaluatedRuns } from '../../../webview/state/evaluatedRuns.js';
import { exportConfusion } from '../../../webview/views/confusionExport.js';
import { type ConfusionChoices, confusionOf } from '../../../webview/views/confusionModel.js';
import { fashionRuns, mixedRuns, runOfClasses } from '../../page/support/classRuns.js';
import { snapshotOf } from '../../page/support/pageRuns.js';

function pictureOf({ runs, baseline }: Snapshot, choices: Partial<ConfusionChoices> = {}) {
  return confusionOf(evaluatedRuns(runs, baseline), {
    layout: 'one',
    normalization: 'true',
    runId: undefined,
    ...choices,
  });
}

const shirtForTop = (snapshot: Snapshot, choices: Partial<ConfusionChoices>) =>
  pictureOf(snapshot, choices).matrices[0]?.rows[6]?.cells[0];

describe('the confusion matrix of a run', () => {
  it('says of each cell what it is, how much, and what the baseline has', () => {
    const cell = shirtForTop(fashionRuns(), { runId: 'cnn-run' });
    expect(cell).toMatchObject({ count: 112, text: '112', detail: '11.2 %', shade: 0.112 });
    expect(cell?.spoken).toBe(
      'true Shirt, predicted T-shirt/top, 112 images, 11.2 percent, 41 fewer than the baseline',
    );
    expect(shirtForTop(fashionRuns(), { runId: 'ann-run' })?.spoken).toBe(
      'true Shirt, predicted T-shirt/top, 153 images, 15.3 percent',
    );
  });

  it('divides by what was predicted, or by nothing: colours are then of the largest class', () => {
    const byPrediction = shirtForTop(fashionRuns(), { runId: 'cnn-run', normalization: 'predicted' });
    // Of 887 hits and 12 + 10 + 1 + 2 + 112 others.
    expect(byPrediction?.shade).toBeCloseTo(112 / 1024, 10);
    expect(byPrediction?.spoken).toContain('10.9 percent of those predicted so');
    const counts = pictureOf(fashionRuns(), { runId: 'cnn-run', normalization: 'none' });
    expect(counts.scaleImages).toBe(1000);
    expect(counts.matrices[0]?.rows[6]?.cells[0]).toMatchObject({ text: '112', detail: '', shade: 0.112 });
  });

  it('keeps what is right, and nothing, out of the colours', () => {
    const [matrix] = pictureOf(fashionRuns()).matrices;
    const shaded = matrix?.rows.flatMap(({ cells }) => cells).filter(({ shade }) => shade !== null);
    expect(shaded?.every(({ trueClass, predictedClass, count }) => trueClass !== predictedClass && count > 0)).toBe(
      true,
    );
    expect(matrix?.rows[0]?.cells[0]?.text).toBe('823');
  });

  it('sums rows and columns', () => {
    const [matrix] = pictureOf(fashionRuns(), { runId: 'cnn-run' }).matrices;
    expect(matrix?.rows.map(({ total }) => total)).toEqual(Array.from({ length: 10 }, () => '1,000'));
    expect(matrix?.columnTotals[0]).toBe('1,024');
    expect(matrix?.total).toBe('10,000');
  });

  it('lists the worst mistakes', () => {
    const [matrix] = pictureOf(fashionRuns(), { runId: 'cnn-run' }).matrices;
    expect(matrix?.worst.slice(0, 3).map(({ text, figures }) => `${text}: ${figures}`)).toEqual([
      'Shirt → T-shirt/top: 112 (11.2 %)',
      'T-shirt/top → Shirt: 83 (8.3 %)',
      'Shirt → Coat: 65 (6.5 %)',
    ]);
  });

  it('has a column for images without a prediction, where there are any', () => {
    const [matrix] = pictureOf(mixedRuns(), { runId: 'cnn-run' }).matrices;
    expect(matrix?.columns.at(-1)).toBe('no prediction');
    expect(matrix?.rows[6]?.cells.at(-1)).toMatchObject({
      predictedClass: NO_PREDICTION,
      text: '12',
      detail: '1.2 %',
      spoken: 'true Shirt, no prediction, 12 images, 1.2 percent',
    });
    expect(matrix?.columnTotals.at(-1)).toBe('15');
    expect(pictureOf(fashionRuns()).matrices[0]?.columns).toHaveLength(10);
  });

  it('is one cell for one class, and ten thousand for a hundred', () => {
    const one = pictureOf(snapshotOf([['a', runOfClasses(1)]]));
    expect(one.matrices[0]?.rows[0]?.cells).toHaveLength(1);
    expect(one.matrices[0]?.worst).toEqual([]);
    const many = pictureOf(snapshotOf([['a', runOfClasses(100)]]));
    expect(many.matrices[0]?.rows.flatMap(({ cells }) => cells)).toHaveLength(10_000);
  });
});

describe('several confusion matrices', () => {
  it('stand side by side, the baseline first', () => {
    const picture = pictureOf(fashionRuns({ baseline: 'cnn-run' }), { layout: 'side' });
    expect(picture.matrices.map(({ title }) => title)).toEqual(['cnn', 'ann']);
    expect(picture.choices).toEqual([]);
  });

  it('are taken one from the other', () => {
    const picture = pictureOf(fashionRuns(), { layout: 'difference' });
    expect(picture.matrices.map(({ title }) => title)).toEqual(['cnn less ann']);
    const cell = picture.matrices[0]?.rows[6]?.cells[0];
    expect(cell).toMatchObject({ text: '−41', detail: '112' });
    expect(cell?.shade).toBeCloseTo(-0.041, 10);
    expect(picture.matrices[0]?.rows[0]?.cells[0]?.text).toBe('+64');
    expect(picture.matrices[0]?.worst).toEqual([]);
    const back = pictureOf(fashionRuns({ baseline: 'cnn-run' }), { layout: 'difference', normalization: 'none' });
    expect(back.matrices[0]?.worst[0]).toMatchObject({ text: 'Pullover → Coat', figures: '+58' });
  });

  it('fall back to one run where there is nothing to compare with', () => {
    const { runs } = fashionRuns();
    const alone = pictureOf({ ...fashionRuns(), runs: runs.slice(1) }, { layout: 'difference' });
    expect([alone.layout, alone.layouts, alone.runId]).toEqual(['one', ['one'], 'cnn-run']);
    expect(alone.matrices[0]?.rows[6]?.cells[0]?.spoken).not.toContain('baseline');
    const { baseline: _, ...unpinned } = fashionRuns();
    const without = pictureOf(unpinned, { layout: 'difference' });
    expect([without.layout, without.layouts]).toEqual(['one', ['one', 'side']]);
  });

  it('leave out runs of other classes, which can be looked at by themselves', () => {
    const picture = pictureOf(mixedRuns(), { layout: 'side' });
    expect(picture.matrices.map(({ runId }) => runId)).toEqual(['cnn-run', 'ann-run']);
    const alone = pictureOf(mixedRuns(), { runId: 'other-run' });
    expect(alone.matrices[0]?.rows.map(({ name }) => name)).toEqual(['cat', 'dog']);
  });

  it('are nothing while nothing has been evaluated', () => {
    const picture = pictureOf(snapshotOf([]));
    expect([picture.matrices, picture.runId]).toEqual([[], undefined]);
  });
});

describe('the runs of a view of classes', () => {
  it('are told apart: not evaluated, not comparable, not as defined now', () => {
    const { runs, baseline } = mixedRuns();
    const { notes, baselineHint, comparable } = evaluatedRuns(runs, baseline);
    expect(notes.map(({ letter, text }) => `${letter} ${text}`)).toEqual([
      'A was trained on another text than its definition has now.',
      'B is being trained: its test images are counted when the training has ended.',
      'C has failed before its test images were counted.',
      'D has other classes than cnn: they are not compared.',
    ]);
    expect(baselineHint).toMatch(/^The baseline is not among the shown runs/);
    expect(comparable.map(({ letter }) => letter)).toEqual(['A', 'E']);
  });

  it('of other test images are not compared', () => {
    const [first, second] = fashionRuns().runs;
    if (first === undefined || second?.state.started === undefined) throw new Error('There are two runs.');
    const { started } = second.state;
    const other = {
      ...second,
      state: { ...second.state, started: { ...started, dataset: { ...started.dataset, checksum: 'c' } } },
    };
    expect(evaluatedRuns([first, other], 'ann-run').notes[0]?.text).toBe(
      'was tested on other images than ann: they are not compared.',
    );
  });

  it('want a baseline that has been evaluated', () => {
    const { runs } = mixedRuns();
    expect(evaluatedRuns(runs, 'live-run').baselineHint).toMatch(/^The baseline has not been evaluated/);
    expect(evaluatedRuns(runs, undefined).baselineHint).toMatch(/^Choose a baseline/);
    expect(evaluatedRuns(runs.slice(0, 1), undefined).baselineHint).toBe('');
  });
});

describe('matrices that are taken elsewhere', () => {
  it('are Markdown as they stand, and CSV with all figures', () => {
    const { runs, baseline } = fashionRuns();
    const sorted = evaluatedRuns(runs, baseline);
    const { matrices } = pictureOf(fashionRuns(), { runId: 'cnn-run' });
    const { markdown, csv } = exportConfusion(matrices, sorted.all, sorted.baseline);
    expect(markdown.split('\n').slice(0, 3)).toEqual([
      '**cnn**',
      '',
      expect.stringMatching(/^\| true ↓ predicted → \| T-shirt\/top \|/),
    ]);
    expect(csv.split('\r\n')).toHaveLength(102);
    expect(csv).toContain('cnn,Shirt,T-shirt/top,112,0.112,0.109375,153\r\n');
  });
});
