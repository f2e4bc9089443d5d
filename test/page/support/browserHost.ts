import type { Page } from 'playwright-core';
import type { Port } from '../../../src/protocol/channel.js';
import type { Snapshot } from '../../../src/protocol/page.js';
import { applyTheme } from '../../../webview/report/applyTheme.js';
import { FakeHost } from './fakeHost.js';
import type { PageTheme } from './themes.js';

/** Stands where VS Code gives a page its only way out; the state outlives a reload as it does there. */
const api = (theme: PageTheme) => `
  window.acquireVsCodeApi = () => {
    ${themeScript(theme)}
    return {
      postMessage: (message) => void window.toHost(message),
      getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
      setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
    };
  };
  window.hearHost = (text) => {
    const arrays = { Uint8Array, Uint16Array, Uint32Array, Int16Array, Float32Array };
    const whole = (key, value) => {
      if (typeof value?.$array !== 'string') return value;
      const bytes = Uint8Array.from(atob(value.base64), (character) => character.charCodeAt(0));
      return new arrays[value.$array](bytes.buffer);
    };
    window.postMessage(JSON.parse(text, whole));
  };
`;

function themeScript(theme: PageTheme): string {
  return `(${applyTheme.toString()})(document, ${JSON.stringify(theme)});`;
}

/** A fake host outside the browser, of a page in it. */
export class BrowserHost extends FakeHost {
  readonly #page: Page;

  /** To be made before the page is loaded. */
  static async connect(page: Page, snapshot: Snapshot, theme: PageTheme): Promise<BrowserHost> {
    let hear: (message: unknown) => void = () => undefined;
    const port: Port = {
      // What is said to a page that has just gone is lost.
      post: (message) => void page.evaluate(`hearHost(${JSON.stringify(sent(message))})`).catch(() => undefined),
      listen: (listener) => {
        hear = listener;
        return () => undefined;
      },
    };
    const host = new BrowserHost(page, port, snapshot);
    await page.exposeFunction('toHost', (message: unknown) => hear(message));
    await page.addInitScript(api(theme));
    return host;
  }

  private constructor(page: Page, port: Port, snapshot: Snapshot) {
    super(port, snapshot);
    this.#page = page;
  }

  async setTheme(theme: PageTheme): Promise<void> {
    await this.#page.evaluate(themeScript(theme));
  }
}

/** A message as VS Code sends it: JSON, in which NaN becomes null, but typed arrays stay what they are. */
function sent(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value;
    const { buffer, byteOffset, byteLength } = value;
    const base64 = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
    return { $array: value.constructor.name, base64 };
  });
}
