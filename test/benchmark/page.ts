// `npm run bench:page`: how quick the page of the results panel is, in the system's Chromium, built as it is packaged, with
// made-up runs. Beside the time by the clock on the wall, from what a person does to the end of the frame that shows it,
// stands that of the processor, which says the same on a busy machine. BENCH_ONLY: names of parts, BENCH_STREAM_SECONDS.
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import type { Snapshot } from '../../src/protocol/page.js';
import { BrowserHost } from '../page/support/browserHost.js';
import { buildPage, servedPageHtml, servePages } from '../page/support/pageFiles.js';
import { pageTheme } from '../page/support/themes.js';
import { textTable } from '../support/textTable.js';
import { findChromium } from '../vscode/install/chromium.js';
import { otherLoad } from './machineLoad.js';
import { type OpenedPage, pageParts } from './pageParts.js';
import { shownAt, whenShown } from './pageProbes.js';
import { type PageTrace, tracePage } from './pageTrace.js';

const columns = ['milliseconds', 'target', 'median', 'p95', 'greatest', 'processor', 'greatest', 'in a task'];

async function main(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium was found: install it, or set CHROMIUM_PATH.');
  const only = process.env.BENCH_ONLY?.split(',');
  const parts = pageParts.filter(({ name }) => only === undefined || only.includes(name));
  if (parts.length === 0) throw new Error(`Parts are ${pageParts.map(({ name }) => name).join(', ')}.`);
  const folder = mkdtempSync(join(tmpdir(), 'bakeoff-bench-'));
  const size = await buildPage(folder);
  const server = await servePages(folder, { '': servedPageHtml() });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const open = async (snapshot: Snapshot): Promise<OpenedPage> => {
    const page: Page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('pageerror', (error) => process.stderr.write(`${error}\n`));
    const host = await BrowserHost.connect(page, snapshot, pageTheme('dark'));
    await page.addInitScript(shownAt);
    await page.goto(address);
    await page.evaluate(whenShown);
    let end: () => Promise<PageTrace>;
    return {
      page,
      host,
      trace: async () => {
        end = await tracePage(browser, page);
      },
      close: async () => {
        const trace = await end();
        await page.close();
        return trace;
      },
    };
  };
  try {
    const load = await otherLoad();
    const rows: (readonly string[])[] = [];
    for (const part of parts) {
      process.stderr.write(`measuring: ${part.name}\n`);
      rows.push(...(await part(open)));
    }
    rows.push(['script of the page, KB', '< 500', (size / 1000).toFixed(0), '', '', '', '', '']);
    process.stdout.write(`${textTable(columns, rows)}\n`);
    process.stdout.write(`Other programs used ${(load * 100).toFixed(0)} % of the processor when this began.\n`);
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
