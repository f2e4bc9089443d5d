import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityFindings } from './support/axe.js';
import { browserPath, type OpenOptions, useBuiltPage } from './support/builtPage.js';
import { fashionRuns, mixedRuns, runOfClasses } from './support/classRuns.js';
import { eventually } from './support/eventually.js';
import { allStates, snapshotOf } from './support/pageRuns.js';
import { pageTheme, pageThemes } from './support/themes.js';

const view = { view: 'classes' };
/** Where pictures of the view are put, for people to look at. */
const pictures = process.env.PAGE_PICTURES;

describe.skipIf(browserPath === undefined)('the classes', () => {
  const openPage = useBuiltPage();
  const open = async (snapshot = fashionRuns(), options: OpenOptions = {}) => {
    const opened = await openPage({ ...snapshot, ...view }, options);
    await opened.page.locator('.view.classes').waitFor();
    return opened;
  };
  const picture = async (page: Page, name: string) => {
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/classes-${name}.png`, fullPage: true });
  };
  const rows = (page: Page) => page.locator('.class-table tbody tr');
  const selection = (page: Page) => page.evaluate("JSON.parse(sessionStorage.getItem('state'))");

  it('have their figures with intervals, and paired differences once the predictions are there', async () => {
    const { page } = await open();
    const shirt = page.getByRole('row', { name: /^Shirt: errors of cnn/ });
    await eventually(() => shirt.textContent()).toMatch(
      /^ShirtBcnn73\.0 %70\.2 – 75\.7 %77\.1 %.*1,000\+10\.9 points\+\d+\.\d to \+\d+\.\d$/,
    );
    expect(await shirt.locator('td').last().locator('.tone-good').count()).toBe(1);
    expect(await page.locator('.class-plot .class-row').count()).toBe(10);
    await picture(page, 'two');
  });

  it('are sorted by their headings, with the keyboard too', async () => {
    const { page } = await open();
    const recall = page.getByRole('columnheader', { name: 'Recall', exact: true });
    await recall.getByRole('button').focus();
    await page.keyboard.press('Enter');
    await eventually(() => recall.getAttribute('aria-sort')).toBe('ascending');
    expect(await rows(page).first().textContent()).toMatch(/^ShirtAann62\.1 %/);
    expect(await page.locator(':focus').textContent()).toBe('Recall');
    await page.keyboard.press('Enter');
    await eventually(() => recall.getAttribute('aria-sort')).toBe('descending');
    await eventually(() => rows(page).first().textContent()).toMatch(/^TrouserBcnn98\.6 %/);
    await eventually(() => page.locator('[role=status]').textContent()).toContain('Sorted by Recall, descending.');
    expect(await page.locator('th[aria-sort=none]').count()).toBe(6);
  });

  it('lead to their errors', async () => {
    const { page, host } = await open();
    await page.getByRole('button', { name: 'Shirt: errors of cnn' }).focus();
    await page.keyboard.press('Enter');
    await eventually(() => selection(page)).toMatchObject({
      view: 'errors',
      focus: { kind: 'class', classIndex: 6, runId: 'cnn-run' },
    });
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(() => page.locator(':focus').getAttribute('aria-label')).toBe('Shirt: errors of cnn');
    host.tell('viewAsked', view);
    await page.locator('.class-plot .class-row').nth(3).click();
    await eventually(() => selection(page)).toMatchObject({ view: 'errors', focus: { classIndex: 3 } });
  });

  it('are gone through in the plot by keys', async () => {
    const { page } = await open();
    await page.locator('.class-plot').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await eventually(() => page.locator('.view.classes .readings').textContent()).toMatch(
      /^Trouser: A ann 96\.2 % \(.*\) · B cnn 98\.6 % \(.*\)$/,
    );
    await eventually(() => page.locator('[role=status]').textContent()).toContain('Trouser: A ann 96.2 %');
    await page.keyboard.press('Enter');
    await eventually(() => selection(page)).toMatchObject({ focus: { kind: 'class', classIndex: 1 } });
  });

  it('show precision and F1 as well', async () => {
    const { page } = await open();
    await page.getByRole('combobox', { name: 'Show', exact: true }).click();
    await page.getByRole('option', { name: 'F1' }).click();
    await eventually(() => page.locator('#class-plot-title').textContent()).toBe('F1 of each class');
    expect(await page.locator('.view.classes').textContent()).toContain('Differences of F1 have none');
  });

  it('are taken elsewhere', async () => {
    const { page, host } = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy the table as Markdown' }).click();
    await eventually(() => page.locator('[role=status]').textContent()).toContain('copied as Markdown');
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^\| Class \| Run \| Recall/);
    await page.getByRole('button', { name: 'Save the table as CSV' }).click();
    await page.getByRole('button', { name: 'Save the picture as SVG' }).click();
    await eventually(() => host.askedFor('saveText')).toHaveLength(2);
    await page.getByRole('button', { name: 'Save the picture as PNG' }).click();
    await eventually(() => host.askedFor('saveImage')).toHaveLength(1);
    const [, svg] = host.askedFor('saveText') as { text: string }[];
    expect(svg?.text).toMatch(/^<svg .*<title>Recall of each class<\/title>.*Ankle boot.*<\/svg>\n$/);
  });

  it('say what cannot be drawn or compared', async () => {
    const { page, host } = await open(mixedRuns());
    await eventually(() => rows(page).count()).toBe(20);
    expect(await page.locator('.view.classes .note').count()).toBe(4);
    expect(await page.locator('.view.classes img').count()).toBe(0);
    expect(await page.getByRole('columnheader').allTextContents()).not.toContain('Recall less ann’s');
    await picture(page, 'mixed');
    host.tell('shown', { ...allStates(), runs: allStates().runs.slice(1, 3), ...view });
    await eventually(() => page.locator('.view.classes .hint').first().textContent()).toBe(
      'There is nothing to count yet.',
    );
    expect(await page.locator('.class-table:visible').count()).toBe(0);
  });

  it('say why a difference has no interval', async () => {
    const { page, host } = await openPage(fashionRuns());
    host.refusals.set('readSamples', new Error('The predictions of the run are gone.'));
    await page.getByRole('tab', { name: 'Classes' }).click();
    await eventually(() => page.locator('.view.classes').textContent()).toContain(
      'Some differences have none: The predictions of the run are gone.',
    );
    await eventually(() => page.getByRole('row', { name: /^Shirt: errors of cnn/ }).textContent()).toMatch(
      /\+10\.9 points$/,
    );
  });

  it('may be one, or a hundred', async () => {
    const { page, host } = await open(snapshotOf([['one', runOfClasses(1)]]));
    await eventually(() => rows(page).count()).toBe(1);
    host.tell('shown', {
      ...snapshotOf(
        [
          ['a', runOfClasses(100)],
          ['b', runOfClasses(100, 2)],
        ],
        { baseline: 'a' },
      ),
      ...view,
    });
    await eventually(() => rows(page).count()).toBe(200);
    await picture(page, 'hundred');
  });

  it('fit into 420 pixels', async () => {
    const { page } = await open(fashionRuns(), { width: 420 });
    await eventually(() => rows(page).count()).toBe(20);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    await picture(page, 'narrow');
  });

  it('take their colours from the theme', async () => {
    const { page, host } = await open();
    const color = () => page.locator('.class-plot path').first().getAttribute('stroke');
    await eventually(color).toBe('rgb(55, 148, 255)');
    await host.setTheme(pageTheme('light'));
    await eventually(color).toBe('rgb(26, 133, 255)');
  });

  it.each(pageThemes)('have nothing that axe-core finds, in $name', async (theme) => {
    const { page, host } = await open(fashionRuns(), { theme });
    await eventually(() => rows(page).count()).toBe(20);
    await picture(page, theme.name.replaceAll(' ', '-'));
    expect(await accessibilityFindings(page)).toEqual([]);
    host.tell('shown', { ...mixedRuns(), ...view });
    await eventually(() => page.locator('.view.classes .note').count()).toBe(4);
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
