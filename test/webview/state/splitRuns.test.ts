import { describe, expect, it } from 'vitest';
import { pairedCountsByClass } from '../../../src/core/statistics/pairedCounts.js';
import type { ShownRun, Snapshot } from '../../../src/protocol/page.js';
import { RemoteError } from '../../../src/protocol/remoteError.js';
import type { Split, SplitSamples } from '../../../src/protocol/samples.js';
import { galleryOf, initialChoices } from '../../../webview/gallery/galleryModel.js';
import { evaluatedRuns } from '../../../webview/state/evaluatedRuns.js';
import { PageData } from '../../../webview/state/pageData.js';
import { initialPageState } from '../../../webview/state/pageState.js';
import { pairedRuns } from '../../../webview/state/pairedRuns.js';
import { sampledRuns } from '../../../webview/state/sampledRuns.js';
import { step } from '../../../webview/state/selectionHistory.js';
import { splitRuns } from '../../../webview/state/splitRuns.js';
import { classesOf, exportClasses } from '../../../webview/views/classesModel.js';
import { exportConfusion } from '../../../webview/views/confusionExport.js';
import { confusionOf } from '../../../webview/views/confusionModel.js';
import { fashionRuns, mixedRuns } from '../../page/support/classRuns.js';
import { madeSamples } from '../../page/support/madeSamples.js';

const counts = { layout: 'one', normalization: 'none', runId: undefined } as const;
const byClass = { metric: 'recall', sortedBy: 'class', isDescending: false } as const;

/** What a page has of some runs; `answer` says what becomes of what they say of a split. */
function pageOf(
  { runs, baseline }: Snapshot,
  split: Split,
  answer: (samples: SplitSamples, run: ShownRun) => SplitSamples | Promise<never> = (samples) => samples,
) {
  const asked: unknown[] = [];
  const data = new PageData(
    async (_, params) => {
      asked.push(params);
      const run = runs.find(({ runId }) => 'runId' in params && runId === params.runId);
      if (run === undefined) throw new Error('There is no such run.');
      return (await answer(madeSamples(run.state, split).samples, run)) as never;
    },
    () => undefined,
  );
  const state = { ...initialPageState, runs, baseline, history: step(initialPageState.history, { split }) };
  return { asked, data, read: () => splitRuns(data, state), runs };
}

/** Reads once, so that what is missing is asked for, and again when it has come. */
async function arrived(page: ReturnType<typeof pageOf>) {
  page.read();
  await new Promise((resolve) => setTimeout(resolve));
  return page.read();
}

