import type { Page } from 'playwright-core';
import type { Snapshot } from '../../src/protocol/page.js';
import type { BrowserHost } from '../page/support/browserHost.js';
import { runOfClasses } from '../page/support/classRuns.js';
import { galleryRuns } from '../page/support/galleryRuns.js';
import { snapshotOf, trainedRun } from '../page/support/pageRuns.js';
import { clickToImages, LOADING, streamWatch, tabSwitch, tabWithCharts, whenShown } from './pageProbes.js';
import { streamOf } from './pageStream.js';
import type { PageTrace } from './pageTrace.js';
import { type MarkedSpan, type PageTask, worstOf } from './pageTrace.js';

/** A page with a host, whose first frame has been painted. */
export interface OpenedPage {
  readonly page: Page;
  readonly host: BrowserHost;
  /** From now on. */
  trace(): Promise<void>;
  /** Gives what was traced. */
  close(): Promise<PageTrace>;
}

type Open = (snapshot: Snapshot) => Promise<OpenedPage>;
/** By column: what, target, then of the clock on the wall median, p95, greatest, then of the processor median, greatest, of one task. */
type Row = readonly string[];

const ROUNDS = 12;
const STREAM_SECONDS = Number(process.env.BENCH_STREAM_SECONDS ?? 60);
/** Longer, and it is felt. */
const FELT_MS = 50;
const views = ['training', 'classes', 'confusion', 'errors', 'calibration', 'data', 'overview'];

/** What is measured, each part in pages of its own. */
export const pageParts: readonly ((open: Open) => Promise<Row[]>)[] = [
  storedRun,
  fiveRuns,
  hundredClasses,
  curves,
  streaming,
];

/** From the beginning of the page to a stored run in it; the host answers at once. */
async function storedRun(open: Open): Promise<Row[]> {
  const { page, trace, close } = await open({ ...galleryRuns(1), view: 'overview' });
  const times: number[] = [];
  await trace();
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.reload();
    times.push((await page.evaluate(whenShown)) as number);
  }
  return [rowOf('stored run on the screen', '< 300', (await close()).spans(LOADING), times)];
}

/** With 10,000 predictions of each of 5 runs. */
async function fiveRuns(open: Open): Promise<Row[]> {
  const { page, trace, close } = await open({ ...galleryRuns(5), view: 'overview' });
  await trace();
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const view of views) {
      await page.evaluate(tabSwitch(view, round === 0 ? `first ${view}` : view));
      // What a view asks the host for is there before the next round.
      await page.waitForTimeout(round === 0 ? 1500 : 50);
    }
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.evaluate(tabSwitch('confusion', 'confusion'));
    const row = round % 10;
    await page.evaluate(clickToImages(row, (row + 1 + (Math.floor(round / 10) % 4)) % 10, 'cell'));
  }
  const traced = await close();
  return [
    ...views.map((view) => rowOf(`tab ${view}, at first`, '< 100', traced.spans(`first ${view}`))),
    ...views.map((view) => rowOf(`tab ${view}`, '< 100', traced.spans(view))),
    rowOf('cell → its images, 5 × 10,000 predictions', '< 100', traced.spans('cell')),
  ];
}

/** Two runs of a hundred classes: a matrix has ten thousand cells. */
async function hundredClasses(open: Open): Promise<Row[]> {
  const first: MarkedSpan[] = [];
  const again: MarkedSpan[] = [];
  for (let round = 0; round < 4; round += 1) {
    const runs = [1, 2].map((shift) => [`run-${shift}`, runOfClasses(100, shift)] as const);
    const { page, trace, close } = await open(snapshotOf(runs, { view: 'overview' }));
    await page.waitForTimeout(500);
    await trace();
    await page.evaluate(tabSwitch('confusion', 'first'));
    for (let turn = 0; turn < 3; turn += 1) {
      await page.waitForTimeout(300);
      await page.evaluate(tabSwitch('overview', 'overview'));
      await page.evaluate(tabSwitch('confusion', 'again'));
    }
    const traced = await close();
    first.push(...traced.spans('first'));
    again.push(...traced.spans('again'));
  }
  return [rowOf('matrix of 100 × 100, at first', '< 200', first), rowOf('matrix of 100 × 100', '< 100', again)];
}

