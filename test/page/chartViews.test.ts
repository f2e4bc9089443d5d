import { describe, expect, it } from 'vitest';
import { accessibilityFindings } from './support/axe.js';
import { browserPath, useBuiltPage } from './support/builtPage.js';
import { drawnFraction } from './support/drawnFraction.js';
import { eventually } from './support/eventually.js';
import { allStates, snapshotOf, trainedRun, twoModels } from './support/pageRuns.js';
import { pageThemes } from './support/themes.js';

const overview = { view: 'overview' };
const training = { view: 'training' };
const calibration = { view: 'calibration' };

/** Two models that differ in the units of a layer. */
function twoDefinitions() {
  const text = (units: number) =>
    `{\n  "name": "m",\n  "layers": [\n    { "type": "dense", "units": ${units} }\n  ]\n}`;
  return snapshotOf(
    [64, 128].map((units) => {
      const events = trainedRun({ runId: `u${units}`, level: units === 64 ? 0.86 : 0.92 }).map((event) =>
        event.type === 'runStarted'
          ? {
              ...event,
              layers: [],
              parameterCount: units * 785,
              request: { ...event.request, definitionText: text(units) },
            }
          : event,
      );
      return [`u${units}`, events] as const;
    }),
    { baseline: 'u64', ...overview },
  );
}

function threeSeeds() {
  return snapshotOf(
    [0, 1, 2].map((seed) => [`s${seed}`, trainedRun({ runId: `s${seed}`, seed, level: 0.9 + seed / 100 })] as const),
    training,
  );
}

