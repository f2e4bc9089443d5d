import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { pageHtml } from '../../../src/host/panel/pageHtml.js';
import type { Snapshot } from '../../../src/protocol/page.js';
import { findChromium } from '../../vscode/install/chromium.js';
import { FakeHost } from './fakeHost.js';
import { type PageTheme, pageTheme } from './themes.js';

/** Path of the browser; undefined where there is none, and pages cannot be tested. */
export const browserPath = findChromium();
if (browserPath === undefined)
  console.warn('SKIPPED: no Chromium was found, so no page is tested. Install it, or set CHROMIUM_PATH.');

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

export interface OpenedPage {
  readonly page: Page;
  readonly host: FakeHost;
}

export interface OpenOptions {
  readonly theme?: PageTheme;
  readonly width?: number;
  readonly height?: number;
}

/**
 * Builds the page as it ships and opens it in the system's browser, for the tests of the file that calls this. After each
 * test: nothing was refused by the page's policy, and nothing was thrown.
 */
export function useBuiltPage(): (snapshot: Snapshot, options?: OpenOptions) => Promise<OpenedPage> {
  let folder = '';
  let server: Server | undefined;
  let browser: Browser | undefined;
  const opened: Page[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bakeoff-page-'));
    await buildPage(folder);
    server = await serve(folder);
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
    expect(complaints.splice(0)).toEqual([]);
  });

  return async (snapshot, { theme = pageTheme('dark'), width = 1100, height = 900 } = {}) => {
    if (browser === undefined || server === undefined) throw new Error('There is no browser.');
    const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
    opened.push(page);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    const host = await FakeHost.connect(page, snapshot, theme);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return { page, host };
  };
}

/** Writes script and style of the page to `folder`, as they are packaged; gives the script's size in bytes. */
export async function buildPage(folder: string): Promise<number> {
  const script: string = join(import.meta.dirname, '../../../esbuild.mjs');
  const { bundles } = (await import(script)) as {
    bundles(options: { production: boolean; outdir: string }): Record<string, BuildOptions>;
  };
  const { webview, webviewStyle } = bundles({ production: true, outdir: folder });
  if (webview === undefined || webviewStyle === undefined) throw new Error('The bundles of the page have other names.');
  await Promise.all([build(webview), build(webviewStyle)]);
  return readFileSync(join(folder, 'webview.js')).byteLength;
}

/** Serves the page with the policy that it has in VS Code. */
async function serve(folder: string): Promise<Server> {
  const html = pageHtml({
    script: '/webview.js',
    style: '/webview.css',
    source: "'self'",
    nonce: 'a-nonce',
    language: 'en',
  });
  const server = createServer(({ url }, response) => {
    const name = new URL(url ?? '/', 'http://page').pathname.slice(1);
    if (name === '') response.setHeader('content-type', 'text/html').end(html);
    else if (/^[\w.]+$/.test(name) && extname(name) in types)
      response.setHeader('content-type', types[extname(name)] ?? '').end(readFileSync(join(folder, name)));
    else response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
