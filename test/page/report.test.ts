import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../../src/core/comparison/judge.js';
import type { RunEvent } from '../../src/core/run/events.js';
import { writeAttribution } from '../../src/runs/attributionFile.js';
import { textHash } from '../../src/runs/textHash.js';
import { packReport } from '../../src/service/report/makeReport.js';
import { collectReport } from '../../src/service/report/reportData.js';
import { attributionRecord } from '../support/attributionRecord.js';
import { reportOptions, storeReportedRuns } from '../support/reportedRuns.js';
import { accessibilityFindings } from './support/axe.js';
import { browserPath } from './support/builtPage.js';
import { drawnFraction } from './support/drawnFraction.js';
import { eventually } from './support/eventually.js';
import { buildPage } from './support/pageFiles.js';
import { trainedRun } from './support/pageRuns.js';

const hostile = '</script><img src=x onerror=alert(1)>';
const classNames = ['T-shirt', hostile, 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Boot'];
const definition = [
  '{',
  '  // </script><script>alert(1)</script>',
  '  "layers": [',
  '    "first",',
  '\t"second",',
  '    "output"',
  '  ]',
  '}',
].join('\n');

const otherDefinition = definition.replace('"second"', '"second one"');

/** Of a model whose layers are on the lines 4, 5 and 6. */
function reportedRun(modelName: string, level: number): RunEvent[] {
  const definitionText = level > 0.9 ? otherDefinition : definition;
  return trainedRun({ modelName, runId: `${level}-run`, level, classNames }).map((event) =>
    event.type === 'runStarted' ? { ...event, request: { ...event.request, definitionText } } : event,
  );
}

describe.skipIf(browserPath === undefined)('a report', () => {
  let folder = '';
  let file = '';
  let browser: Browser | undefined;
  const opened: Page[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'bakeoff-report-'));
    await buildPage(folder);
    const root = path.join(folder, 'runs');
    mkdirSync(root);
    const { folders, handlers } = await storeReportedRuns(root, [
      ['0.88-run', reportedRun(hostile, 0.88)],
      ['0.92-run', reportedRun('cnn', 0.92)],
    ]);
    await writeAttribution(
      root,
      attributionRecord({
        first: { name: hostile, hash: textHash(definition) },
        second: { name: 'cnn', hash: textHash(otherDefinition) },
      }),
    );
    const context = { signal: new AbortController().signal, report: () => undefined };
    const judgedRun = async (runFolder: string) => ({
      runId: path.basename(runFolder),
      modelName: 'a model',
      setup: runFolder,
      seed: 0,
      testKey: 'the same',
      classNames,
      samples: await handlers.readSamples({ folder: runFolder, split: 'test', mayCompute: false, cores: 0 }, context),
    });
    const judgeFolders = async (all: readonly string[]) => judge(await Promise.all(all.map(judgedRun)));
    const options = reportOptions(folders, { baseline: folders[0] ?? '', judge: judgeFolders });
    const data = await collectReport(handlers, options);
    file = path.join(folder, 'report.html');
    writeFileSync(file, await packReport(folder, data));
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
    expect(complaints.splice(0)).toEqual([]);
  });

  /** Opens the file as a person does, without a network; whatever it asks for outside itself is a complaint. */
  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    if (browser === undefined) throw new Error('There is no browser.');
    const context = await browser.newContext({
      offline: true,
      reducedMotion: 'reduce',
      viewport: { width: 1100, height: 900 },
      ...options,
    });
    const page = await context.newPage();
    opened.push(page);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!/^(?:data|blob):/.test(request.url()) && request.url() !== pathToFileURL(file).href)
        complaints.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
    await eventually(() => page.locator('.chip').count()).toBe(2);
    return page;
  }

  it('leads from a cell of the confusion matrix to its images, and to the line of the definition', async () => {
    const page = await open();
    await page.getByRole('tab', { name: 'Confusion' }).click();
    const cell = page.getByRole('gridcell', { name: /^true T-shirt, predicted Dress, \d+ images?/ }).first();
    await cell.click();
    await eventually(() => page.locator('.tile').count()).toBeGreaterThan(0);
    await eventually(() => drawnFraction(page.locator('.tile').first())).toBeGreaterThan(0.9);
    await page.locator('.tile').first().click();
    await page.getByRole('button', { name: /^Open in definition: output \(line 6\)/ }).click();
    const dialog = page.getByRole('dialog');
    await eventually(() => dialog.locator('.meant').textContent()).toBe('    "output"');
    expect(await dialog.getByRole('heading').textContent()).toContain('.model.jsonc, line 6');
    expect(await dialog.locator('li').nth(1).textContent()).toBe('  // </script><script>alert(1)</script>');
    expect(await dialog.locator('li').nth(4).textContent()).toBe('\t"second",');
    await page.keyboard.press('Escape');
    await eventually(() => dialog.count()).toBe(0);
  });

  it('says how the models stand to each other, and shows the images that changed', async () => {
    const page = await open();
    await eventually(() => page.locator('.verdict-line').count()).toBe(1);
    expect(await page.locator('.tiers > ol > li').count()).toBeGreaterThan(0);
    expect(await page.locator('.verdict-notes').textContent()).toContain('cover other test images');
    await page.locator('.verdict-changes .link').first().click();
    await eventually(() => page.getByRole('tablist', { name: 'What changed' }).getByRole('tab').count()).toBe(3);
    const broken = page.getByRole('tab', { name: /^Broken [1-9]|^Fixed [1-9]/ }).first();
    await broken.click();
    // All that changed is in the report: one of the two gets it wrong.
    await eventually(() => drawnFraction(page.locator('.tile').first())).toBeGreaterThan(0.9);
  });

  it('shows what each change is worth, in light and in dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open({ colorScheme });
      const section = page.locator('.attributions');
      await eventually(() => section.locator('.waterfall-row').count()).toBe(5);
      expect(await section.locator('h3').textContent()).toBe(`${hostile} → cnn: +2.00 points ± 0.60`);
      await section.scrollIntoViewIfNeeded();
      mkdirSync('coverage/pictures', { recursive: true });
      await section.screenshot({ path: `coverage/pictures/report-attribution-${colorScheme}.png` });
      // A bar leads to its line: the second definition's, as the report has no editor.
      await section.locator('.waterfall').focus();
      for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
      await eventually(() => page.getByRole('dialog').locator('.meant').textContent()).toBe('    "output"');
      await page.keyboard.press('Escape');
      // Nothing is begun from a report.
      expect(await page.getByText('Attribute difference').count()).toBe(0);
      await section.getByRole('button', { name: /as a table/ }).click();
      await section.getByRole('row', { name: /^dropout added/ }).waitFor();
      expect(await accessibilityFindings(page)).toEqual([]);
    }
  });

  it('shows names as text, wherever they come from', async () => {
    const page = await open();
    expect(await page.locator('.chip .name').first().textContent()).toBe(hostile);
    await page.getByRole('tab', { name: 'Data' }).click();
    await eventually(() => page.locator('.class-samples .class-name').nth(1).textContent()).toBe(hostile);
    expect(await page.locator('img').count()).toBe(0);
  });

  it('takes runs off, brings them back, and holds them against another baseline', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Take cnn off the page' }).click();
    await eventually(() => page.locator('.chip').count()).toBe(1);
    await page.getByRole('button', { name: 'Show all runs' }).click();
    await eventually(() => page.locator('.chip').count()).toBe(2);
    const baseline = page.getByRole('combobox', { name: 'Baseline' });
    await baseline.click();
    await page.getByRole('option', { name: 'B cnn' }).click();
    await eventually(() => page.locator('.chip').nth(1).textContent()).toContain('baseline');
  });

  it('says what it is, and offers nothing that only an editor can do', async () => {
    const page = await open();
    expect(await page.locator('.run-bar').textContent()).toContain(
      'Of the images, it holds those that a run gets wrong',
    );
    for (const name of ['Choose runs', 'Train a model', 'Stop', 'Resume'])
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    expect(await page.getByRole('combobox', { name: 'Split' }).count()).toBe(0);
  });

  it('gives its figures as a file', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Export' }).click();
    await page.keyboard.press('ArrowDown');
    const download = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    expect((await download).suggestedFilename()).toBe('comparison.md');
    expect(await page.locator('button:focus').getAttribute('aria-label')).toBe('Export');
    await page.keyboard.press('ArrowDown');
    await eventually(() => page.locator('[role=menu]').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await eventually(() => page.locator('[role=menu]').isVisible()).toBe(false);
  });

  it.each([
    ['dark', 'no-preference', '#1f1f1f'],
    ['light', 'no-preference', '#ffffff'],
    ['dark', 'more', '#000000'],
    ['light', 'more', '#ffffff'],
  ] as const)(
    'follows a %s system with contrast %s, and axe-core finds nothing',
    async (colorScheme, contrast, background) => {
      const page = await open({ colorScheme, contrast });
      const read = "document.documentElement.style.getPropertyValue('--vscode-editor-background')";
      expect(await page.evaluate(read)).toBe(background);
      expect(await accessibilityFindings(page)).toEqual([]);
      await page.locator('summary').first().click();
      await page
        .getByRole('button', { name: /^conv1/ })
        .first()
        .click();
      await eventually(() => page.getByRole('dialog').isVisible()).toBe(true);
      expect(await accessibilityFindings(page)).toEqual([]);
    },
  );

  it('changes with the system, curves too', async () => {
    const page = await open({ colorScheme: 'dark' });
    await page.getByRole('tab', { name: 'Training' }).click();
    await eventually(() => drawnFraction(page.locator('.chart-figure').first())).toBeGreaterThan(0.01);
    await page.emulateMedia({ colorScheme: 'light' });
    const color = "document.documentElement.style.getPropertyValue('--run-color-0')";
    await eventually(() => page.evaluate(color)).toBe('rgb(26, 133, 255)');
  });

  it('says that it is damaged when it is', async () => {
    const whole = readFileSync(file, 'utf8');
    const damaged = path.join(folder, 'damaged.html');
    const start = whole.indexOf('id="report-data">') + 17;
    writeFileSync(damaged, `${whole.slice(0, start)}AAAA${whole.slice(start + 4)}`);
    const page = await open();
    page.removeAllListeners('request');
    await page.goto(pathToFileURL(damaged).href);
    await eventually(() => page.locator('body').textContent()).toContain('It is damaged, or the browser is too old.');
  });
});
