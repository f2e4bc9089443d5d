import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityFindings } from './support/axe.js';
import { browserPath, type OpenOptions, useBuiltPage } from './support/builtPage.js';
import { fashionRuns, mixedRuns, runOfClasses } from './support/classRuns.js';
import { eventually } from './support/eventually.js';
import { allStates, snapshotOf } from './support/pageRuns.js';
import { pageTheme, pageThemes } from './support/themes.js';

const view = { view: 'confusion' };
/** Where pictures of the view are put, for people to look at. */
const pictures = process.env.PAGE_PICTURES;

describe.skipIf(browserPath === undefined)('the confusion matrix', () => {
  const openPage = useBuiltPage();
  const open = async (snapshot = fashionRuns(), options: OpenOptions = {}) => {
    const opened = await openPage({ ...snapshot, ...view }, options);
    await opened.page.locator('.view.confusion').waitFor();
    return opened;
  };
  const picture = async (page: Page, name: string) => {
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/confusion-${name}.png`, fullPage: true });
  };
  const cell = (page: Page, spoken: string) => page.getByRole('gridcell', { name: spoken });
  const focused = (page: Page) => page.locator(':focus').getAttribute('aria-label');
  const selection = (page: Page) => page.evaluate("JSON.parse(sessionStorage.getItem('state'))");
  const choose = async (page: Page, list: string, option: string) => {
    await page.getByRole('combobox', { name: list, exact: true }).click();
    await page.getByRole('option', { name: option }).click();
  };

  it('opens the images of a cell by a click', async () => {
    const { page } = await open();
    await choose(page, 'Run', 'B cnn');
    await cell(page, 'true Shirt, predicted T-shirt/top, 112 images, 11.2 percent, 41 fewer than the baseline').click();
    await eventually(() => selection(page)).toMatchObject({
      view: 'errors',
      focus: { kind: 'cell', trueClass: 6, predictedClass: 0, runId: 'cnn-run' },
    });
    // It stays laid out, but is there for nobody.
    await eventually(() => page.locator('.view.confusion').isVisible()).toBe(false);
    expect(await page.getByRole('grid').count()).toBe(0);
    expect(
      await page
        .locator('.view.confusion')
        .evaluate((view) => (view as unknown as { offsetHeight: number }).offsetHeight),
    ).toBe(0);
  });

  it('is walked through by keys', async () => {
    const { page } = await open();
    const grid = page.getByRole('grid');
    expect(await grid.locator('td[tabindex="0"]').count()).toBe(1);
    await page.getByRole('combobox', { name: 'As', exact: true }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatch(/^true T-shirt\/top, predicted T-shirt\/top/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toMatch(/^true Trouser, predicted Pullover/);
    await page.keyboard.press('End');
    expect(await focused(page)).toMatch(/^true Trouser, predicted Ankle boot/);
    await page.keyboard.press('Control+Home');
    await page.keyboard.press(']');
    expect(await focused(page)).toBe('true Shirt, predicted T-shirt/top, 153 images, 15.3 percent');
    await page.keyboard.press(']');
    await page.keyboard.press('[');
    await page.keyboard.press('n');
    await eventually(() => focused(page)).toBe(
      'true Shirt, predicted T-shirt/top, 153 images, 14.9 percent of those predicted so',
    );
    await page.keyboard.press('d');
    await eventually(() => page.getByRole('grid').getAttribute('aria-label')).toBe('Confusion matrix of cnn less ann');
    expect(await focused(page)).toContain('41 fewer than the baseline');
    await page.keyboard.press('Enter');
    await eventually(() => selection(page)).toMatchObject({ view: 'errors', focus: { runId: 'cnn-run' } });
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(() => selection(page)).toMatchObject({ view: 'confusion' });
    await eventually(() => focused(page)).toContain('41 fewer than the baseline');
  });

  it('stands side by side, and is taken from the baseline', async () => {
    const { page } = await open();
    await picture(page, 'one');
    await choose(page, 'Show', 'side by side');
    await eventually(() => page.getByRole('grid').count()).toBe(2);
    await picture(page, 'side');
    await choose(page, 'Show', 'difference');
    await eventually(() => page.getByRole('grid').count()).toBe(1);
    expect(await cell(page, 'true Shirt, predicted T-shirt').textContent()).toBe('−41112');
    await picture(page, 'difference');
  });

  it('says what cannot be drawn or compared, and what to do', async () => {
    const { page, host } = await open(mixedRuns());
    expect(await page.locator('.view.confusion .note').count()).toBe(4);
    expect(await page.locator('.view.confusion img').count()).toBe(0);
    await page.getByRole('button', { name: 'Show what changed: cnn' }).click();
    await eventually(() => host.askedFor('showWhatChanged')).toEqual([{ runId: 'cnn-run' }]);
    await cell(page, 'true Shirt, no prediction, 12 images, 1.2 percent').click();
    await eventually(() => selection(page)).toMatchObject({ focus: { predictedClass: -1 } });
    host.tell('viewAsked', view);
    await picture(page, 'mixed');
    host.tell('shown', { ...allStates(), runs: allStates().runs.slice(1, 3), ...view });
    await eventually(() => page.locator('.view.confusion .hint').first().textContent()).toBe(
      'There is nothing to count yet.',
    );
    expect(await page.getByRole('grid').count()).toBe(0);
    await picture(page, 'nothing');
  });

  it('shows one class, and a hundred in good time', async () => {
    const hundred = snapshotOf(
      [
        ['a', runOfClasses(100)],
        ['b', runOfClasses(100, 2)],
      ],
      { baseline: 'a' },
    );
    const { page, host } = await open(snapshotOf([['one', runOfClasses(1)]]));
    await eventually(() => page.locator('td[data-row]').count()).toBe(1);
    await picture(page, 'one-class');
    host.tell('shown', { ...hundred, ...view });
    await eventually(() => page.locator('td[data-row]').count()).toBe(10_000);
    await page.locator('td[data-row]').first().focus();
    // From the key to where the page has been laid out and drawn again.
    const durationMs = await page.evaluate(`new Promise((resolve) => {
      const start = performance.now();
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true }));
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
    })`);
    console.info(`A matrix of 100 classes was drawn in ${Number(durationMs).toFixed(0)} ms.`);
    expect(durationMs).toBeLessThan(2_000);
    await picture(page, 'hundred');
    expect(await page.getByRole('row').count()).toBe(102);
    await page.keyboard.press('Control+End');
    expect(await focused(page)).toMatch(/^true c99, predicted c99/);
    await picture(page, 'hundred-end');
    host.tell('shown', { ...snapshotOf([['c', runOfClasses(24)]]), ...view });
    await eventually(() => page.locator('td[data-row]').count()).toBe(576);
    await picture(page, 'twenty-four');
  });

  it('is copied as Markdown and saved as CSV', async () => {
    const { page, host } = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy the matrix as Markdown' }).click();
    await eventually(() => page.locator('[role=status]').textContent()).toContain('copied as Markdown');
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^\*\*ann\*\*\n\n\| true ↓ predicted → \|/);
    await page.getByRole('button', { name: 'Save the matrix as CSV' }).click();
    await eventually(() => host.askedFor('saveText')).toHaveLength(1);
  });

  it('fits into 420 pixels', async () => {
    const { page } = await open(fashionRuns(), { width: 420 });
    await eventually(() => page.getByRole('grid').count()).toBe(1);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    await picture(page, 'narrow');
  });

  it('takes its colours from the theme, and follows it', async () => {
    const { page, host } = await open();
    const color = () =>
      page.evaluate(
        `getComputedStyle(document.querySelector('[aria-label^="true Shirt, predicted T-shirt"]')).backgroundColor`,
      );
    const dark = await color();
    await host.setTheme(pageTheme('light'));
    await eventually(color).not.toBe(dark);
  });

  it.each(pageThemes)('has nothing that axe-core finds, in $name', async (theme) => {
    const { page, host } = await open(fashionRuns(), { theme });
    await choose(page, 'Show', 'side by side');
    await eventually(() => page.getByRole('grid').count()).toBe(2);
    expect(await accessibilityFindings(page)).toEqual([]);
    await choose(page, 'Show', 'difference');
    await picture(page, `difference-${theme.name.replaceAll(' ', '-')}`);
    expect(await accessibilityFindings(page)).toEqual([]);
    host.tell('shown', { ...mixedRuns(), ...view });
    await eventually(() => page.locator('.view.confusion .note').count()).toBe(4);
    await picture(page, theme.name.replaceAll(' ', '-'));
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
