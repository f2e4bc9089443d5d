import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Locator, Page } from 'playwright-core';
import type { Target } from '../uiProtocol.js';

/** The element that a target names, in the workbench or in a webview that has it. */
export async function locate(page: Page, target: Target, timeoutMs: number): Promise<Locator> {
  const { selector, webview, nth = 0 } = target;
  if (selector === undefined || selector === '') throw new Error('Name an element: "selector" is missing.');
  if (webview === undefined) return page.locator(selector).nth(nth);
  for (const end = Date.now() + timeoutMs; ; await delay(50)) {
    const frames = await visibleWebviews(page, webview);
    for (const frame of frames) if ((await countIn(frame, selector)) > nth) return frame.locator(selector).nth(nth);
    if (Date.now() < end) continue;
    const seen =
      frames.length === 0 ? 'none is visible' : `visible: ${(await Promise.all(frames.map(titleOf))).join(', ')}`;
    throw new Error(`No webview ${webview === true ? '' : `"${webview}" `}has ${selector} (${seen}).`);
  }
}

/** How many elements match now. */
export async function countMatches(page: Page, { selector, webview }: Target): Promise<number> {
  if (webview === undefined) return page.locator(selector).count();
  const frames = await visibleWebviews(page, webview);
  const counts = await Promise.all(frames.map((frame) => countIn(frame, selector)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** A webview is a frame of VS Code in the page, and in it the frame that holds what the extension shows. */
async function visibleWebviews(page: Page, wanted: true | string): Promise<Frame[]> {
  const found: Frame[] = [];
  for (const outer of page.mainFrame().childFrames()) {
    try {
      const element = await outer.frameElement();
      if (!(await element.isVisible())) continue;
      const extension = new URL(outer.url()).searchParams.get('extensionId') ?? '';
      for (const inner of outer.childFrames()) {
        if ((await (await inner.frameElement()).getAttribute('id')) !== 'active-frame') continue;
        if (wanted === true || `${await inner.title()}\n${extension}`.includes(wanted)) found.push(inner);
      }
    } catch {
      // Webviews come and go while they are looked at.
    }
  }
  return found;
}

async function countIn(frame: Frame, selector: string): Promise<number> {
  try {
    return await frame.locator(selector).count();
  } catch (error) {
    if (frame.isDetached()) return 0;
    throw error;
  }
}

async function titleOf(frame: Frame): Promise<string> {
  return `"${await frame.title().catch(() => '?')}"`;
}