describe('the runs of the selected split', () => {
  it('are of the test what their evaluations say: nothing is asked for', () => {
    const { runs, baseline } = fashionRuns();
    const page = pageOf(fashionRuns(), 'test');
    const { status, hint, ...evaluated } = page.read();
    expect(evaluated.all.map(({ evaluation }) => evaluation)).toEqual(runs.map(({ state }) => state.evaluation));
    expect(evaluated).toMatchObject({ split: 'test', baselineHint: evaluatedRuns(runs, baseline).baselineHint });
    expect([status, hint, page.asked]).toEqual([{ problems: [], loading: [], canCancel: false }, '', []]);
  });

  it.each(['validation', 'train'] as const)('are asked for and counted, of %s', async (split) => {
    const page = pageOf(fashionRuns(), split);
    expect(page.read()).toMatchObject({
      all: [],
      hint: '',
      status: {
        loading: ['A ann: its predictions are being read …', 'B cnn: its predictions are being read …'],
        canCancel: true,
      },
    });
    const shown = await arrived(page);
    expect(page.asked).toEqual([
      { runId: 'ann-run', split },
      { runId: 'cnn-run', split },
    ]);
    expect(shown.status).toEqual({ problems: [], loading: [], canCancel: false });
    expect([shown.split, shown.comparable.length, shown.baseline?.name]).toEqual([split, 2, 'ann']);
    const [ann] = shown.all;
    // Of the 153 of the test, as the made-up samples have it.
    expect(ann?.evaluation.confusion[6]?.[0]).toBe(split === 'validation' ? 76 : 38);
    expect(ann?.evaluation.classes[6]?.support).toBe(split === 'validation' ? 500 : 1000);
    // What is as it was is the same, and is not drawn again.
    expect(page.read().all[0]).toBe(ann);
  });

  it('have as many images in each cell and class as a click on it opens', async () => {
    const page = pageOf(mixedRuns(), 'validation');
    const { all } = await arrived(page);
    const { ready } = sampledRuns(page.data, page.runs, 'validation');
    expect(all.map(({ name }) => name)).toEqual(['cnn', 'cats and dogs', 'ann']);
    for (const { runId, classNames } of all) {
      const imagesOf = (focus: Parameters<typeof galleryOf>[1]) =>
        galleryOf(ready, focus, initialChoices, classNames).images.length;
      const [matrix] = confusionOf(
        { all, comparable: [], baseline: undefined, split: 'validation' },
        { ...counts, runId },
      ).matrices;
      const cells = matrix?.rows.flatMap((row) => row.cells) ?? [];
      expect(cells.length).toBeGreaterThan(3);
      for (const { trueClass, predictedClass, count } of cells)
        expect(imagesOf({ kind: 'cell', trueClass, predictedClass, runId })).toBe(count);
      for (const classIndex of classNames.keys()) {
        const wrong = cells.filter(
          (cell) =>
            cell.trueClass !== cell.predictedClass && [cell.trueClass, cell.predictedClass].includes(classIndex),
        );
        const count = wrong.reduce((sum, cell) => sum + cell.count, 0);
        expect(imagesOf({ kind: 'class', classIndex, runId })).toBe(count);
      }
    }
  });

  it('say which images they are of, where they are taken too', async () => {
    const shown = await arrived(pageOf(fashionRuns(), 'train'));
    const { matrices } = confusionOf(shown, counts);
    expect(matrices[0]?.caption).toBe('10,000 training images');
    const { fileName, markdown } = exportConfusion(matrices, shown.all, shown.baseline, shown.split);
    expect(fileName).toBe('confusion-matrix-train');
    expect(markdown).toMatch(/^\*\*ann, training images\*\*\n/);
    const classes = classesOf(shown, byClass);
    expect(classes.plot).toMatchObject({ title: 'Recall of each class, training images', fileName: 'classes-train' });
    expect(exportClasses(classes).fileName).toBe('classes-train');
  });

  it('are held against the baseline image by image', async () => {
    const page = pageOf(fashionRuns(), 'validation');
    const { comparable, baseline } = await arrived(page);
    const [ann, cnn] = page.runs;
    if (ann === undefined || cnn === undefined) throw new Error('There are two runs.');
    const { pairs, problem } = pairedRuns()(page.data, page.runs, ann, 'validation');
    const [one, other] = sampledRuns(page.data, page.runs, 'validation').ready.map(({ samples }) => samples);
    if (one === undefined || other === undefined) throw new Error('Both have been read.');
    expect([problem, pairs.get('cnn-run')]).toEqual(['', pairedCountsByClass(other, one)]);
    const { entries } = classesOf({ comparable, baseline, split: 'validation' }, byClass, pairs);
    const shirt = entries.find(({ className, run }) => className === 'Shirt' && run.name === 'cnn');
    const ofShirts = pairs.get('cnn-run')?.[6];
    if (ofShirts === undefined) throw new Error('There are shirts.');
    expect(shirt?.row.recall.difference).toBeCloseTo((ofShirts.onlyFirst - ofShirts.onlySecond) / 500, 10);
    expect(shirt?.difference?.interval).toMatch(/^\+\d+\.\d to \+\d+\.\d$/);
    expect(page.asked).toHaveLength(2);
  });

  it('that were split otherwise are not compared', async () => {
    const page = pageOf(fashionRuns(), 'validation', (samples, { runId }) =>
      runId === 'ann-run' ? samples : { ...samples, images: samples.images.map((image) => image + 2) },
    );
    const { all, comparable, notes } = await arrived(page);
    expect([all.length, comparable.map(({ name }) => name)]).toEqual([2, ['ann']]);
    expect(notes.map(({ name, text }) => `${name} ${text}`)).toEqual([
      'cnn has other validation images than ann: they are not compared.',
    ]);
  });

  it('say what could not be read, and that there is no baseline for it', async () => {
    const page = pageOf(fashionRuns(), 'validation', (samples, { runId }) =>
      runId === 'cnn-run'
        ? samples
        : Promise.reject(new RemoteError('The run has no validation images.', 'split-empty', 'Choose another split.')),
    );
    expect(await arrived(page)).toMatchObject({
      status: { problems: ['A ann: The run has no validation images. Choose another split.'], loading: [] },
      hint: 'The images of the baseline have not been counted: there are no differences to it yet.',
      comparable: [{ name: 'cnn' }],
    });
    const none = pageOf(fashionRuns(), 'validation', () => Promise.reject(new Error('Gone.')));
    expect(await arrived(none)).toMatchObject({ hint: '', status: { problems: ['A ann: Gone.', 'B cnn: Gone.'] } });
  });

  it('are not asked for before their training has ended', async () => {
    const { runs, ...rest } = mixedRuns();
    const waiting = runs.filter(({ state }) => state.evaluation === undefined);
    const page = pageOf({ ...rest, runs: waiting }, 'train');
    const shown = await arrived(page);
    expect([shown.hint, shown.notes.length, page.asked]).toEqual(['There is nothing to count yet.', 2, []]);
  });
});
