// `npm run bench:page`: how quick the page of the results panel is, in the system's Chromium, built as it is packaged, with
// made-up runs. Times are the page's own, from what a person does to the end of the frame that shows it.
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import type { Snapshot } from '../../src/protocol/page.js';
import { BrowserHost } from '../page/support/browserHost.js';
import { galleryRuns } from '../page/support/galleryRuns.js';
import { buildPage, servedPageHtml, servePages } from '../page/support/pageFiles.js';
import { snapshotOf, trainedRun } from '../page/support/pageRuns.js';
import { pageTheme } from '../page/support/themes.js';
import { textTable } from '../support/textTable.js';
import { findChromium } from '../vscode/install/chromium.js';
import { otherLoad } from './machineLoad.js';
import { clickToImages, shownAt, streamWatch, tabSwitch, whenShown } from './pageProbes.js';
import { streamOf } from './pageStream.js';

const ROUNDS = 12;
/** Says how far it is. */
const log = (line: string) => process.stderr.write(`${line}\n`);
const STREAM_SECONDS = Number(process.env.BENCH_STREAM_SECONDS ?? 60);
const views = ['training', 'classes', 'confusion', 'errors', 'calibration', 'data', 'overview'];

type Row = readonly [what: string, target: string, median: string, p95: string, greatest: string];

async function main(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium was found: install it, or set CHROMIUM_PATH.');
  const folder = mkdtempSync(join(tmpdir(), 'bakeoff-bench-'));
  const size = await buildPage(folder);
  const server = await servePages(folder, { '': servedPageHtml() });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const open = async (snapshot: Snapshot) => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('pageerror', (error) => process.stderr.write(`${error}\n`));
    const host = await BrowserHost.connect(page, snapshot, pageTheme('dark'));
    await page.addInitScript(shownAt);
    await page.goto(address);
    await page.evaluate(whenShown);
    return { page, host };
  };
  try {
    const load = await otherLoad();
    const rows: Row[] = [];
    for (const part of [storedRun, fiveRuns, curves, streaming]) {
      log(`measuring: ${part.name}`);
      rows.push(...(await part(open)));
    }
    rows.push(['script of the page, KB', '< 500', (size / 1000).toFixed(0), '', '']);
    process.stdout.write(`${textTable(['milliseconds', 'target', 'median', 'p95', 'greatest'], rows)}\n`);
    process.stdout.write(`Other programs used ${(load * 100).toFixed(0)} % of the processor when this began.\n`);
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Open = (snapshot: Snapshot) => Promise<{ readonly page: Page; readonly host: BrowserHost }>;

/** From the beginning of the page to a stored run in it; the host answers at once. */
async function storedRun(open: Open): Promise<Row[]> {
  const snapshot = galleryRuns(1);
  const times: number[] = [];
  const { page } = await open({ ...snapshot, view: 'overview' });
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.reload();
    times.push((await page.evaluate(whenShown)) as number);
  }
  await page.close();
  return [row('stored run on the screen', '< 300', times)];
}

/** With 10,000 predictions of each of 5 runs. */
async function fiveRuns(open: Open): Promise<Row[]> {
  const { page } = await open({ ...galleryRuns(5), view: 'overview' });
  const first = new Map<string, number>();
  const again = new Map<string, number[]>(views.map((view) => [view, []]));
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const view of views) {
      const time = (await page.evaluate(tabSwitch(view))) as number;
      if (round === 0) first.set(view, time);
      else again.get(view)?.push(time);
      // What a view asks the host for is there before the next round.
      await page.waitForTimeout(round === 0 ? 1500 : 50);
    }
  const cells: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.evaluate(tabSwitch('confusion'));
    const row = round % 10;
    const column = (row + 1 + (Math.floor(round / 10) % 4)) % 10;
    cells.push((await page.evaluate(clickToImages(row, column))) as number);
  }
  await page.close();
  return [
    ...views.map((view) =>
      row(`tab ${view} (at first ${(first.get(view) ?? 0).toFixed(0)})`, '< 100', again.get(view) ?? []),
    ),
    row('cell → its images, 5 × 10,000 predictions', '< 100', cells),
  ];
}

/** All curves of 20 runs of 200 epochs, from a page that shows something else. */
async function curves(open: Open): Promise<Row[]> {
  const runs = Array.from({ length: 20 }, (_, index) => {
    const modelName = `model-${index + 1}`;
    const runId = `${modelName}-run`;
    return [
      runId,
      trainedRun({ modelName, runId, level: 0.8 + index * 0.006, epochs: 200, drops: [60, 120] }),
    ] as const;
  });
  const times: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const { page } = await open(snapshotOf(runs, { view: 'data' }));
    await page.waitForTimeout(300);
    times.push((await page.evaluate(tabSwitch('training'))) as number);
    await page.close();
  }
  return [row('curves of 20 runs of 200 epochs, at first', '< 200', times)];
}

/** 20 messages a second beside four stored runs. */
async function streaming(open: Open): Promise<Row[]> {
  const { begun, coming } = streamOf(STREAM_SECONDS * 20);
  const stored = [1, 2, 3, 4].map((place) => {
    const runId = `stored-${place}`;
    return [runId, trainedRun({ modelName: `stored-${place}`, runId, epochs: 30, level: 0.85 + place / 50 })] as const;
  });
  const { page, host } = await open(snapshotOf([['live-run', begun], ...stored], { view: 'training' }));
  await page.waitForTimeout(1000);
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage');
    return ((await session.send('Runtime.getHeapUsage')) as { usedSize: number }).usedSize / 1e6;
  };
  // What is laid out once is not what shall be measured.
  for (const event of coming.slice(0, 40)) host.tell('runEvents', { runId: 'live-run', events: [event] });
  await page.waitForTimeout(500);
  const before = await heap();
  await page.evaluate(streamWatch);
  const began = performance.now();
  for (const [index, event] of coming.slice(40).entries()) {
    const wait = began + index * 50 - performance.now();
    if (wait > 0) await page.waitForTimeout(wait);
    host.tell('runEvents', { runId: 'live-run', events: [event] });
  }
  const { works, longTasks } = (await page.evaluate('window.endWatch()')) as { works: number[]; longTasks: number[] };
  const after = await heap();
  await page.close();
  const longest = Math.max(0, ...longTasks);
  return [
    row(`work of a frame, 20 updates a second for ${STREAM_SECONDS} s`, '< 50', works),
    [`tasks of 50 ms or more meanwhile: ${longTasks.length}`, '0', '', '', longest.toFixed(0)],
    ['heap before → after, MB', 'flat', `${before.toFixed(1)} → ${after.toFixed(1)}`, '', ''],
  ];
}

function row(what: string, target: string, times: readonly number[]): Row {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(1);
  return [what, target, at(0.5), at(0.95), at(1)];
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
