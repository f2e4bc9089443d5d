import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import type { Snapshot } from '../../src/protocol/page.js';
import { attributionRecord, unfinishedRecord } from '../support/attributionRecord.js';
import { browserPath, type OpenedPage, type OpenOptions, useBuiltPage } from './support/builtPage.js';
import { comparedRuns, runOfClasses } from './support/classRuns.js';
import { comparePictures, readPicture, writePicture } from './support/comparePictures.js';
import { eventually } from './support/eventually.js';
import { allStates, runningRun, snapshotOf } from './support/pageRuns.js';
import { pageTheme, pageThemes } from './support/themes.js';

/** `KEPT_PICTURES=make`: the pictures are made anew, to be looked at and committed. */
const isMaking = process.env.KEPT_PICTURES === 'make';
const kept = join(process.cwd(), 'test/page/pictures');
/** Pictures that are not as they should be, beside where they differ. */
const found = join(process.cwd(), 'coverage/pictures');
const madeWith = join(kept, 'made-with.json');

/** Pixels of a picture that may differ: a line of text or a border is more. */
const LET_PASS = 40;

const views = ['overview', 'training', 'classes', 'confusion', 'errors', 'calibration', 'data'];

/** What letters look like is the browser's matter and the font's. */
interface Surroundings {
  readonly chromium: number;
  /** In pixels. */
  readonly textWidth: number;
}

