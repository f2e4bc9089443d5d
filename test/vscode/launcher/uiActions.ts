import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { UiActionName, UiBody, UiResult } from '../uiProtocol.js';
import { countMatches, locate } from './locate.js';
import type { Windows } from './windows.js';

/** Where actions happen. */
export interface UiContext {
  readonly windows: Windows;
  readonly screenshotFolder: string;
}

type Handlers = { readonly [A in UiActionName]: (context: UiContext, body: UiBody<A>) => Promise<UiResult<A>> };

/** What a quiet machine does at once takes a busy one many seconds; a webview that is shown again, up to thirty. */
const DEFAULT_TIMEOUT_MS = 60_000;

/** What each action does. All wait until their element is there, and fail when it is not in time. */
const handlers: Handlers = {
  click: async (context, body) => {
    const { element, timeout } = await find(context, body);
    const { position, button, clickCount, modifiers } = body;
    await element.click({
      timeout,
      ...(position === undefined ? {} : { position }),
      ...(button === undefined ? {} : { button }),
      ...(clickCount === undefined ? {} : { clickCount }),
      ...(modifiers === undefined ? {} : { modifiers: [...modifiers] }),
    });
    return null;
  },
  hover: async (context, body) => {
    const { element, timeout } = await find(context, body);
    await element.hover({ timeout, ...(body.position === undefined ? {} : { position: body.position }) });
    return null;
  },
  press: async ({ windows }, { window, keys }) => {
    for (const key of [keys].flat()) await windows.page(window).keyboard.press(key);
    return null;
  },
  type: async ({ windows }, { window, text }) => {
    await windows.page(window).keyboard.type(text);
    return null;
  },
  fill: async (context, body) => {
    const { element, timeout } = await find(context, body);
    await element.fill(body.text, { timeout });
    return null;
  },
  select: async (context, body) => {
    const { element, timeout } = await find(context, body);
    await element.selectOption(body.value, { timeout });
    return null;
  },
  drag: async (context, body) => {
    const { element, timeout } = await find(context, body);
    const box = await element.boundingBox({ timeout });
    if (box === null) throw new Error(`${body.selector} is not visible.`);
    const { mouse } = context.windows.page(body.window);
    await mouse.move(box.x + body.from.x, box.y + body.from.y);
    await mouse.down();
    await mouse.move(box.x + body.to.x, box.y + body.to.y, { steps: 10 });
    await mouse.up();
    return null;
  },
  wheel: async (context, body) => {
    const { element, timeout } = await find(context, body);
    await element.hover({ timeout });
    await context.windows.page(body.window).mouse.wheel(body.dx ?? 0, body.dy ?? 0);
    return null;
  },
  wait: async (context, body) => {
    const { state = 'visible' } = body;
    // A webview that is gone has none of its elements.
    if ((state === 'hidden' || state === 'detached') && body.webview !== undefined)
      return untilNone(context, body, DEFAULT_TIMEOUT_MS);
    const { element, timeout } = await find(context, body);
    await element.waitFor({ state, timeout });
    return null;
  },
  text: async (context, body) => {
    const { element, timeout } = await find(context, body);
    return element.innerText({ timeout });
  },
  count: ({ windows }, body) => countMatches(windows.page(body.window), body),
  box: async (context, body) => {
    const { element, timeout } = await find(context, body);
    return element.boundingBox({ timeout });
  },
  aria: async (context, body) => {
    const { element, timeout } = await find(context, body);
    return element.ariaSnapshot({ timeout });
  },
  evaluate: async (context, body) => {
    const { element, timeout } = await find(context, { ...body, selector: body.selector ?? ':root' });
    // A text of the test's own, as a function cannot travel over HTTP.
    const call = new Function('element', 'argument', `return (${body.expression})(element, argument)`);
    return element.evaluate(call as (element: unknown, argument: unknown) => unknown, body.argument, { timeout });
  },
  screenshot: async (context, body) => {
    mkdirSync(context.screenshotFolder, { recursive: true });
    const path = join(context.screenshotFolder, `${body.name.replace(/[^\w.-]+/g, '-')}.png`);
    const { selector, timeoutMs = DEFAULT_TIMEOUT_MS } = body;
    if (selector === undefined) await context.windows.page(body.window).screenshot({ path, timeout: timeoutMs });
    else await (await find(context, { ...body, selector })).element.screenshot({ path, timeout: timeoutMs });
    return path;
  },
  resize: async ({ windows }, { window, width, height }) => {
    await windows.page(window).setViewportSize({ width, height });
    return null;
  },
  reload: async ({ windows }, { window }) => {
    await windows.page(window).reload({ waitUntil: 'commit' });
    return null;
  },
  openWindow: ({ windows }) => windows.open(),
  windows: async ({ windows }) => windows.numbers(),
  closeWindow: async ({ windows }, { window }) => {
    await windows.close(window);
    return null;
  },
  pageErrors: async ({ windows }, { window }) => windows.errors(window),
};

/** Does what a request asks. @throws Error when there is no such action, or it fails. */
export async function act(context: UiContext, name: string, body: unknown): Promise<unknown> {
  if (!Object.hasOwn(handlers, name))
    throw new Error(`There is no action "${name}"; there are ${Object.keys(handlers).join(', ')}.`);
  const handler = handlers[name as UiActionName] as (context: UiContext, body: unknown) => Promise<unknown>;
  return handler(context, body);
}

async function find({ windows }: UiContext, body: UiBody<'text'>) {
  const { timeoutMs: timeout = DEFAULT_TIMEOUT_MS } = body;
  return { element: await locate(windows.page(body.window), body, timeout), timeout };
}

async function untilNone({ windows }: UiContext, body: UiBody<'wait'>, defaultMs: number): Promise<null> {
  const page = windows.page(body.window);
  for (const end = Date.now() + (body.timeoutMs ?? defaultMs); (await countMatches(page, body)) > 0; ) {
    if (Date.now() > end) throw new Error(`${body.selector} is still there.`);
    await page.waitForTimeout(50);
  }
  return null;
}
