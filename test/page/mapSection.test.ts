import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { RemoteError } from '../../src/protocol/remoteError.js';
import { accessibilityFindings } from './support/axe.js';
import { browserPath, type OpenOptions, useBuiltPage } from './support/builtPage.js';
import { readPicture } from './support/comparePictures.js';
import { eventually } from './support/eventually.js';
import { galleryRuns } from './support/galleryRuns.js';
import { pageTheme, pageThemes } from './support/themes.js';

/** Where pictures of the section are put, for people to look at. */
const pictures = process.env.PAGE_PICTURES;

describe.skipIf(browserPath === undefined)('where a model looks', () => {
  const openPage = useBuiltPage();
  const inspector = (page: Page) => page.locator('.inspector');
  const figure = (page: Page, place: number) => inspector(page).locator('.map-figure').nth(place);
  const open = async (count: number, options: OpenOptions = {}) => {
    const opened = await openPage(galleryRuns(count, 300), options);
    await opened.page.locator('.tile:not(.is-waiting)').nth(1).click();
    await eventually(() => figure(opened.page, 0).locator('.map-facts li').count()).toBeGreaterThan(0);
    return opened;
  };
  const choose = async (page: Page, list: string, option: string) => {
    await page.getByRole('combobox', { name: list, exact: true }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  const picture = async (page: Page, name: string) => {
    if (pictures === undefined) return;
    await figure(page, 0).scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${pictures}/maps-${name}.png` });
  };
  const textOf = (page: Page, place = 0) => figure(page, place).locator('.map-facts').textContent();
  /** How much of the picture, as it is seen, is not grey. */
  const colored = async (page: Page) => {
    const { width, height, pixels } = readPicture(await figure(page, 0).locator('.map-picture').screenshot());
    let count = 0;
    for (let pixel = 0; pixel < width * height; pixel += 1)
      if (Math.abs((pixels[4 * pixel] ?? 0) - (pixels[4 * pixel + 2] ?? 0)) > 20) count += 1;
    return count / (width * height);
  };

  it('is laid over the image for the predicted class, in the last convolution, with its line', async () => {
    const { page, host } = await open(1);
    expect(await textOf(page)).toMatch(/^Speaks for .+ most in the upper .+ \(row \d+, column \d+ of 28 × 28\)\./);
    expect(await figure(page, 0).locator('canvas.map-overlay').getAttribute('aria-label')).toMatch(/^Speaks for/);
    expect(await figure(page, 0).locator('.map-scale').textContent()).toMatch(/^0\d\.\d\d$/);
    expect(await colored(page)).toBeGreaterThan(0.1);
    expect(await inspector(page).getByRole('combobox', { name: 'Beside', exact: true }).count()).toBe(0);
    const asked = host.askedFor('gradCam');
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toHaveProperty('against');
    await figure(page, 0).getByRole('button', { name: 'Go to line 14' }).click();
    await eventually(() => host.asked.at(-1)).toEqual(['openDefinition', { runId: 'ann-run', layer: 'conv2' }]);
    await choose(page, 'Layer', 'conv1 · 28 × 28');
    await figure(page, 0).getByRole('button', { name: 'Go to line 9' }).waitFor();
    // All layers came at once.
    expect(host.askedFor('gradCam')).toHaveLength(1);
    await picture(page, 'one');
  });

  it('is asked of any class, and of one rather than another', async () => {
    const { page, host } = await open(1);
    await choose(page, 'Speaks for', 'Bag');
    await eventually(() => textOf(page)).toMatch(/^Speaks for Bag most/);
    await choose(page, 'Rather than', 'true class');
    await eventually(() => textOf(page)).toMatch(/^Speaks for Bag rather than .+ most/);
    expect(host.askedFor('gradCam').at(-1)).toMatchObject({ classIndex: 8, against: expect.any(Number) });
  });

  it('is found by hiding parts of the image', async () => {
    const { page, host } = await open(1);
    expect(host.askedFor('occlude')).toEqual([]);
    await choose(page, 'Kind of map', 'Occlusion');
    await eventually(() => textOf(page)).toMatch(
      /^Hiding the middle .+ costs .+ most: −\d+\.\d points of \d\d\.\d %\..+helps most: \+\d\.\d points.+squares of 7 × 7 pixels, 144 places 2 pixels apart, by the mean of the training images \(grey 73 of 255\)\./,
    );
    expect(await figure(page, 0).locator('.map-scale').textContent()).toMatch(
      /^\+(\d+\.\d) points when hidden0−\1 points when hidden$/,
    );
    expect(await inspector(page).getByRole('combobox', { name: 'Layer', exact: true }).count()).toBe(0);
    await picture(page, 'occlusion');
  });

  it('is more or less opaque by keys, which do not lead to another image', async () => {
    const { page } = await open(1);
    const title = await inspector(page).locator('h2').textContent();
    const slider = inspector(page).getByRole('slider', { name: 'Opacity' });
    await slider.focus();
    const overlay = figure(page, 0).locator('canvas.map-overlay');
    expect(
      await overlay.evaluate((canvas) => (canvas as unknown as { style: { opacity: string } }).style.opacity),
    ).toBe('0.6');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await eventually(() =>
      overlay.evaluate((canvas) => (canvas as unknown as { style: { opacity: string } }).style.opacity),
    ).toBe('0.5');
    expect(await inspector(page).locator('h2').textContent()).toBe(title);
  });

  it('is shown of two runs side by side, or of one', async () => {
    const { page, host } = await open(3);
    await eventually(() => figure(page, 1).locator('.map-facts li').count()).toBeGreaterThan(0);
    const names = await inspector(page).locator('.map-figure strong').allTextContents();
    expect(new Set(names).size).toBe(2);
    expect(await figure(page, 1).getByRole('combobox', { name: 'Its layer', exact: true }).count()).toBe(1);
    await picture(page, 'two');
    const asked = host.askedFor('gradCam') as { runId: string }[];
    expect(new Set(asked.map(({ runId }) => runId)).size).toBe(2);
    await choose(page, 'Beside', 'no other run');
    await eventually(() => figure(page, 1).isVisible()).toBe(false);
  });

  it('says what is missing and what to do', async () => {
    const { page, host } = await openPage(galleryRuns(1, 300));
    host.refusals.set(
      'gradCam',
      new RemoteError('The model has no convolution.', 'no-map-layers', 'Look at the occlusion map.'),
    );
    await page.locator('.tile:not(.is-waiting)').nth(1).click();
    await eventually(() => figure(page, 0).textContent()).toContain(
      'The model has no convolution. Look at the occlusion map.',
    );
    await choose(page, 'Kind of map', 'Occlusion');
    await eventually(() => textOf(page)).toMatch(/^Hiding/);
  });

  it('is not computed in Restricted Mode', async () => {
    const { page, host } = await openPage({ ...galleryRuns(1, 300), canTrain: false });
    await page.locator('.tile:not(.is-waiting)').nth(1).click();
    await eventually(() => figure(page, 0).textContent()).toContain('which Restricted Mode does not start');
    expect(await inspector(page).getByRole('button', { name: 'Find them' }).count()).toBe(0);
    expect([...host.askedFor('gradCam'), ...host.askedFor('findNearestFeatures')]).toEqual([]);
  });

  it('comes with training images that are alike to the model, when these are asked for', async () => {
    const { page, host } = await open(1);
    const list = inspector(page).getByRole('list', { name: 'Most like it to the model' });
    expect(host.askedFor('findNearestFeatures')).toEqual([]);
    expect(await inspector(page).textContent()).toContain('training images go through the model once');
    host.delays.set('findNearestFeatures', () => new Promise(() => undefined));
    await inspector(page).getByRole('button', { name: 'Find them' }).click();
    await inspector(page).getByRole('button', { name: 'Cancel', exact: true }).click();
    host.delays.clear();
    await inspector(page).getByRole('button', { name: 'Find them' }).click();
    await eventually(() => list.locator('li').count()).toBe(6);
    expect(await list.locator('li').first().textContent()).toMatch(/^.+recognised, 98 %0\.031 away$/);
    expect(await list.locator('li').nth(3).textContent()).toMatch(/taken for .+, 83 %/);
    expect(await list.locator('li').nth(5).textContent()).toContain('its output is not a number');
    expect(await inspector(page).textContent()).toContain('the angle between the 128 numbers that dense gives');
    // From now on at each image.
    await page.getByRole('button', { name: 'Next image (→)' }).click();
    await eventually(() => host.askedFor('findNearestFeatures').length).toBe(3);
  });

  it.each(pageThemes)('has nothing that axe-core finds, in $name', async (theme) => {
    const { page } = await open(2, { theme });
    await inspector(page).getByRole('button', { name: 'Find them' }).click();
    await eventually(() => inspector(page).locator('.neighbours li').count()).toBe(12);
    await picture(page, theme.name.replaceAll(' ', '-'));
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('fits into 420 pixels', async () => {
    const { page } = await open(2, { width: 420, height: 800, theme: pageTheme('light') });
    await eventually(() => figure(page, 1).locator('.map-facts li').count()).toBeGreaterThan(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    await picture(page, 'narrow');
  });
});
