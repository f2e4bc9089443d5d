import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { CommandLine } from './commandLine.js';
import { developmentOptions, withDevelopmentOptions, workbenchAddress } from './workbenchPage.js';

export interface WindowsOptions {
  readonly origin: string;
  readonly token: string;
  readonly commandLine: CommandLine;
  readonly chromiumPath: string;
  readonly userData: string;
  readonly size: WindowSize;
  /** What the extension host that runs the tests prints. */
  readonly onHostOutput: (level: string, values: readonly unknown[]) => void;
  /** Whatever else may explain a failure, a line at a time. */
  readonly onLine: (line: string) => void;
  /** The tests of window 0 have ended. */
  readonly onTestsEnd: (code: number) => void;
  readonly onCrash: (reason: string) => void;
}

/** CSS pixels, and how many pixels of a screenshot one of them gets. */
export interface WindowSize {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** The windows of one VS Code: pages of one headless Chromium, numbered from 0. Window 0 runs the tests. */
export class Windows {
  readonly #options: WindowsOptions;
  readonly #context: BrowserContext;
  readonly #pages: (Page | undefined)[] = [];
  readonly #errors = new Map<Page, string[]>();

  private constructor(options: WindowsOptions, context: BrowserContext) {
    this.#options = options;
    this.#context = context;
  }

  /** Starts the browser; `open` opens windows. What it remembers lies in the user data, as with VS Code itself. */
  static async start(options: WindowsOptions): Promise<Windows> {
    const { origin, token, size, userData } = options;
    const context = await chromium.launchPersistentContext(join(userData, 'browser'), {
      executablePath: options.chromiumPath,
      viewport: { width: size.width, height: size.height },
      deviceScaleFactor: size.scale,
      // A page that passed through our hands (see #develop) counts as none of this machine's: it may reach the server all the same.
      permissions: ['clipboard-read', 'clipboard-write', 'local-network-access'],
      reducedMotion: 'reduce',
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [
        // An extension brings all that it shows: there is no network but this machine.
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
        '--disable-dev-shm-usage',
      ],
    });
    await context.addCookies([{ name: 'vscode-tkn', value: token, url: origin }]);
    return new Windows(options, context);
  }

  /** Opens one more window; gives its number. */
  async open(): Promise<number> {
    const { origin, commandLine, onCrash, onLine } = this.#options;
    const index = this.#pages.length;
    const page = (index === 0 ? this.#context.pages()[0] : undefined) ?? (await this.#context.newPage());
    this.#pages.push(page);
    const errors: string[] = [];
    this.#errors.set(page, errors);
    page.on('crash', () => onCrash(`window ${index} crashed`));
    page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
      onLine(`window ${index}: ${message.text()}`);
    });
    await this.#develop(page, index === 0);
    if (index === 0 && commandLine.testsPath !== undefined) await this.#listenToTests(page);
    await page.goto(workbenchAddress(origin, commandLine.open, commandLine.disableExtensions), { timeout: 60_000 });
    return index;
  }

  /** @throws Error when there is no such window. */
  page(index = 0): Page {
    const page = this.#pages[index];
    if (page === undefined) throw new Error(`There is no window ${index}.`);
    return page;
  }

  /** Numbers of the windows that are open, in their order. */
  numbers(): number[] {
    return this.#pages.flatMap((page, index) => (page === undefined ? [] : [index]));
  }

  /** Errors on the console of a window, oldest first. */
  errors(index = 0): string[] {
    return this.#errors.get(this.page(index)) ?? [];
  }

  async close(index: number): Promise<void> {
    const page = this.page(index);
    this.#pages[index] = undefined;
    await page.close();
  }

  /** Ends the browser. */
  async stop(): Promise<void> {
    await this.#context.close();
  }

  /** Each load of the workbench's page, reloads included, gets the development options. */
  async #develop(page: Page, runsTests: boolean): Promise<void> {
    const { commandLine, origin } = this.#options;
    const options = developmentOptions(commandLine, { origin, runsTests });
    await page.route(
      (url) => url.origin === origin && url.pathname === '/',
      async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: withDevelopmentOptions(await response.text(), options) });
      },
    );
  }

  /** The workbench calls `codeAutomationExit` and `codeAutomationLog`, where a page has them. */
  async #listenToTests(page: Page): Promise<void> {
    const { onHostOutput, onTestsEnd } = this.#options;
    await page.exposeFunction('codeAutomationExit', (code?: number) => onTestsEnd(code ?? 1));
    await page.exposeFunction('bakeoffHostOutput', onHostOutput);
    await page.addInitScript(() => {
      const scope = globalThis as unknown as Record<string, (level: string, values: unknown[]) => void>;
      // The workbench's own log comes by the same way: only the extension host's has this remote call on its stack.
      scope.codeAutomationLog = (level, values) => {
        Error.stackTraceLimit = Math.max(Error.stackTraceLimit, 40);
        if (!new Error().stack?.includes('$logExtensionHostMessage')) return;
        scope.bakeoffHostOutput?.(
          level,
          values.map((value) => (value instanceof Error ? value.stack : value)),
        );
      };
    });
  }
}