describe.skipIf(browserPath === undefined)('the kept pictures', () => {
  const openPage = useBuiltPage();

  beforeAll(() => {
    rmSync(found, { recursive: true, force: true });
    if (!isMaking) return;
    // None stays that no test asks for any more.
    rmSync(kept, { recursive: true, force: true });
    mkdirSync(kept);
  });

  /** Skips the test, loudly, where pictures come out otherwise. */
  async function open({ skip }: TestContext, snapshot: Snapshot, options: OpenOptions): Promise<OpenedPage> {
    const opened = await openPage(snapshot, { width: 1000, height: 800, ...options });
    const here = await surroundings(opened.page);
    if (isMaking) writeFileSync(madeWith, `${JSON.stringify(here, null, 2)}\n`);
    const there = JSON.parse(readFileSync(madeWith, 'utf8')) as Surroundings;
    if (here.chromium !== there.chromium || Math.abs(here.textWidth - there.textWidth) > 0.1) {
      const why = `The kept pictures were made with Chromium ${there.chromium} and a font in which a text is ${there.textWidth} pixels wide; here they are ${here.chromium} and ${here.textWidth}.`;
      console.warn(`SKIPPED: ${why} To make them anew: see CONTRIBUTING.md.`);
      skip(why);
    }
    return opened;
  }

  /** Compares what is shown now; gives what is wrong with it. */
  async function differences(page: Page, name: string): Promise<string[]> {
    const file = join(kept, `${name}.png`);
    const shown = readPicture(await restingPicture(page));
    const png = writePicture(shown);
    if (isMaking) {
      writeFileSync(file, png);
      return [];
    }
    const { count, where } = comparePictures(readPicture(readFileSync(file)), shown);
    if (count <= LET_PASS) return [];
    mkdirSync(found, { recursive: true });
    writeFileSync(join(found, `${name}.png`), png);
    writeFileSync(join(found, `${name}-where.png`), writePicture(where));
    return [
      `${name}: ${count} pixels differ; see coverage/pictures/${name}-where.png and test/page/pictures/${name}.png`,
    ];
  }

  async function viewsDiffer({ page, host }: OpenedPage, shown: readonly string[], suffix: string): Promise<string[]> {
    const wrong: string[] = [];
    for (const view of shown) {
      host.tell('viewAsked', { view });
      await page.locator(`.view.${view}`).waitFor();
      wrong.push(...(await differences(page, `${view}-${suffix}`)));
    }
    return wrong;
  }

  it.for(pageThemes.filter(({ name }) => /^(light|dark)$/.test(name)))(
    'show what each change is worth, in $name',
    { timeout: 60_000 },
    async (theme, context) => {
      const opened = await open(context, comparedRuns(), { theme });
      const { host, page } = opened;
      const wrong: string[] = [];
      for (const [name, record] of [
        ['attribution', attributionRecord()],
        ['attribution-unfinished', unfinishedRecord()],
      ] as const) {
        host.data = { ...host.data, attributionOf: () => record };
        host.tell('attributionsChanged', null);
        host.tell('viewAsked', { view: 'overview' });
        const text = record.unfinished === undefined ? '+2.00 points' : 'not known yet';
        await page.locator(`.attributions h3:has-text("${text}")`).first().waitFor();
        wrong.push(...(await differences(page, `${name}-${theme.name}`)));
      }
      expect(wrong).toEqual([]);
    },
  );

  it.for(pageThemes)('show every view, in $name', { timeout: 240_000 }, async (theme, context) => {
    const suffix = theme.name.replaceAll(' ', '-');
    const opened = await open(context, comparedRuns(), { theme });
    expect(await opened.page.getByRole('tab').count()).toBe(views.length);
    const wrong = await viewsDiffer(opened, views, suffix);
    await choose(opened.page, 'confusion', 'Show', 'difference');
    wrong.push(...(await differences(opened.page, `difference-${suffix}`)));
    await choose(opened.page, 'errors');
    await opened.page.locator('.tile').first().click();
    await opened.page.locator('.inspector h2').waitFor();
    wrong.push(...(await differences(opened.page, `inspector-${suffix}`)));
    expect(wrong).toEqual([]);
  });

  it('show every view in a narrow panel', { timeout: 240_000 }, async (context) => {
    const opened = await open(context, comparedRuns(), { theme: pageTheme('light'), width: 420 });
    expect(await viewsDiffer(opened, views, 'narrow')).toEqual([]);
  });

  it('show views at 200 %', { timeout: 240_000 }, async (context) => {
    const opened = await open(context, comparedRuns(), { width: 500, height: 400, scale: 2 });
    expect(await viewsDiffer(opened, ['training', 'errors'], 'zoomed')).toEqual([]);
  });

  it('show runs in every state, and many classes', { timeout: 240_000 }, async (context) => {
    const opened = await open(context, { ...allStates(), view: 'overview' }, {});
    const wrong = await viewsDiffer(opened, ['overview', 'training', 'classes', 'errors'], 'states');
    const { host, page } = opened;
    host.tell('shown', snapshotOf([['live-run', runningRun(40).begun]], { view: 'training' }));
    wrong.push(...(await viewsDiffer(opened, ['training'], 'live')));
    host.tell('shown', snapshotOf([], { canTrain: true }));
    await page.locator('.absence h2').waitFor();
    wrong.push(...(await differences(page, 'no-run')));
    host.tell('shown', { ...snapshotOf([['many-run', runOfClasses(100)]]), view: 'confusion' });
    await eventually(() => page.locator('td[data-row]').count()).toBe(10_000);
    wrong.push(...(await differences(page, 'confusion-hundred')));
    expect(wrong).toEqual([]);
  });

  async function choose(page: Page, view: string, list?: string, option?: string): Promise<void> {
    await page.locator(`#tab-${view}`).click();
    if (list === undefined || option === undefined) return;
    await page.getByRole('combobox', { name: list, exact: true }).click();
    await page.getByRole('option', { name: option }).click();
  }
});

async function surroundings(page: Page): Promise<Surroundings> {
  const textWidth = await page.evaluate(`(() => {
    const context = document.createElement('canvas').getContext('2d');
    context.font = '100px "DejaVu Sans"';
    return Math.round(context.measureText('Which of them is better, and why? 0123456789').width * 10) / 10;
  })()`);
  return { chromium: Number.parseInt(page.context().browser()?.version() ?? '', 10), textWidth: Number(textWidth) };
}

/** What is shown when nothing changes any more. */
async function restingPicture(page: Page): Promise<Buffer> {
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement?.blur()');
  await eventually(() => page.locator('.is-waiting, .codicon-loading').filter({ visible: true }).count()).toBe(0);
  let before: Buffer | undefined;
  for (let round = 0; round < 40; round += 1) {
    await page.waitForTimeout(250);
    const now = await page.screenshot({ fullPage: true, animations: 'disabled' });
    if (before?.equals(now) === true) return now;
    before = now;
  }
  throw new Error('The page does not come to rest.');
}
