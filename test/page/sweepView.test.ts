import { describe, expect, it } from 'vitest';
import { accessibilityFindings } from './support/axe.js';
import { browserPath, useBuiltPage } from './support/builtPage.js';
import { eventually } from './support/eventually.js';
import { snapshotOf, trainedRun } from './support/pageRuns.js';
import { sweepRuns } from './support/sweepRuns.js';
import { pageTheme } from './support/themes.js';

describe.skipIf(browserPath === undefined)('a sweep on the page', () => {
  const openPage = useBuiltPage();
  const sweep = () => ({
    ...snapshotOf(sweepRuns().map((events, index) => [`variant-${index}`, events])),
    view: 'overview',
  });

  it('is a plot for each option or parallel coordinates, with a table, for eyes and keys', async () => {
    const { page } = await openPage(sweep());
    const section = page.locator('.sweep');
    await section.locator('svg').first().waitFor();
    expect(await section.locator('.sweep-pictures svg').count()).toBe(3);
    expect(await section.locator('circle').count()).toBe(36);
    expect(await section.locator('.sentences').textContent()).toMatch(
      /Best of 12 on validation images: cnn · filters=64 · lr=0\.001/,
    );
    expect(await section.getByRole('row').count()).toBe(13);
    expect(await section.getByRole('row').nth(1).textContent()).toContain('filters=64');
    await section.getByLabel('Marked').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await eventually(() => section.locator('.readings').textContent()).toContain('validation');
    await eventually(() => page.locator('[role=status]').textContent()).toContain('validation');
    await section.getByLabel('Shown as').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await eventually(() => section.locator('.sweep-pictures svg').count()).toBe(1);
    expect(await section.locator('.sweep-pictures path').count()).toBe(12);
    if (process.env.SWEEP_PICTURES !== undefined)
      await section.screenshot({ path: `${process.env.SWEEP_PICTURES}/parallel.png` });
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('is not there without one', async () => {
    const { page } = await openPage({ ...snapshotOf([['cnn', trainedRun()]]), view: 'overview' });
    await page.locator('.verdicts').waitFor({ state: 'attached' });
    expect(await page.locator('.sweep').isHidden()).toBe(true);
  });

  it.for(['light', 'dark'] as const)('fits a narrow panel, %s', async (name) => {
    const { page } = await openPage(sweep(), { theme: pageTheme(name), width: 420 });
    const section = page.locator('.sweep');
    await section.locator('svg').first().waitFor();
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(420);
    if (process.env.SWEEP_PICTURES !== undefined)
      await section.screenshot({ path: `${process.env.SWEEP_PICTURES}/${name}.png` });
  });
});
