import { describe, expect, it } from 'vitest';
import type { ShownRun } from '../../src/protocol/page.js';
import { RemoteError } from '../../src/protocol/remoteError.js';
import { accessibilityFindings } from './support/axe.js';
import { browserPath, useBuiltPage } from './support/builtPage.js';
import { drawnFraction } from './support/drawnFraction.js';
import { eventually } from './support/eventually.js';
import { snapshotOf, twoModels } from './support/pageRuns.js';
import { pageThemes } from './support/themes.js';

const data = { view: 'data' };

function withLayer(run: ShownRun, type: string): ShownRun {
  const { started } = run.state;
  if (started === undefined) return run;
  const layer = { name: 'mirror', type, from: [], outputShape: [28, 28, 1], parameterCount: 0, macs: 0, line: 3 };
  return { ...run, state: { ...run.state, started: { ...started, layers: [layer, ...started.layers] } } };
}

describe.skipIf(browserPath === undefined)('the data view', () => {
  const open = useBuiltPage();

  it('shows images before any training, and what to do next', async () => {
    const { page, host } = await open(snapshotOf([]));
    await eventually(() => page.locator('.class-samples li').count()).toBe(10);
    expect(host.askedFor('readDataset')).toEqual([{ dataset: 'fashion-mnist' }]);
    await eventually(() => drawnFraction(page.locator('.class-samples .pictures').first())).toBeGreaterThan(0.9);
    await eventually(() => page.locator('.pair').count()).toBe(6);
    await eventually(() => host.askedFor('readImages').length).toBeGreaterThan(0);
    expect(host.askedFor('readImages')[0]).toMatchObject({ dataset: 'fashion-mnist' });
    await page.getByRole('button', { name: 'Train a model' }).click();
    await eventually(() => host.askedFor('trainModel')).toEqual([null]);
    await page.getByRole('tab', { name: 'Training' }).click();
    await page.getByRole('button', { name: 'Look at the images' }).click();
    await eventually(() => page.locator('.class-samples').isVisible()).toBe(true);
  });

  it('shows another dataset when that is asked for, beside those of the runs', async () => {
    const { page, host } = await open({ ...twoModels(), ...data });
    await eventually(() => page.locator('.data-title').textContent()).toBe('Fashion-MNIST');
    host.tell('viewAsked', { view: 'data', dataset: 'idx:digits' });
    await eventually(() => host.askedFor('readDataset')).toEqual([{ runId: 'ann-run' }, { dataset: 'idx:digits' }]);
    const choice = page.getByRole('combobox', { name: 'Dataset' });
    await choice.click();
    await page.getByRole('option', { name: 'Fashion-MNIST of A, B' }).click();
    await eventually(() => page.locator('.facts-list').textContent()).toContain('validation 12,000');
  });

  it('shows what the augmentation of a run does to images', async () => {
    const plain = await open({ ...twoModels(), ...data });
    await eventually(() => plain.page.locator('.class-samples li').count()).toBe(10);
    expect(await plain.page.locator('.augmented').isVisible()).toBe(false);
    expect(plain.host.askedFor('augmentSamples')).toEqual([]);
    const snapshot = twoModels();
    const runs = snapshot.runs.map((run) => withLayer(run, run.letter === 'B' ? 'randomFlip' : 'dropout'));
    const { page, host } = await open({ ...snapshot, runs, ...data });
    await eventually(() => page.locator('.augmented li').count()).toBe(2);
    expect(host.askedFor('augmentSamples')).toEqual([{ runId: runs[1]?.runId }]);
    expect(await page.locator('.augmented .hint').textContent()).toContain('mirror of');
    await eventually(() => page.locator('.augmented li').first().locator('canvas').count()).toBe(5);
    await eventually(() => drawnFraction(page.locator('.augmented .pictures').first())).toBeGreaterThan(0.9);
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('counts images in a table that can be taken elsewhere', async () => {
    const { page, host } = await open({ ...twoModels(), ...data });
    await eventually(() => page.locator('.balance tbody tr').count()).toBe(10);
    await page.getByRole('button', { name: 'Save the numbers as CSV' }).click();
    await eventually(() => host.askedFor('saveText')).toHaveLength(1);
    const [saved] = host.askedFor('saveText') as { suggestedName: string; text: string }[];
    expect(saved?.suggestedName).toBe('fashion-mnist-classes.csv');
    expect(saved?.text.split(/\r?\n/)[0]).toBe('Class,Train,Validation,Test');
  });

  it('says why images are not to be had, and asks again', async () => {
    const { page, host } = await open(twoModels());
    host.refusals.set('readDataset', new RemoteError('The images are gone.', 'gone', 'Bring them back.'));
    host.tell('viewAsked', data);
    await eventually(() => page.locator('.data-status').textContent()).toContain(
      'The images are gone. Bring them back.',
    );
    host.refusals.clear();
    await page.locator('.data-status').getByRole('button', { name: 'Try again' }).click();
    await eventually(() => page.locator('.class-samples li').count()).toBe(10);
  });

  it.each(pageThemes)('has nothing that axe-core finds, in $name, and fits into 420 pixels', async (theme) => {
    const { page } = await open({ ...twoModels(), ...data }, { theme, width: 420 });
    await eventually(() => page.locator('.pair').count()).toBe(6);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