/** All curves of 20 runs of 200 epochs, from a page that shows something else. */
async function curves(open: Open): Promise<Row[]> {
  const runs = Array.from({ length: 20 }, (_, index) => {
    const modelName = `model-${index + 1}`;
    const runId = `${modelName}-run`;
    const level = 0.8 + index * 0.006;
    return [runId, trainedRun({ modelName, runId, level, epochs: 200, drops: [60, 120] })] as const;
  });
  const spans: MarkedSpan[] = [];
  for (let round = 0; round < 7; round += 1) {
    const { page, trace, close } = await open(snapshotOf(runs, { view: 'data' }));
    await page.waitForTimeout(300);
    await trace();
    await page.evaluate(tabWithCharts('training', 'curves'));
    spans.push(...(await close()).spans('curves'));
  }
  return [rowOf('curves of 20 runs of 200 epochs, at first', '< 200', spans)];
}

/** 20 messages a second beside four stored runs: for long in the view that they are drawn in, a while in one with tables. */
async function streaming(open: Open): Promise<Row[]> {
  return [...(await streamInto(open, 'training', STREAM_SECONDS)), ...(await streamInto(open, 'overview', 15))];
}

async function streamInto(open: Open, view: string, seconds: number): Promise<Row[]> {
  const { begun, coming } = streamOf(seconds * 20);
  const stored = [1, 2, 3, 4].map((place) => {
    const runId = `stored-${place}`;
    return [runId, trainedRun({ modelName: `stored-${place}`, runId, epochs: 30, level: 0.85 + place / 50 })] as const;
  });
  const { page, host, trace, close } = await open(snapshotOf([['live-run', begun], ...stored], { view }));
  await page.waitForTimeout(1000);
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage');
    return ((await session.send('Runtime.getHeapUsage')) as { usedSize: number }).usedSize / 1e6;
  };
  // What is laid out once is not what shall be measured.
  for (const event of coming.slice(0, 40)) host.tell('runEvents', [{ runId: 'live-run', events: [event] }]);
  await page.waitForTimeout(1500);
  const before = await heap();
  await trace();
  await page.evaluate(streamWatch);
  const began = performance.now();
  for (const [index, event] of coming.slice(40).entries()) {
    const wait = began + index * 50 - performance.now();
    if (wait > 0) await page.waitForTimeout(wait);
    host.tell('runEvents', [{ runId: 'live-run', events: [event] }]);
  }
  const works = (await page.evaluate('window.endWatch()')) as number[];
  const during = performance.now() - began;
  const after = await heap();
  const { tasks } = await close();
  const end = (tasks[0]?.start ?? 0) + during;
  // Taking out the garbage for the measurement is none of the page's work.
  const ofStream = tasks.filter(({ start }) => start < end);
  const felt = (read: (task: PageTask) => number) => ofStream.filter((task) => read(task) >= FELT_MS).length;
  const processor = ofStream.map((task) => task.processor);
  const share = processor.reduce((sum, value) => sum + value, 0) / during;
  return [
    [
      `a frame in ${view}, 20 updates a second for ${seconds} s`,
      `< ${FELT_MS}`,
      ...placesOf(works),
      `${(share * 100).toFixed(0)} %`,
      '',
      worstText(worstOf(ofStream)),
    ],
    [
      `tasks of ${FELT_MS} ms meanwhile`,
      '0',
      '',
      '',
      `${felt(({ wall }) => wall)}`,
      '',
      '',
      `${felt((task) => task.processor)}`,
    ],
    ['heap before → after, MB', 'flat', `${before.toFixed(1)} → ${after.toFixed(1)}`, '', '', '', '', ''],
  ];
}

function rowOf(what: string, target: string, spans: readonly MarkedSpan[], walls = spans.map(({ wall }) => wall)): Row {
  const [median = '', , greatest = ''] = placesOf(spans.map(({ processor }) => processor));
  const worst = worstOf(spans.flatMap((span) => span.worst ?? []));
  return [what, target, ...placesOf(walls), median, greatest, worstText(worst)];
}

/** With what it spent the most on. */
function worstText(task: PageTask | undefined): string {
  const [most] = task?.parts ?? [];
  return task === undefined ? '' : `${task.processor.toFixed(1)} (${most?.name ?? ''})`;
}

function placesOf(times: readonly number[]): [median: string, p95: string, greatest: string] {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(1);
  return [at(0.5), at(0.95), at(1)];
}
