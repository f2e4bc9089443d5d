import type { Page } from 'playwright-core';
import { Channel, type Handlers } from '../../../src/protocol/channel.js';
import type { HostContract, PageContract, PageNotices, PageRequests, Snapshot } from '../../../src/protocol/page.js';
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
`;

/** Sets a theme as VS Code does: variables at the root, then the class of the body. */
function themeScript({ variables, bodyClass }: PageTheme): string {
  return `
    document.documentElement.style.cssText = '';
    for (const [name, value] of Object.entries(${JSON.stringify(variables)}))
      document.documentElement.style.setProperty('--vscode-' + name, value);
    document.body.className = ${JSON.stringify(bodyClass)};
    document.body.dataset.vscodeThemeKind = ${JSON.stringify(bodyClass.split(' ').at(-1))};
  `;
}

/** The extension host as a page in a browser knows it: answers what a test gives it, and remembers what was asked. */
export class FakeHost {
  /** Requests of the page, in order. */
  readonly asked: (readonly [name: string, params: unknown])[] = [];
  readonly problems: string[] = [];
  /** Why requests fail, by their name. */
  readonly refusals = new Map<string, Error>();
  /** What a page that is ready is told. */
  snapshot: Snapshot;
  readonly #page: Page;
  readonly #channel: Channel<HostContract, PageContract>;
  #hear: (message: unknown) => void = () => undefined;

  /** To be made before the page is loaded. */
  static async connect(page: Page, snapshot: Snapshot, theme: PageTheme): Promise<FakeHost> {
    const host = new FakeHost(page, snapshot);
    await page.exposeFunction('toHost', (message: unknown) => host.#hear(message));
    await page.addInitScript(api(theme));
    return host;
  }

  private constructor(page: Page, snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.#page = page;
    const results: { readonly [Name in keyof PageRequests]: () => PageRequests[Name]['result'] } = {
      ready: () => this.snapshot,
      openDefinition: () => null,
      showWhatChanged: () => null,
      showRunLog: () => null,
      stopRun: () => null,
      resumeRun: () => null,
      pickRuns: () => null,
      removeRun: () => null,
      setBaseline: () => null,
      trainModel: () => null,
      saveText: () => true,
      saveImage: () => true,
    };
    const handlers = Object.entries(results).map(([name, result]) => [
      name,
      (params: unknown) => {
        this.asked.push([name, params]);
        const refusal = this.refusals.get(name);
        if (refusal !== undefined) throw refusal;
        return result();
      },
    ]);
    const port = {
      // As JSON, like VS Code's: NaN becomes null. What is said to a page that has just gone is lost.
      post: (message: unknown) =>
        void page.evaluate(`window.postMessage(${JSON.stringify(message)})`).catch(() => undefined),
      listen: (listener: (message: unknown) => void) => {
        this.#hear = listener;
        return () => undefined;
      },
    };
    this.#channel = new Channel<HostContract, PageContract>(
      port,
      Object.fromEntries(handlers) as unknown as Handlers<HostContract>,
      { onProblem: (problem) => this.problems.push(problem) },
    );
  }

  tell<Name extends keyof PageNotices>(name: Name, payload: PageNotices[Name]): void {
    this.#channel.notify(name, payload);
  }

  async setTheme(theme: PageTheme): Promise<void> {
    await this.#page.evaluate(themeScript(theme));
  }

  /** Parameters of each request of that name. */
  askedFor(name: keyof PageRequests): unknown[] {
    return this.asked.filter(([asked]) => asked === name).map(([, params]) => params);
  }
}
