import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Snapshot } from '../../../src/protocol/page.js';
import { findChromium } from '../../vscode/install/chromium.js';
import { BrowserHost } from './browserHost.js';
import { buildPage, servedPageHtml, servePages } from './pageFiles.js';
import { type PageTheme, pageTheme } from './themes.js';

/** Path of the browser; undefined where there is none, and pages cannot be tested. */
export const browserPath = findChromium();
if (browserPath === undefined)
  console.warn('SKIPPED: no Chromium was found, so no page is tested. Install it, or set CHROMIUM_PATH.');

/** Letters look the same on every screen: in shades of their colour alone, and where they fall. */
const args = ['--no-sandbox', '--disable-lcd-text', '--font-render-hinting=none'];

export interface OpenedPage {
  readonly page: Page;
  readonly host: BrowserHost;
}

export interface OpenOptions {
  readonly theme?: PageTheme;
  readonly width?: number;
  readonly height?: number;
  /** Of the screen: 2 shows each pixel of the page by four. */
  readonly scale?: number;
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
    server = await servePages(folder, { '': servedPageHtml() });
    browser = await chromium.launch({ executablePath: browserPath ?? '', args });
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

  return async (snapshot, { theme = pageTheme('dark'), width = 1100, height = 900, scale = 1 } = {}) => {
    if (browser === undefined || server === undefined) throw new Error('There is no browser.');
    const page = await browser.newPage({
      viewport: { width, height },
      deviceScaleFactor: scale,
      reducedMotion: 'reduce',
    });
    opened.push(page);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    const host = await BrowserHost.connect(page, snapshot, theme);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return { page, host };
  };
}
