import { describe, expect, it } from 'vitest';
import { browserPath, useBuiltPage } from './support/builtPage.js';
import { eventually } from './support/eventually.js';
import { snapshotOf, twoModels } from './support/pageRuns.js';
import { seedGroups } from './support/seedRuns.js';

describe.skipIf(browserPath === undefined)('the bar of runs', () => {
  const open = useBuiltPage();

  it('chooses which images are looked at, and says what that takes', async () => {
    const { page, host } = await open({ ...twoModels(), view: 'errors' });
    await eventually(() => host.askedFor('readSamples').length).toBe(2);
    await page.getByRole('combobox', { name: 'Split' }).click();
    await page.getByRole('option', { name: 'validation' }).click();
    await eventually(() => host.askedFor('readSamples').slice(2)).toEqual([
      { runId: 'ann-run', split: 'validation' },
      { runId: 'cnn-run', split: 'validation' },
    ]);
    expect(await page.locator('.run-bar').textContent()).toContain('which can take minutes');
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(() => page.locator('.run-bar').textContent()).not.toContain('which can take minutes');
  });

  it('shows the seeds of a model as one, unfolds them by keys, and takes all of them off', async () => {
    const { page, host } = await open(seedGroups());
    const names = () => page.locator('.chip .name').allTextContents();
    await eventually(names).toEqual(['ann · 3 seeds', 'cnn · 4 seeds', 'cnn-wide · 3 seeds']);
    const fold = page.getByRole('button', { name: 'Each seed of ann · 3 seeds' });
    await fold.focus();
    await page.keyboard.press('Enter');
    await eventually(() => names().then((all) => all.slice(0, 4))).toEqual([
      'ann · 3 seeds',
      'ann · seed 1',
      'ann · seed 2',
      'ann · seed 3',
    ]);
    expect(await fold.getAttribute('aria-expanded')).toBe('true');
    expect(await page.evaluate("document.activeElement?.getAttribute('data-focus-key')")).toBe('seeds ann-1');
    await page.getByRole('button', { name: 'Take ann · 3 seeds off the page' }).click();
    await eventually(() => host.askedFor('removeRun')).toEqual(['ann-1', 'ann-2', 'ann-3'].map((runId) => ({ runId })));
  });

  it('exports by a menu, by mouse and by keys', async () => {
    const { page, host } = await open(twoModels());
    const opener = page.getByRole('button', { name: 'Export' });
    await opener.click();
    await eventually(() => opener.getAttribute('aria-expanded')).toBe('true');
    await page.getByRole('menuitem', { name: 'Report (HTML) …' }).click();
    await eventually(() => host.askedFor('exportRuns')).toEqual([{ format: 'html' }]);
    await eventually(() => page.locator('[role=status]').textContent()).toContain('The runs have been exported.');
    await opener.focus();
    for (const key of ['ArrowDown', 'End', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
    await eventually(() => host.askedFor('exportRuns').slice(1)).toEqual([{ format: 'markdown' }]);
    expect(await page.evaluate("document.activeElement?.getAttribute('aria-label')")).toBe('Export');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await eventually(() => page.locator('[role=menu]').isVisible()).toBe(false);
  });

  it('has nothing to choose of or to export where there is no run', async () => {
    const { page } = await open(snapshotOf([]));
    await eventually(() => page.locator('.above-view').isVisible()).toBe(true);
    expect(await page.getByRole('combobox', { name: 'Split' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Export' }).count()).toBe(0);
  });
});
