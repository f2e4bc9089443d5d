import type { Locator } from 'playwright-core';
import { PNG } from 'pngjs';
import { describe, it } from 'vitest';
import type { Snapshot } from '../../src/protocol/page.js';
import { browserPath, useBuiltPage } from './support/builtPage.js';
import { eventually } from './support/eventually.js';
import { galleryRuns } from './support/galleryRuns.js';

/** Runs on images of three channels, which the fake host makes in colour. */
function colouredModels(): Snapshot {
  const snapshot = galleryRuns(2, 1000);
  const runs = snapshot.runs.map((run) => {
    const { started } = run.state;
    if (started === undefined) return run;
    const dataset = { ...started.dataset, name: 'CIFAR-10', imageShape: [32, 32, 3] as const };
    return { ...run, state: { ...run.state, started: { ...started, dataset } } };
  });
  return { ...snapshot, runs };
}

/** How much of what is seen of an element is neither grey nor nearly so, 0..1. */
async function colouredFraction(shown: Locator): Promise<number> {
  const { data } = PNG.sync.read(await shown.screenshot());
  let coloured = 0;
  for (let at = 0; at < data.length; at += 4) {
    const channels = [...data.subarray(at, at + 3)];
    if (Math.max(...channels) - Math.min(...channels) > 24) coloured += 1;
  }
  return (coloured * 4) / data.length;
}

describe.skipIf(browserPath === undefined)('images of three channels', () => {
  const open = useBuiltPage();

  it('are in colour among the data, and those of one are grey', async () => {
    const { page, host } = await open(colouredModels());
    host.tell('viewAsked', { view: 'data' });
    await eventually(() => page.locator('.facts-list').textContent()).toContain('32×32 pixels, colour');
    const first = page.locator('.class-samples canvas').first();
    await eventually(() => colouredFraction(first)).toBeGreaterThan(0.05);
    const grey = await open(galleryRuns(2, 1000));
    grey.host.tell('viewAsked', { view: 'data' });
    await eventually(() => grey.page.locator('.facts-list').textContent()).toContain('28×28 pixels, grey');
    await eventually(() => colouredFraction(grey.page.locator('.class-samples canvas').first())).toBe(0);
  });

  it('are in colour in the gallery, in the inspector, and among the images like it', async () => {
    const { page } = await open(colouredModels());
    const tile = page.locator('.tile:not(.is-waiting)').first();
    await tile.waitFor();
    await eventually(() => colouredFraction(tile.locator('canvas'))).toBeGreaterThan(0.05);
    await tile.click();
    const inspector = page.locator('.inspector');
    await eventually(() => colouredFraction(inspector.locator('.inspector-picture canvas'))).toBeGreaterThan(0.05);
    await eventually(() => colouredFraction(inspector.locator('.neighbours canvas').first())).toBeGreaterThan(0.05);
  });
});
