import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityFindings } from './support/axe.js';
import { browserPath, useBuiltPage } from './support/builtPage.js';
import { fashionRuns } from './support/classRuns.js';
import { eventually } from './support/eventually.js';
import { seedGroups, twins } from './support/seedRuns.js';
import { pageThemes } from './support/themes.js';

const selection = (page: Page) => page.evaluate("JSON.parse(sessionStorage.getItem('state'))");
const tabs = (page: Page) => page.getByRole('tablist', { name: 'What changed' }).getByRole('tab');

async function showDifference(page: Page): Promise<void> {
  await page.locator('#tab-confusion').click();
  await page.getByRole('combobox', { name: 'Show', exact: true }).click();
  await page.getByRole('option', { name: 'difference' }).click();
  await eventually(() => page.locator('td.notable').count()).toBeGreaterThan(3);
}

describe.skipIf(browserPath === undefined)('models side by side', () => {
  const openPage = useBuiltPage();

  it('have a verdict with tiers, and lead to the images that changed', async () => {
    const { page } = await openPage(fashionRuns());
    const line = page.locator('.verdict-line');
    await line.waitFor();
    expect(await line.textContent()).toMatch(/Different.*cnn beats ann by 4\.9 points \(95 % CI/);
    expect(await page.locator('.tiers > ol > li').count()).toBe(2);
    expect(await page.locator('.verdict-notes').textContent()).toContain('not other seeds');
    expect(await page.locator('.view.overview').textContent()).not.toMatch(/most accurate|winner/i);
    await page.getByRole('button', { name: /^[\d,]+ broken, from A to B/ }).click();
    await eventually(() => selection(page)).toMatchObject({
      view: 'errors',
      focus: { kind: 'changes', change: 'broken', against: 'ann-run', runId: 'cnn-run' },
    });
    await eventually(() => tabs(page).nth(1).getAttribute('aria-selected')).toBe('true');
    // Both predictions stand at each image.
    const tile = page.locator('.tile').first();
    expect(await tile.getAttribute('aria-label')).toMatch(/A ann: right, .*; B cnn: predicted /);
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(() => line.isVisible()).toBe(true);
  });

  it('say what is not known in place of a winner', async () => {
    const { page } = await openPage(twins());
    await eventually(() => page.locator('.verdict-line').textContent()).toMatch(/^Tie.*tie within 0\.3 points/);
    expect(await page.locator('.tone-good').count()).toBe(0);
    expect(await page.locator('.tiers > ol > li').count()).toBe(1);
  });

  it('show what changed in a cell of the difference, by mouse', async () => {
    const { page } = await openPage(fashionRuns());
    await showDifference(page);
    const cell = page.getByRole('gridcell', { name: /^true Shirt, predicted T-shirt\/top/ });
    expect(await cell.getAttribute('aria-label')).toMatch(/41 fewer than the baseline, more than chance, exploratory$/);
    expect(await page.locator('.outlines').textContent()).toContain('Benjamini–Hochberg');
    await cell.click();
    await eventually(() => tabs(page).count()).toBe(3);
    const texts = await tabs(page).allTextContents();
    expect(texts[0]).toMatch(/^Fixed \d+wrong in A ann, right in B cnn$/);
    expect(texts[1]).toMatch(/^Broken \d+right in A ann, wrong in B cnn$/);
    expect(texts[2]).toMatch(/^Wrong differently \d+wrong in both/);
    const counted = async () => Number((await page.locator('.crumbs strong').last().textContent())?.match(/^\d+/)?.[0]);
    for (const [index, text] of texts.entries()) {
      await tabs(page).nth(index).click();
      await eventually(counted).toBe(Number(text.match(/\d+/)?.[0]));
    }
    expect(await page.getByRole('tabpanel', { name: /^Wrong differently/ }).count()).toBe(1);
    // The cell, then all that changed between the two.
    await page.locator('.crumbs button', { hasText: 'A ann → B cnn' }).click();
    await eventually(async () => (await counted()) > 100).toBe(true);
    await page.getByRole('button', { name: 'Show all errors of all runs' }).click();
    await eventually(() => tabs(page).count()).toBe(0);
  });

  it('show what changed in a cell of the difference, by keys', async () => {
    const { page } = await openPage(fashionRuns());
    await showDifference(page);
    await page.getByRole('gridcell', { name: /^true Pullover, predicted Coat/ }).focus();
    await page.keyboard.press('Enter');
    await eventually(() => selection(page)).toMatchObject({
      view: 'errors',
      focus: { kind: 'changes', trueClass: 2, predictedClass: 4, runId: 'cnn-run', against: 'ann-run' },
    });
    await page.locator('.change-tab[tabindex="0"]').focus();
    await page.keyboard.press('End');
    await eventually(() => page.locator(':focus').textContent()).toMatch(/^Wrong differently/);
    await page.keyboard.press('ArrowRight');
    await eventually(() => page.locator(':focus').textContent()).toMatch(/^Fixed/);
    await eventually(() => selection(page)).toMatchObject({ focus: { change: 'fixed' } });
    await page.keyboard.press('Tab');
    await page.locator('.tile[tabindex="0"]').focus();
    await page.keyboard.press('Enter');
    await eventually(() => page.locator('.inspector h2').isVisible()).toBe(true);
    // Looking at tabs is no step: one back is the image, two back is the matrix and its cell.
    await page.keyboard.press('Alt+ArrowLeft');
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(() => page.locator(':focus').getAttribute('aria-label')).toMatch(/^true Pullover, predicted Coat/);
  });

  it('are come back to from an image by two steps at once', async () => {
    const { page } = await openPage(fashionRuns());
    await showDifference(page);
    await page.getByRole('gridcell', { name: /^true Pullover, predicted Coat/ }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.tile[tabindex="0"]').press('Enter');
    await eventually(() => page.locator(':focus').getAttribute('id')).toBe('inspector-title');
    // Both before anything is drawn.
    const back = "document.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', altKey: true }))";
    await page.evaluate(`${back}; ${back}`);
    await eventually(() => page.locator(':focus').getAttribute('aria-label')).toMatch(/^true Pullover, predicted Coat/);
  });

  it('unfold to their seeds, name the one that failed, and have other pairs on demand', async () => {
    const { page } = await openPage(seedGroups());
    await eventually(() => page.locator('.verdict-line').count()).toBe(2);
    await page.getByRole('button', { name: 'The other pair' }).click();
    await eventually(() => page.locator('.verdict-line').count()).toBe(3);
    expect(await page.locator(':focus').getAttribute('aria-expanded')).toBe('true');
    const headings = () => page.locator('.view.overview .turned thead th').allTextContents();
    expect(await headings()).toHaveLength(4);
    await page.getByRole('button', { name: 'Each seed of D, E, F, J' }).press('Enter');
    await eventually(async () => (await headings()).length).toBe(8);
    expect((await headings()).slice(3, 7)).toEqual(['Dseed 1', 'Eseed 2', 'Fseed 3', 'Jseed 4, failed']);
    expect(await page.locator(':focus').getAttribute('aria-expanded')).toBe('true');
    await page.locator('#tab-training').click();
    await eventually(() => page.locator('[aria-label="Seeds"]').textContent()).toBe(
      'cnn: 3 of 4 seeds are complete and kept. J (seed 4) failed after 4 epochs: The loss is NaN in step 12.',
    );
  });

  it('stand in a plot against what they cost: its points are reached by mouse and keys, and mark their column', async () => {
    const { page } = await openPage(seedGroups());
    await eventually(() => page.locator('.verdict-line').count()).toBe(2);
    await page.getByRole('combobox', { name: 'Accuracy against', exact: true }).click();
    expect(await page.getByRole('option').filter({ visible: true }).allTextContents()).toEqual([
      'parameters',
      'multiplications',
      'training time',
      'prediction time',
    ]);
    await page.getByRole('option', { name: 'prediction time' }).click();
    const plot = page.locator('.cost-chart .plot');
    await eventually(() => plot.getAttribute('aria-label')).toMatch(/A–C ann: 6\.2 µs, .* On the front: A–C ann/);
    await plot.focus();
    await page.keyboard.press('Home');
    await eventually(() => page.locator('.cost-chart .readings').textContent()).toMatch(/^Model A–C ann/);
    await eventually(() => page.locator('td.pointed').count()).toBeGreaterThan(8);
    await page.keyboard.press('ArrowRight');
    await eventually(() => page.locator('thead th.pointed').textContent()).toContain('cnn');
    await page.keyboard.press('t');
    const rows = page.locator('.cost-chart tbody tr');
    await eventually(() => rows.first().isVisible()).toBe(true);
    expect(await rows.first().textContent()).toMatch(/^A–C ann.*yes$/);
    await page.keyboard.press('Escape');
    await eventually(() => page.locator('.pointed').count()).toBe(0);
    const box = await page.locator('.cost-chart canvas').first().boundingBox();
    await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) * 0.1, (box?.y ?? 0) + (box?.height ?? 0) * 0.8);
    await eventually(() => page.locator('thead th.pointed').textContent()).toContain('ann');
  });

  it('narrow to what differs, and go back to all', async () => {
    const { page } = await openPage(fashionRuns());
    await page.locator('.verdict-line').waitFor();
    const rows = page.locator('.view.overview .turned tbody th');
    expect(await rows.allTextContents()).toContain('Epochs');
    await page.getByRole('button', { name: 'Differences only' }).click();
    await eventually(() => rows.allTextContents()).toContain('Recall of Shirt');
    expect(await rows.allTextContents()).not.toContain('Epochs');
    await page.getByRole('button', { name: 'Differences only' }).click();
    await eventually(() => rows.allTextContents()).not.toContain('Recall of Shirt');
  });

  it.for(pageThemes)('can be used by everyone, in $name', { timeout: 120_000 }, async (theme) => {
    const { page } = await openPage(theme.name === 'dark' ? seedGroups() : fashionRuns(), { theme });
    await page.locator('.verdict-line').first().waitFor();
    if (theme.name === 'dark') {
      await page.getByRole('button', { name: 'The other pair' }).click();
      await page.getByRole('button', { name: 'Each seed of A, B, C' }).click();
    }
    await page.getByRole('button', { name: 'Differences only' }).click();
    await eventually(() => page.getByText('Recall of Shirt').count()).toBe(1);
    expect(await accessibilityFindings(page)).toEqual([]);
    await showDifference(page);
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.locator('td.notable').first().click();
    await eventually(() => tabs(page).count()).toBe(3);
    await eventually(() => page.locator('.tile').count()).toBeGreaterThan(3);
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
