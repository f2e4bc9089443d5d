import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/protocol/page.js';
import { type ChangesFocus, changesOf, wholeChanges } from '../../../webview/gallery/changesGallery.js';
import { galleryOf, initialChoices, runComparisons, type SampledRun } from '../../../webview/gallery/galleryModel.js';
import { crumbsOf, tileText } from '../../../webview/gallery/galleryText.js';
import { fashionNames, fashionRuns } from '../../page/support/classRuns.js';
import { pageDataOf } from '../../page/support/pageData.js';
import { snapshotOf, trainedRun } from '../../page/support/pageRuns.js';

function sampledOf(snapshot: Snapshot): SampledRun[] {
  const data = pageDataOf(() => snapshot);
  return snapshot.runs.map(({ runId, letter, state }) => ({
    runId,
    letter,
    name: state.started?.modelName ?? '',
    samples: data.readSamples({ runId, split: 'test' }),
  }));
}

const sampled = sampledOf(fashionRuns());
const shirts: ChangesFocus = { kind: 'changes', against: 'ann-run', runId: 'cnn-run', trueClass: 6, predictedClass: 0 };

describe('what changed between two runs', () => {
  it('of a cell is as much as its counts differ', () => {
    const count = (change: ChangesFocus['change']) =>
      changesOf(sampled, change === undefined ? shirts : { ...shirts, change })?.rows.length ?? 0;
    const shown = changesOf(sampled, shirts);
    const { fixed = 0, broken = 0, differently = 0 } = shown?.counts ?? {};
    expect([count('fixed'), count('broken'), count('differently')]).toEqual([fixed, broken, differently]);
    const [from, to] = sampled.map(({ samples }) => samples);
    const inCell = (predicted: Int16Array | undefined, row: number) => predicted?.[row] === 0;
    const all = (['fixed', 'broken', 'differently'] as const).flatMap((change) => [
      ...(changesOf(sampled, { ...shirts, change })?.rows ?? []),
    ]);
    const came = all.filter((row) => inCell(to?.predicted, row)).length;
    const left = all.filter((row) => inCell(from?.predicted, row)).length;
    // 112 shirts less 153.
    expect(came - left).toBe(-41);
    expect(all.every((row) => from?.labels[row] === 6)).toBe(true);
  });

  it('is shown from where there is the most of it, until one is chosen', () => {
    const { change, counts } = changesOf(sampled, shirts) ?? {};
    expect(change).toBe('fixed');
    expect(counts?.fixed).toBe(Math.max(...Object.values(counts ?? {})));
    expect(changesOf(sampled, { ...shirts, change: 'broken' })?.change).toBe('broken');
  });

  it('is a gallery of both runs, with both predictions at each image', () => {
    const gallery = galleryOf(sampled, { ...shirts, change: 'fixed' }, initialChoices, fashionNames);
    expect(gallery.runs.map(({ runId }) => runId)).toEqual(['ann-run', 'cnn-run']);
    expect(gallery.images.length).toBe(gallery.changes?.counts.fixed);
    const { lines, label } = tileText(gallery, 0);
    expect(lines.map(({ letters, text }) => `${letters} ${text}`)).toEqual(['A → T-shirt/top', 'B ✓']);
    expect(label).toMatch(/A ann: predicted T-shirt\/top, .* percent; B cnn: right, .* percent$/);
    expect(runComparisons(gallery, shirts)).toEqual([]);
    const crumbs = crumbsOf(gallery, shirts, '');
    expect(crumbs.map(({ text }) => text)).toEqual([
      'A ann → B cnn',
      'Shirt → T-shirt/top',
      `${gallery.images.length} images fixed`,
    ]);
    expect(crumbs.map(({ to }) => to)).toEqual(['run', 'focus', undefined]);
  });

  it('of all classes has a shorter way, and can be narrowed by a text', () => {
    const whole = wholeChanges({ ...shirts, change: 'broken' });
    expect(whole).toEqual({ kind: 'changes', against: 'ann-run', runId: 'cnn-run', change: 'broken' });
    const all = galleryOf(sampled, whole, initialChoices, fashionNames);
    expect(crumbsOf(all, whole, '').map(({ text, to }) => [text, to])).toEqual([
      ['A ann → B cnn', undefined],
      [`${all.images.length} images broken`, undefined],
    ]);
    const bags = galleryOf(sampled, whole, { ...initialChoices, text: 'bag' }, fashionNames);
    expect(bags.images.length).toBeGreaterThan(0);
    expect(bags.images.length).toBeLessThan(all.images.length);
  });

  it('is not told of runs that are gone, or of other images: then all errors are shown', () => {
    expect(changesOf(sampled.slice(0, 1), shirts)).toBeUndefined();
    const other = sampledOf(snapshotOf([['cnn-run', trainedRun({ runId: 'cnn-run' })]]));
    const mixed = [...sampled.slice(0, 1), ...other];
    expect(changesOf(mixed, shirts)).toBeUndefined();
    expect(galleryOf(mixed, shirts, initialChoices, fashionNames).changes).toBeUndefined();
  });
});