describe.skipIf(browserPath === undefined)('charts of the results page', () => {
  const open = useBuiltPage();

  it('go along steps and time, and tell what is there by epochs', async () => {
    const { page } = await open({ ...twoModels(), ...training });
    const loss = page.locator('.chart-figure').first();
    await eventually(() => drawnFraction(loss)).toBeGreaterThan(0.01);
    await page.getByRole('combobox', { name: 'Along' }).click();
    await page.getByRole('option', { name: 'time' }).click();
    await eventually(() => loss.locator('.plot').getAttribute('aria-label')).toMatch(/^Loss over time\./);
    await loss.locator('.plot').focus();
    await page.keyboard.press('Home');
    await eventually(() => loss.locator('.readings').textContent()).toMatch(/^Epoch 1: A ann, train 0\.\d+ ·/);
    // The other charts show the same epoch.
    await eventually(() => page.locator('.readings').nth(1).textContent()).toMatch(/^Epoch 1: A ann, train \d/);
  });

  it('show the place under the pointer, and keep the one that is clicked', async () => {
    const { page } = await open({ ...twoModels(), ...training });
    const loss = page.locator('.chart-figure').first();
    await eventually(() => drawnFraction(loss)).toBeGreaterThan(0.01);
    const box = await loss.locator('.plot').boundingBox();
    const at = { x: (box?.x ?? 0) + (box?.width ?? 0) * 0.98, y: (box?.y ?? 0) + 80 };
    await page.mouse.move(at.x - 20, at.y);
    await page.mouse.move(at.x, at.y);
    await eventually(() => loss.locator('.readings').textContent()).toMatch(/^Epoch 10: /);
    await page.mouse.click(at.x, at.y);
    await page.mouse.move(at.x, at.y + 700);
    await eventually(() => page.locator('.readings').nth(1).textContent()).toMatch(/^Epoch 10: /);
  });

  it('show the seeds of a model together, and each on demand', async () => {
    const { page } = await open(threeSeeds());
    const loss = page.locator('.chart-figure').first();
    const headings = () => loss.locator('thead th').allTextContents();
    await eventually(headings).toEqual([
      'Epoch',
      'A–C cnn, train, mean of 3 seeds',
      'A–C cnn, validation, mean of 3 seeds',
      'Notes',
    ]);
    const toggle = page.getByRole('button', { name: 'Each seed', exact: true });
    await toggle.focus();
    await page.keyboard.press('Enter');
    await eventually(async () => (await headings()).length).toBe(8);
    expect(await page.locator('.toggle[aria-pressed=true]').count()).toBe(1);
  });

  it('have buttons that say what they have done, to those who listen too', async () => {
    const { page } = await open(threeSeeds());
    const tableButton = (expanded: boolean) =>
      page.getByRole('button', { name: 'Show the data as a table (t)', expanded }).first();
    const toggle = (pressed: boolean) => page.getByRole('button', { name: 'Each seed', exact: true, pressed });
    await eventually(() => tableButton(false).count()).toBe(1);
    await tableButton(false).click();
    await eventually(() => tableButton(true).count()).toBe(1);
    await eventually(() => toggle(false).count()).toBe(1);
    await toggle(false).click();
    await eventually(() => toggle(true).count()).toBe(1);
  });

  it('are saved as a picture of shapes', async () => {
    const { page, host } = await open({ ...twoModels(), ...training });
    await page.getByRole('button', { name: 'Save the picture as SVG' }).first().click();
    await eventually(() => host.askedFor('saveText')).toHaveLength(1);
    const [saved] = host.askedFor('saveText') as { suggestedName: string; text: string }[];
    expect(saved?.suggestedName).toBe('loss.svg');
    expect(saved?.text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(saved?.text).not.toContain('var(');
    const isWhole = `new DOMParser().parseFromString(${JSON.stringify(saved?.text)}, 'image/svg+xml').querySelectorAll('parsererror').length`;
    expect(await page.evaluate(isWhole)).toBe(0);
  });

  it('hold accuracy against costs, by keys too, and link to the lines that differ', async () => {
    const { page, host } = await open(twoDefinitions());
    const figure = page.locator('.cost-chart .chart-figure');
    await eventually(() => drawnFraction(figure)).toBeGreaterThan(0.003);
    await figure.locator('.plot').focus();
    await page.keyboard.press('Home');
    const reading = /^Model A cnn: A cnn 86\.0 % \(8\d\.\d % to 8\d\.\d %\)$/;
    await eventually(() => figure.locator('.readings').textContent()).toMatch(reading);
    await page.getByRole('combobox', { name: 'Accuracy against' }).click();
    await page.getByRole('option', { name: 'training time' }).click();
    await eventually(() => figure.locator('h2').textContent()).toBe('Accuracy and training time');
    await page.getByRole('button', { name: 'dense: units 64 → 128: open the definition of B at line 4' }).click();
    await eventually(() => host.askedFor('openDefinition')).toEqual([{ runId: 'u128', line: 4, layer: 'dense' }]);
  });

  it('come with figures of which only differences can be shown, copied and saved', async () => {
    const { page, host } = await open(twoDefinitions());
    const rows = page.locator('.view.overview .turned tbody tr');
    await eventually(() => rows.count()).toBeGreaterThan(9);
    const all = await rows.count();
    await page.getByRole('button', { name: 'Differences only' }).click();
    await eventually(() => rows.count()).toBeLessThan(all);
    expect(await rows.locator('th').allTextContents()).not.toContain('Epochs');
    await page.getByRole('button', { name: 'Save the figures as CSV' }).click();
    await eventually(() => host.askedFor('saveText')).toHaveLength(1);
    const [saved] = host.askedFor('saveText') as { suggestedName: string; text: string }[];
    expect(saved?.text.split('\r\n')[0]).toContain('Over the baseline');
  });

  it('say how far models can be taken at their word', async () => {
    const { page, host } = await open({ ...twoModels(), ...calibration });
    const view = page.locator('.view.calibration');
    await eventually(() => view.locator('.sentences li').count()).toBe(2);
    const figure = view.locator('.chart-figure');
    await eventually(() => drawnFraction(figure)).toBeGreaterThan(0.005);
    expect(host.askedFor('readSamples')).toHaveLength(2);
    const places = () => figure.locator('tbody tr').count();
    await eventually(places).toBe(20);
    await page.getByRole('combobox', { name: 'Bins' }).click();
    await page.getByRole('option', { name: '15 equally wide bins' }).click();
    await eventually(places).toBe(30);
    await figure.locator('.plot').focus();
    await page.keyboard.press('End');
    await eventually(() => figure.locator('.readings').textContent()).toMatch(/^Confidence 93 % to 100 %: A ann \d/);
    await page.getByRole('button', { name: 'Save the scores as CSV' }).click();
    await eventually(() => host.askedFor('saveText')).toHaveLength(1);
  });

  it('say why a calibration is not there, and ask again', async () => {
    const { page, host } = await open(allStates());
    host.refusals.set('readSamples', new Error('The predictions are gone.'));
    host.tell('viewAsked', calibration);
    const note = page.locator('.view.calibration .note');
    await eventually(async () => (await note.allTextContents()).join(' ')).toMatch(
      /A cnn: The predictions are gone\..*4 runs without an evaluation/,
    );
    host.refusals.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => page.locator('.view.calibration .chart-figure:visible').count()).toBe(1);
  });

  it.each([
    ['420 pixels', 420],
    ['twice the size', 550],
  ])('fit into %s', async (_, width) => {
    const { page, host } = await open(twoDefinitions(), { width });
    for (const view of ['overview', 'training', 'calibration']) {
      host.tell('viewAsked', { view });
      await eventually(() => page.locator(`.view.${view} .chart-figure:visible`).count()).toBeGreaterThan(0);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
  });

  it.each(pageThemes)('have nothing that axe-core finds, in $name', async (theme) => {
    const { page, host } = await open(twoDefinitions(), { theme });
    for (const view of ['overview', 'training', 'calibration']) {
      host.tell('viewAsked', { view });
      await eventually(() => page.locator(`.view.${view} .chart-figure:visible tbody tr`).count()).toBeGreaterThan(1);
      await page.locator(`.view.${view} .plot:visible`).first().focus();
      await page.keyboard.press('t');
      await page.keyboard.press('End');
      expect(await accessibilityFindings(page)).toEqual([]);
    }
  });
});
