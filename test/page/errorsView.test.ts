import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { RemoteError } from '../../src/protocol/remoteError.js';
import { recordedRun } from '../support/recordedRun.js';
import { accessibilityFindings } from './support/axe.js';
import { browserPath, type OpenOptions, useBuiltPage } from './support/builtPage.js';
import { eventually } from './support/eventually.js';
import { galleryRuns } from './support/galleryRuns.js';
import { allStates, snapshotOf } from './support/pageRuns.js';
import { pageTheme, pageThemes } from './support/themes.js';

/** Where pictures of the view are put, for people to look at. */
const pictures = process.env.PAGE_PICTURES;
const view = { view: 'errors' };

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
  const tile = (page: Page, position: number) => page.locator(`.tile[aria-posinset="${position}"]`);
  const focused = (page: Page) => page.locator(':focus').getAttribute('aria-posinset');
  const crumbs = async (page: Page) =>
    (await page.locator('.crumbs li:not(.clear)').allTextContents()).map((text) => text.trim());
  const selection = (page: Page) => page.evaluate("JSON.parse(sessionStorage.getItem('state'))");
  const choose = async (page: Page, list: string, option: string) => {
    await page.getByRole('combobox', { name: list, exact: true }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  const inspector = (page: Page) => page.locator('.inspector');

  it('are all there, said in words, few of them in the page', async () => {
    const { page, host } = await open(galleryRuns(2));
    const wrong = Number((await page.locator('.comparison b').first().textContent())?.replace(',', ''));
    expect(wrong).toBeGreaterThan(1500);
    expect(await crumbs(page)).toEqual(['Any run', `${wrong.toLocaleString('en')} images`]);
    expect(await page.locator('.tile').count()).toBeLessThan(150);
    const first = tile(page, 1);
    expect(await first.getAttribute('aria-setsize')).toBe(String(wrong));
    expect(await first.getAttribute('aria-label')).toMatch(
      /^Image [\d,]+: true .+; A ann: (right|predicted .+), \d+\.\d percent; B cnn: /,
    );
    const scale = await first.locator('canvas').evaluate((canvas) => {
      const { width, clientWidth } = canvas as unknown as { width: number; clientWidth: number };
      return [width, clientWidth];
    });
    expect(scale).toEqual([28, 84]);
    await picture(page, 'two');
    const asked = host.askedFor('readImages') as { runId: string; indices: number[] }[];
    const indices = asked.flatMap((request) => request.indices);
    expect(new Set(indices).size).toBe(indices.length);
    expect(Math.max(...asked.map((request) => request.indices.length))).toBeLessThanOrEqual(512);
  });

  it('are walked through by keys, looked into, and left to where one was', async () => {
    const { page, host } = await open();
    const count = Number(await tile(page, 1).getAttribute('aria-setsize'));
    await page.getByRole('textbox', { name: 'Class' }).focus();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('1');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    const second = Number(await focused(page));
    expect(second).toBeGreaterThan(4);
    await page.keyboard.press('End');
    expect(await focused(page)).toBe(String(count));
    await eventually(() => page.locator('.tile:focus:not(.is-waiting)').count()).toBe(1);
    await page.keyboard.press('PageUp');
    expect(Number(await focused(page))).toBeLessThan(count - 4);
    await page.keyboard.press('Home');
    await page.keyboard.press('PageDown');
    const place = await focused(page);
    expect(Number(place)).toBeGreaterThan(second);
    await page.keyboard.press('o');
    await eventually(() => host.askedFor('openDefinition')).toHaveLength(1);
    expect(host.askedFor('openDefinition')[0]).toMatchObject({ layer: 'output' });
    await page.keyboard.press('Enter');
    await eventually(() => page.locator(':focus').getAttribute('id')).toBe('inspector-title');
    const title = await inspector(page).locator('h2').textContent();
    await page.keyboard.press('ArrowRight');
    await eventually(() => inspector(page).locator('h2').textContent()).not.toBe(title);
    await page.keyboard.press('Escape');
    await eventually(() => inspector(page).isVisible()).toBe(false);
    await eventually(() => focused(page)).toBe(String(Number(place) + 1));
    // Next and previous are no steps of their own.
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(() => inspector(page).isVisible()).toBe(true);
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(() => inspector(page).isVisible()).toBe(false);
  });

  it('of a cell are reached from the matrix, and all again by the cross', async () => {
    const { page } = await open();
    const all = (await crumbs(page)).at(-1);
    await page.getByRole('textbox', { name: 'Class' }).fill('coat');
    await eventually(() => crumbs(page)).toHaveLength(3);
    await page.getByRole('tab', { name: 'Confusion' }).click();
    await page.locator('.view.confusion [role=gridcell]').nth(1).click();
    await eventually(() => crumbs(page)).toEqual([
      'Aann',
      'T-shirt/top → Trouser',
      expect.stringMatching(/^\d+ images?$/),
    ]);
    expect(await page.getByRole('tab', { name: 'Errors' }).getAttribute('aria-selected')).toBe('true');
    const truths = await page.locator('.tile .truth').allTextContents();
    expect(new Set(truths)).toEqual(new Set(['T-shirt/top']));
    await picture(page, 'cell');
    await choose(page, 'Wrong in', 'B cnn');
    await eventually(() => crumbs(page)).toEqual(['Bcnn', 'T-shirt/top → Trouser', expect.anything()]);
    await page.locator('.crumbs').getByRole('button', { name: 'cnn' }).click();
    await eventually(() => crumbs(page)).toEqual(['Bcnn', expect.stringMatching(/ images$/)]);
    await page.getByRole('button', { name: 'Show all errors of all runs' }).click();
    await eventually(() => crumbs(page)).toEqual(['Any run', all]);
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(() => crumbs(page)).toHaveLength(3);
  });

  it('of runs are compared, found by class, and sorted', async () => {
    const { page } = await open();
    const chip = page.getByRole('button', { name: 'wrong in A ann, right in B cnn' });
    const count = (await chip.locator('b').textContent()) ?? '';
    await chip.click();
    await eventually(() => crumbs(page)).toEqual(['Aann, right in the others', `${count} images`]);
    expect(await chip.getAttribute('aria-pressed')).toBe('true');
    await eventually(() => page.locator('[role=status]').textContent()).toContain(`${count} images`);
    await page.getByRole('textbox', { name: 'Class' }).fill('coat');
    await eventually(async () => (await crumbs(page))[1]).toBe('“coat”');
    for (const label of await page.locator('.tile').evaluateAll((all) => all.map((each) => each.ariaLabel)))
      expect(label).toContain('Coat');
    await page.getByRole('textbox', { name: 'Class' }).fill('no such class');
    await eventually(() => page.locator('.errors-status').textContent()).toContain('No image is so');
    await page.getByRole('button', { name: 'Show all errors of all runs' }).click();
    await eventually(() => page.getByRole('textbox', { name: 'Class' }).inputValue()).toBe('');
    await choose(page, 'Sort by', 'number');
    await eventually(() => tile(page, 1).getAttribute('aria-label')).toMatch(/^Image \d:/);
    await page.getByRole('button', { name: 'The other way round' }).click();
    await eventually(() => tile(page, 1).getAttribute('aria-label')).toMatch(/^Image 9[89]\d:/);
    await page.getByRole('button', { name: 'The other way round', pressed: true }).waitFor();
  });

  it('are shown in detail: what each run says, what is like them, what the layers did', async () => {
    const { page, host } = await open(galleryRuns(2, 1000, { isStale: true }));
    await tile(page, 2).click();
    const rows = inspector(page).locator('.opinions tbody tr');
    await eventually(() => rows.count()).toBe(12);
    expect(await rows.nth(0).textContent()).toMatch(/^Aann(wrong: .+|right) · loss \d\.\d+ · margin \d+\.\d %$/);
    expect(await inspector(page).locator('.fill.true').count()).toBe(2);
    await eventually(() => inspector(page).locator('.neighbours li').count()).toBe(6);
    await eventually(() => inspector(page).locator('.layers .figures').count()).toBe(6);
    await eventually(async () => colours(await inspector(page).locator('.inspector-picture canvas').screenshot())).toBe(
      true,
    );
    await picture(page, 'inspector');
    await inspector(page).evaluate((box) => box.scrollTo(0, 2000));
    await picture(page, 'inspector-below');
    await inspector(page).getByRole('button', { name: 'conv2 (line 14)' }).click();
    await inspector(page).getByRole('button', { name: 'Open in definition: output (line 24)' }).click();
    await inspector(page).getByRole('button', { name: 'Show what changed' }).click();
    const [{ runId } = { runId: '' }] = host.askedFor('inspectLayers') as { runId: string }[];
    await eventually(() => host.asked.slice(-3)).toEqual([
      ['openDefinition', { runId, layer: 'conv2' }],
      ['openDefinition', { runId, layer: 'output' }],
      ['showWhatChanged', { runId }],
    ]);
    const other = runId === 'ann-run' ? 'B cnn' : 'A ann';
    await choose(page, 'Layers of', other);
    await eventually(() => host.askedFor('inspectLayers')).toHaveLength(2);
    await page.getByRole('button', { name: 'Next image (→)' }).click();
    await eventually(() => inspector(page).locator('header .hint').textContent()).toMatch(/^3 of /);
  });

  it('say where they went wrong, with a way to the line, and are found by the layer that loses them', async () => {
    const { page, host } = await open(galleryRuns(1, 1000));
    await tile(page, 1).click();
    await eventually(() => inspector(page).locator('.layer-votes li').count()).toBeGreaterThan(2);
    const sentence = (await inspector(page).locator('.where-wrong').textContent()) ?? '';
    expect(sentence).toMatch(/^(It went wrong at|No layer has it right)/);
    const way = inspector(page).getByRole('button', { name: /^Open where it went wrong: .+, line \d+$/ });
    await way.focus();
    await page.keyboard.press('Enter');
    const runId = host.snapshot.runs[0]?.runId;
    await eventually(() => host.askedFor('openDefinition')).toEqual([{ runId, line: expect.any(Number) }]);
    await tile(page, 1).focus();
    await page.keyboard.press('w');
    await eventually(() => host.askedFor('openDefinition')).toHaveLength(2);
    expect(host.askedFor('openDefinition')[1]).toEqual(host.askedFor('openDefinition')[0]);
    const first = inspector(page).locator('.layer-votes button').first();
    await first.focus();
    await page.keyboard.press('Enter');
    await eventually(() => host.askedFor('openDefinition')).toHaveLength(3);
    expect(await accessibilityFindings(page)).toEqual([]);

    const focus = { kind: 'layer', layer: 'conv2', change: 'lost', runId: runId ?? '' } as const;
    host.tell('viewAsked', { view: 'errors', focus });
    await eventually(async () => (await crumbs(page))[1]).toBe('lost at conv2');
    const shown = Number(/[\d,]+/.exec((await crumbs(page)).at(-1) ?? '')?.[0].replace(',', ''));
    expect(shown).toBeGreaterThan(0);
    expect(await tile(page, 1).getAttribute('aria-setsize')).toBe(String(shown));
  });

  it('keep their details folded over a reload', async () => {
    const { page } = await open();
    await tile(page, 1).click();
    await page.getByRole('button', { name: 'Details of the image' }).click();
    await eventually(() => inspector(page).locator('.inspector-picture').isVisible()).toBe(false);
    await eventually(() => selection(page)).toMatchObject({ isInspectorFolded: true });
    await page.reload();
    await eventually(() => inspector(page).locator('h2').isVisible()).toBe(true);
    expect(await inspector(page).locator('.inspector-picture').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Details of the image', expanded: false }).click();
    await eventually(() => inspector(page).locator('.inspector-picture').isVisible()).toBe(true);
  });

  it('say what is missing, and try again', async () => {
    const { page, host } = await openPage(galleryRuns(2, 300));
    await page.locator('.tile').first().waitFor();
    host.refusals.set('readSamples', new RemoteError('predictions.bin has gone.', 'missing', 'Verify the run.'));
    await page.reload();
    const note = page.locator('.errors-status .note').first();
    await eventually(() => note.textContent()).toBe('A ann: predictions.bin has gone. Verify the run.Try again');
    host.refusals.clear();
    host.refusals.set('readImages', new RemoteError('The dataset has gone.', 'no-dataset', 'Fetch it.'));
    await page.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => note.textContent()).toBe(
      'The images cannot be shown. The dataset has gone. Fetch it.Try again',
    );
    expect(await page.locator('.tile.is-waiting').count()).toBeGreaterThan(10);
    await picture(page, 'no-dataset');
    host.refusals.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => page.locator('.tile:not(.is-waiting)').count()).toBeGreaterThan(10);
    expect(await page.locator('.errors-status .note').count()).toBe(0);
  });

  it('say that there are none, or not yet', async () => {
    const right = Array.from({ length: 20 }, (_, index) => [index % 2, index % 2] as const);
    const known = recordedRun({ modelName: 'sure', runId: 'sure-run', predictions: right });
    const { page, host } = await openPage(snapshotOf([['sure-run', known]], view));
    await eventually(() => page.locator('.errors-status').textContent()).toMatch(
      /Nothing is wrongAll 20 images were recognised/,
    );
    await picture(page, 'none');
    const { runs, ...rest } = allStates();
    host.tell('shown', { ...rest, runs: runs.filter(({ runId }) => runId !== 'done-run'), ...view });
    await eventually(() => page.locator('.errors-status').textContent()).toContain('There are no images to show yet');
    expect(await page.locator('.notes .note').count()).toBe(4);
    await picture(page, 'not-yet');
  });

  it('are not computed in Restricted Mode beyond what is stored', async () => {
    const { page, host } = await open({ ...galleryRuns(1, 300), canTrain: false });
    await tile(page, 1).click();
    await eventually(() => inspector(page).textContent()).toContain('which Restricted Mode does not start');
    expect(host.askedFor('inspectLayers')).toEqual([]);
    expect(await inspector(page).getByRole('button', { name: 'conv1 (line 9)' }).count()).toBe(1);
  });

  it('of another split are computed, which the person need not wait for', async () => {
    const { page, host } = await open();
    host.delays.set('readSamples', () => new Promise(() => undefined));
    await page.evaluate(`sessionStorage.setItem('state', JSON.stringify({
      ...JSON.parse(sessionStorage.getItem('state')), split: 'validation' }))`);
    await page.reload();
    await eventually(() => page.locator('.errors-status').textContent()).toContain(
      'A ann: its predictions are being read',
    );
    expect(await page.locator('.gallery').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Do not wait' }).click();
    await eventually(() => page.locator('.errors-status').textContent()).toContain('It was not waited for.');
    host.delays.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => tile(page, 1).getAttribute('aria-label')).toMatch(/^Image [\d,]*[13579]:/);
    expect(host.askedFor('readImages').at(-1)).toMatchObject({ split: 'validation' });
  });

  it('are in colour where the images are, and names stay text', async () => {
    const hostile = '<img src=x onerror=alert(1)>';
    const { runs, ...rest } = galleryRuns(1, 300);
    const coloured = runs.map((run) => {
      const { started } = run.state;
      if (started === undefined) return run;
      const dataset = {
        ...started.dataset,
        imageShape: [32, 32, 3] as const,
        classNames: [hostile, ...started.dataset.classNames.slice(1)],
      };
      return { ...run, label: hostile, state: { ...run.state, started: { ...started, dataset } } };
    });
    const { page } = await open({ ...rest, runs: coloured });
    await page.getByRole('textbox', { name: 'Class' }).fill('onerror');
    await eventually(() => page.locator('.tile-caption').first().textContent()).toContain(hostile);
    await tile(page, 1).click();
    await eventually(() => inspector(page).textContent()).toContain(hostile);
    expect(await page.locator('img').count()).toBe(0);
    const isColoured = (canvas: unknown) => {
      const { data } = (canvas as Canvas).getContext('2d').getImageData(0, 0, 32, 32);
      return data.some((value, index) => index % 4 === 0 && value !== data[index + 2]);
    };
    expect(await tile(page, 1).locator('canvas').evaluate(isColoured)).toBe(true);
    await picture(page, 'coloured');
  });

  it('of runs of other images are not mixed with these', async () => {
    const { runs, ...rest } = galleryRuns(2, 300);
    const [ann, cnn] = runs;
    const { started } = cnn?.state ?? {};
    if (ann === undefined || cnn === undefined || started === undefined) throw new Error('There are two runs.');
    const dataset = { ...started.dataset, checksum: 'another' };
    const other = { ...cnn, state: { ...cnn.state, started: { ...started, dataset } } };
    const { page } = await open({ ...rest, runs: [ann, other] });
    expect(await page.locator('.errors-status').textContent()).toContain(
      'Of other images, and so not compared: B cnn.',
    );
    expect(await page.locator('.comparison').count()).toBe(0);
    await choose(page, 'Wrong in', 'B cnn');
    await eventually(() => page.locator('.errors-status').textContent()).toContain('not compared: A ann.');
    await eventually(() => page.locator('.tile:not(.is-waiting)').count()).toBeGreaterThan(5);
  });

  it.each(pageThemes)('have nothing that axe-core finds, in $name', async (theme) => {
    const { page } = await open(galleryRuns(3, 1000, { isStale: true }), { theme });
    await page.locator('.comparison').nth(2).click();
    await tile(page, 2).click();
    await eventually(() => inspector(page).locator('.layers .figures').count()).toBe(6);
    await picture(page, theme.name.replaceAll(' ', '-'));
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('fit into 420 pixels, details below', async () => {
    const { page } = await open(galleryRuns(2, 1000), { width: 420, height: 800, theme: pageTheme('light') });
    await tile(page, 1).focus();
    await page.keyboard.press('Enter');
    await eventually(() => inspector(page).locator('.layers .figures').count()).toBe(6);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/errors-narrow.png`, fullPage: true });
  });
});

interface Canvas {
  getContext(kind: '2d'): { getImageData(...box: number[]): { readonly data: Uint8ClampedArray } };
}

/** Whether a picture is not all of one colour: it would be far smaller. */
function colours(png: Buffer): boolean {
  return png.byteLength > 500;
}
