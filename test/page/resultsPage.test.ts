import { describe, expect, it } from 'vitest';
import { accessibilityFindings } from './support/axe.js';
import { browserPath, useBuiltPage } from './support/builtPage.js';
import { drawnFraction } from './support/drawnFraction.js';
import { eventually } from './support/eventually.js';
import { allStates, runningRun, snapshotOf, twoModels } from './support/pageRuns.js';
import { pageTheme, pageThemes } from './support/themes.js';

const training = { view: 'training' };

function liveRun(eventCount: number) {
  const { begun, coming } = runningRun(eventCount);
  return { snapshot: snapshotOf([['live-run', begun]], training), coming };
}

describe.skipIf(browserPath === undefined)('the results page', () => {
  const open = useBuiltPage();

  it('draws the curves of stored runs, with their data as tables', async () => {
    const { page } = await open({ ...twoModels(), ...training });
    const loss = page.locator('.chart-figure').first();
    await eventually(() => drawnFraction(loss)).toBeGreaterThan(0.01);
    const rows = loss.locator('table tbody tr');
    await eventually(() => rows.count()).toBe(10);
    expect(await rows.nth(6).textContent()).toMatch(/^7.*ann: learning rate 0\.001 → 0\.0005 after epoch 7\./);
    const headings = await loss.locator('thead th').allTextContents();
    expect(headings).toEqual([
      'Epoch',
      'A ann, train',
      'A ann, validation',
      'B cnn, train',
      'B cnn, validation',
      'Notes',
    ]);
    expect(await loss.locator('.plot').getAttribute('aria-label')).toContain('A, ann: 10 epochs, last validation loss');
  });

  it('shows the first batches of a run, and moves as events come', async () => {
    const { snapshot, coming } = liveRun(3);
    const { page, host } = await open(snapshot);
    const figures = page.locator('.chart-figure:visible');
    await eventually(() => figures.count()).toBe(2);
    const before = await page.locator('.progress-text').textContent();
    expect(before).toMatch(/^Epoch 1 of 10 · loss .* · accuracy .* images\/s · .* left$/);
    const picture = await figures.first().locator('.plot').screenshot();
    host.tell('runEvents', [{ runId: 'live-run', events: coming.slice(0, 46) }]);
    await eventually(() => page.locator('.progress-text').textContent()).toMatch(/^Epoch 4 of 10/);
    // Lines are drawn a few frames later, one chart after the other.
    await eventually(async () => (await figures.first().locator('.plot').screenshot()).equals(picture)).toBe(false);
    await eventually(() => page.locator('[role=status]').textContent()).toContain('A, cnn: epoch 3 of 10 has ended');
    host.tell('runEvents', [{ runId: 'live-run', events: coming.slice(46) }]);
    await eventually(() => page.locator('.progress-list').isHidden()).toBe(true);
    await page.locator('#tab-overview').click();
    expect(await page.locator('.verdict').textContent()).toBe(
      'cnn gets 91.00 % (87.8 to 93.4) of 400 test images right; the interval (95 %) covers other test images, not other seeds.',
    );
  });

  it('says that it waits for the first batches, and draws nothing', async () => {
    const { page } = await open(liveRun(1).snapshot);
    await eventually(() => page.locator('.hint:visible').allTextContents()).toEqual([
      'The first point appears as soon as the first batches have been trained.',
    ]);
    expect(await page.locator('.chart-figure:visible').count()).toBe(0);
  });

  it('stops a training by its button', async () => {
    const { page, host } = await open(liveRun(20).snapshot);
    await page.getByRole('button', { name: 'Stop cnn' }).click();
    await eventually(() => host.askedFor('stopRun')).toEqual([{ runId: 'live-run' }]);
    host.refusals.set('stopRun', new Error('It cannot be stopped: its process has gone.'));
    await page.getByRole('button', { name: 'Stop cnn' }).click();
    await eventually(() => page.getByRole('alert').textContent()).toContain('It cannot be stopped');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await eventually(() => page.getByRole('alert').textContent()).toBe('');
  });

  it('goes from tab to tab by arrows, and back by Alt and an arrow', async () => {
    const { page } = await open(twoModels());
    await page.getByRole('tab', { name: 'Overview' }).focus();
    await page.keyboard.press('ArrowRight');
    const selected = () => page.locator('[role=tab][aria-selected=true]').textContent();
    await eventually(selected).toBe('Training');
    expect(await page.locator('[role=tab]:focus').textContent()).toBe('Training');
    expect(await page.locator('[role=tab][tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('Home');
    await eventually(selected).toBe('Overview');
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(selected).toBe('Training');
    await page.keyboard.press('Alt+ArrowRight');
    await eventually(selected).toBe('Overview');
  });

  it('moves a cursor over a chart by keys, says what is there, and shows the table', async () => {
    const { page } = await open({ ...twoModels(), ...training });
    const loss = page.locator('.chart-figure').first();
    await loss.locator('.plot').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    const reading =
      /^Epoch 7: A ann, train 0\.\d+ · A ann, validation 0\.\d+ · B cnn, train .* · B cnn, validation 0\.\d+$/;
    await eventually(() => loss.locator('.readings').textContent()).toMatch(reading);
    await eventually(() => page.locator('[role=status]').textContent()).toContain('learning rate 0.001 → 0.0005');
    await page.keyboard.press('t');
    await eventually(() =>
      loss
        .locator('.table-box')
        .boundingBox()
        .then((box) => box?.height),
    ).toBeGreaterThan(100);
    await page.keyboard.press('Escape');
    await eventually(() => loss.locator('.readings').textContent()).toBe('');
  });

  it('keeps what is selected over a reload', async () => {
    const { page } = await open(twoModels());
    await page.getByRole('tab', { name: 'Training' }).click();
    await page.locator('.view.training .plot').first().focus();
    await page.keyboard.press('Home');
    await eventually(() => page.locator('.view.training .readings').first().textContent()).toMatch(/^Epoch 1:/);
    await page.reload();
    await eventually(() => page.locator('.view.training .readings').first().textContent()).toMatch(/^Epoch 1:/);
  });

  it('tells what has become of each run, what to do about it, and shows names as text', async () => {
    const { page, host } = await open(allStates());
    const notes = page.locator('.notes .note');
    await eventually(() => notes.count()).toBeGreaterThan(5);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.chip .name').nth(2).textContent()).toBe('<img src=x onerror=alert(1)>');
    await page.getByRole('button', { name: 'Resume: gone' }).click();
    await page.getByRole('button', { name: 'Show what changed: cnn' }).click();
    await page.getByRole('button', { name: /^Show log: <img/ }).click();
    await page.getByRole('button', { name: 'stopped.model.jsonc' }).click();
    await page.locator('summary').first().click();
    await page.getByRole('button', { name: 'conv1: conv2d, 28×28×32, 320 parameters' }).click();
    await page.getByRole('button', { name: 'Take gone off the page' }).click();
    await page.getByRole('button', { name: 'Choose runs' }).click();
    const isPressed = ([name]: readonly [string, unknown]) =>
      !/^(ready|read|compare|attribution|honestScores)/.test(name);
    await eventually(() => host.asked.filter(isPressed)).toEqual([
      ['resumeRun', { runId: 'gone-run' }],
      ['showWhatChanged', { runId: 'done-run' }],
      ['showRunLog', { runId: 'failed-run' }],
      ['openDefinition', { runId: 'stopped-run' }],
      ['openDefinition', { runId: 'done-run', layer: 'conv1' }],
      ['removeRun', { runId: 'gone-run' }],
      ['pickRuns', null],
    ]);
  });

  it('holds models against the baseline that is chosen', async () => {
    const { page, host } = await open(twoModels());
    const verdict = page.locator('.verdict-line .verdict-words');
    await eventually(() => verdict.textContent()).toMatch(/^A\s*B.*cnn is ahead by 3\.0 points/);
    const baseline = page.getByRole('combobox', { name: 'Baseline' });
    await eventually(() => baseline.evaluate((list: { value: string }) => list.value)).toBe('ann-run');
    await baseline.click();
    await page.getByRole('option', { name: 'B cnn' }).click();
    await eventually(() => host.askedFor('setBaseline')).toEqual([{ runId: 'cnn-run' }]);
    host.tell('factsChanged', { baseline: 'cnn-run', facts: [] });
    await eventually(() => verdict.textContent()).toMatch(/^B\s*A.*cnn is ahead by 3\.0 points/);
    await eventually(() => page.locator('table thead th').nth(1).textContent()).toContain('cnn');
  });

  it('says what to do when there is no run', async () => {
    const { page, host } = await open(snapshotOf([]));
    await page.getByRole('button', { name: 'Train a model' }).click();
    await eventually(() => host.askedFor('trainModel')).toEqual([null]);
    host.tell('shown', snapshotOf([], { canTrain: false }));
    await eventually(() => page.getByRole('button', { name: 'Train a model' }).count()).toBe(0);
    expect(await page.locator('.absence').textContent()).toContain('Restricted Mode');
  });

  it('saves a chart as a picture and its data as CSV', async () => {
    const { page, host } = await open({ ...twoModels(), ...training });
    await page.getByRole('button', { name: 'Save the data as CSV' }).first().click();
    await eventually(() => host.askedFor('saveText')).toHaveLength(1);
    const [saved] = host.askedFor('saveText') as { suggestedName: string; text: string }[];
    expect(saved?.suggestedName).toBe('loss.csv');
    expect(saved?.text.split(/\r?\n/)[0]).toMatch(/^Epoch,/);
    await page.getByRole('button', { name: 'Save the picture as PNG' }).first().click();
    await eventually(() => host.askedFor('saveImage')).toHaveLength(1);
    const [image] = host.askedFor('saveImage') as { png: Uint8Array }[];
    expect(
      Buffer.from(image?.png ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it('fits into 420 pixels', async () => {
    const { page, host } = await open(allStates(), { width: 420 });
    for (const view of ['overview', 'training']) {
      host.tell('viewAsked', { view });
      await eventually(() => page.locator(`.view.${view}`).isVisible()).toBe(true);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420);
    }
  });

  it('follows a change of the theme', async () => {
    const { page, host } = await open({ ...twoModels(), ...training });
    const canvas = page.locator('canvas').first();
    await eventually(() => drawnFraction(page.locator('.chart-figure').first())).toBeGreaterThan(0.01);
    const before = await canvas.screenshot();
    await host.setTheme(pageTheme('light'));
    await eventually(async () => (await canvas.screenshot()).equals(before)).toBe(false);
    const color = await page.evaluate("document.documentElement.style.getPropertyValue('--run-color-0')");
    expect(color).toBe('rgb(26, 133, 255)');
  });

  it.each(pageThemes)('has nothing that axe-core finds, in $name', async (theme) => {
    const { page, host } = await open(allStates(), { theme });
    await eventually(() => page.locator('.note').count()).toBeGreaterThan(5);
    await page.locator('summary').first().click();
    expect(await accessibilityFindings(page)).toEqual([]);
    host.tell('viewAsked', training);
    await eventually(() => page.locator('.chart-figure:visible').count()).toBe(3);
    await page.waitForTimeout(150);
    expect(await accessibilityFindings(page)).toEqual([]);
    host.tell('shown', snapshotOf([]));
    await eventually(() => page.locator('.absence').isVisible()).toBe(true);
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
