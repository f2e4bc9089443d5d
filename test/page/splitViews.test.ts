import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { RemoteError } from '../../src/protocol/remoteError.js';
import { accessibilityFindings } from './support/axe.js';
import { browserPath, type OpenOptions, useBuiltPage } from './support/builtPage.js';
import { fashionRuns } from './support/classRuns.js';
import { eventually } from './support/eventually.js';
import { pageThemes } from './support/themes.js';

/** Where pictures of the views are put, for people to look at. */
const pictures = process.env.PAGE_PICTURES;

describe.skipIf(browserPath === undefined)('the split that is selected', () => {
  const openPage = useBuiltPage();
  const open = async (view: string, options: OpenOptions = {}) => {
    const opened = await openPage({ ...fashionRuns(), view }, options);
    await opened.page.locator(`.view.${view}`).waitFor();
    return { ...opened, view: opened.page.locator(`.view.${view}`) };
  };
  const chooseSplit = async (page: Page, split: string) => {
    await page.getByRole('combobox', { name: 'Split' }).click();
    await page.getByRole('option', { name: split }).click();
  };
  const cell = (page: Page, spoken: string | RegExp) => page.getByRole('gridcell', { name: spoken });
  const crumbs = async (page: Page) =>
    (await page.locator('.crumbs li:not(.clear)').allTextContents()).map((text) => text.trim()).join(' › ');
  const picture = async (page: Page, name: string) => {
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/split-${name}.png`, fullPage: true });
  };
  const selection = (page: Page) => page.evaluate("JSON.parse(sessionStorage.getItem('state'))");

  it('is what the matrix counts, and what a click on a cell opens', async () => {
    const { page, host, view } = await open('confusion');
    expect(host.askedFor('readSamples')).toEqual([]);
    await chooseSplit(page, 'validation');
    await eventually(() => view.locator('.matrix .caption').textContent()).toBe('5,000 validation images');
    await picture(page, 'confusion');
    expect(await page.locator('.run-bar').textContent()).toContain('Classes, confusion, errors and calibration of');
    await cell(page, /^true Shirt, predicted T-shirt\/top, 76 images, 15.2 percent/).click();
    await eventually(() => selection(page)).toMatchObject({ view: 'errors', split: 'validation' });
    await eventually(() => crumbs(page)).toMatch(/ann › Shirt → T-shirt\/top › 76 images$/);
    expect(host.askedFor('readImages').at(-1)).toMatchObject({ split: 'validation' });
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(() => page.locator(':focus').getAttribute('aria-label')).toContain('76 images');
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(() => view.locator('.matrix .caption').textContent()).toBe('10,000 test images');
    expect(await cell(page, /^true Shirt, predicted T-shirt\/top, 153 images/).count()).toBe(1);
  });

  it('is chosen, and its matrix gone through, by keys', async () => {
    const { page, view } = await open('confusion');
    await page.getByRole('combobox', { name: 'Split' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await eventually(() => view.locator('.matrix .caption').textContent()).toBe('10,000 training images');
    await view.locator('td[tabindex="0"]').focus();
    await page.keyboard.press('d');
    await eventually(() => page.getByRole('grid').getAttribute('aria-label')).toBe('Confusion matrix of cnn less ann');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    // A quarter of the two, and of the ten of the baseline, rounded down.
    await eventually(() => page.locator(':focus').getAttribute('aria-label')).toMatch(
      /^true Trouser, predicted Pullover, 0 images, 0.0 percent, 2 fewer/,
    );
    await page.keyboard.press('d');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press(']');
    const worst = await page.locator(':focus').getAttribute('aria-label');
    expect(worst).toMatch(/^true Shirt, predicted T-shirt\/top, 28 images/);
    await page.keyboard.press('Enter');
    await eventually(() => crumbs(page)).toMatch(/cnn › Shirt → T-shirt\/top › 28 images$/);
    expect(await selection(page)).toMatchObject({ split: 'train', focus: { runId: 'cnn-run' } });
  });

  it('is what the classes are counted on, with differences of the same images', async () => {
    const { page, host, view } = await open('classes');
    await chooseSplit(page, 'validation');
    const shirt = page.getByRole('row', { name: /^Shirt: errors of cnn/ });
    await eventually(() => shirt.textContent()).toMatch(
      /^ShirtBcnn73\.2 %69\.2 – 76\.9 %.*500\+10\.8 points\+\d+\.\d to \+\d+\.\d$/,
    );
    await picture(page, 'classes');
    expect(await view.textContent()).toContain('95 % intervals of the validation images at hand');
    expect(await page.locator('#class-plot-title').textContent()).toBe('Recall of each class, validation images');
    await page.getByRole('button', { name: 'Save the table as CSV' }).click();
    await eventually(() => host.askedFor('saveText')).toMatchObject([{ suggestedName: 'classes-validation.csv' }]);
    await page.getByRole('button', { name: 'Shirt: errors of cnn' }).focus();
    await page.keyboard.press('Enter');
    const samples = host.data.readSamples({ runId: 'cnn-run', split: 'validation' });
    const wrong = [...samples.labels].filter((label, row) => {
      const predicted = samples.predicted[row];
      return label !== predicted && (label === 6 || predicted === 6);
    });
    await eventually(() => crumbs(page)).toMatch(new RegExp(`cnn › Shirt › ${wrong.length} images$`));
  });

  it.each([
    ['classes', '.class-table:visible'],
    ['confusion', '.confusion-table:visible'],
    ['calibration', '.chart-figure:visible'],
  ])('need not be waited for by %s', async (name, drawn) => {
    const { page, host, view } = await open(name);
    const figures = view.locator(drawn);
    await eventually(() => figures.count()).toBe(1);
    host.delays.set('readSamples', () => new Promise(() => undefined));
    await chooseSplit(page, 'train');
    await eventually(() => view.locator('.note').textContent()).toBe(
      'A ann: its predictions are being read …B cnn: its predictions are being read …Do not wait',
    );
    expect(await figures.count()).toBe(0);
    await picture(page, `${name}-waiting`);
    await view.getByRole('button', { name: 'Do not wait' }).focus();
    await page.keyboard.press('Enter');
    await eventually(() => view.locator('.note').allTextContents()).toEqual([
      'A ann: It was not waited for. Try again to compute it.Try again',
      'B cnn: It was not waited for. Try again to compute it.',
    ]);
    await picture(page, `${name}-cancelled`);
    host.delays.clear();
    await view.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => figures.count()).toBe(1);
    await eventually(() => view.locator('.note:visible').count()).toBe(0);
  });

  it.each(pageThemes)('has nothing that axe-core finds while figures are missing, in $name', async (theme) => {
    const { page, host, view } = await open('classes', { theme });
    host.refusals.set(
      'readSamples',
      new RemoteError('The run has no train images.', 'split-empty', 'Choose another split.'),
    );
    await chooseSplit(page, 'train');
    await eventually(() => view.locator('.note').first().textContent()).toBe(
      'A ann: The run has no train images. Choose another split.Try again',
    );
    expect(await accessibilityFindings(page)).toEqual([]);
    host.refusals.clear();
    host.delays.set('readSamples', () => new Promise(() => undefined));
    await view.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('tab', { name: 'Confusion' }).click();
    await eventually(() => page.locator('.view.confusion .note').textContent()).toContain('being read');
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
