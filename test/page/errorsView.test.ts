import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserPath, type OpenOptions, useBuiltPage } from './support/builtPage.js';
import { galleryRuns } from './support/galleryRuns.js';

/** Where pictures of the view are put, for people to look at. */
const pictures = process.env.PAGE_PICTURES;

describe.skipIf(browserPath === undefined)('the errors', () => {
  const openPage = useBuiltPage();
  const open = async (snapshot = galleryRuns(2, 1000), options: OpenOptions = {}) => {
    const opened = await openPage(snapshot, options);
    await opened.page.locator('.tile:not(.is-waiting)').first().waitFor();
    return opened;
  };
  const picture = async (page: Page, name: string) => {
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/errors-${name}.png` });
  };
  const tiles = (page: Page) => page.getByRole('option', { includeHidden: false });

  it('shows them', async () => {
    const { page } = await open();
    await picture(page, 'two');
    await page.locator('.tile').first().click();
    await page.waitForTimeout(800);
    await picture(page, 'inspector');
    expect(await tiles(page).count()).toBeGreaterThan(10);
  });
});
