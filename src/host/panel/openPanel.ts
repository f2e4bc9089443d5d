import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import { Channel } from '../../protocol/channel.js';
import type { Focus, HostContract, PageContract, PageSection, Snapshot } from '../../protocol/page.js';
import { readSelection } from '../../protocol/pageReaders.js';
import { attributionsChanged } from '../attribution/attributionsChanged.js';
import type { Host, ResultsPanel } from '../host.js';
import { panelViewType } from '../ids.js';
import { pageHandlers } from './pageHandlers.js';
import { pageHtml } from './pageHtml.js';
import { chosenRuns, type PanelChoice } from './panelChoice.js';
import { type RunToShow, ShownRuns } from './shownRuns.js';

type ShowOptions = NonNullable<Parameters<ResultsPanel['show']>[0]>;

/** The results panel while it is open: a webview, the runs in it, and the channel between the two. */
export class OpenPanel {
  readonly #host: Host;
  readonly #webviewPanel: vscode.WebviewPanel;
  readonly #channel: Channel<HostContract, PageContract>;
  readonly #shown: ShownRuns;
  readonly #subscriptions: vscode.Disposable[];
  #choice: PanelChoice;
  /** A view to go to once there is a page. */
  #view: string | undefined;
  /** What to look at in that view. */
  #focus: Focus | undefined;
  #section: PageSection | undefined;
  /** Asked for to be looked at, whatever the runs were trained on. */
  #dataset: string | undefined;
  /** Ids and folders of what was asked for last. */
  #asked: string | undefined;
  #reading: Promise<void> = Promise.resolve();
  #isPageReady = false;
  /** Where it was seen last. */
  #column: vscode.ViewColumn | undefined;
  /** For runs that have not been listed yet. */
  #isWaiting = false;
  #compared: readonly string[];

  /** Opens a new panel. */
  static create(host: Host, { runIds, preserveFocus }: ShowOptions, onClosed: () => void): OpenPanel {
    const webviewPanel = vscode.window.createWebviewPanel(
      panelViewType,
      vscode.l10n.t('Results'),
      { viewColumn: vscode.ViewColumn.Active, preserveFocus: preserveFocus === true },
      {},
    );
    return new OpenPanel(host, webviewPanel, choiceOf(runIds), onClosed);
  }

  /** Takes over a panel that VS Code kept over a reload, with what its page had selected. */
  static restore(host: Host, webviewPanel: vscode.WebviewPanel, state: unknown, onClosed: () => void): OpenPanel {
    const runs = readSelection(state)?.runs;
    const isCompared = runs === undefined || runs.length === 0 || runs.join() === host.compareSet.runIds.join();
    return new OpenPanel(host, webviewPanel, choiceOf(isCompared ? undefined : runs), onClosed);
  }

  private constructor(host: Host, webviewPanel: vscode.WebviewPanel, choice: PanelChoice, onClosed: () => void) {
    this.#host = host;
    this.#webviewPanel = webviewPanel;
    this.#choice = choice;
    this.#compared = host.compareSet.runIds;
    const { webview } = webviewPanel;
    const { log, service, runs, definitions, compareSet } = host;
    this.#shown = new ShownRuns(service, {
      onShown: () => this.#tellAll(),
      onEvents: (told) => this.#channel.notify('runEvents', told),
      onFacts: (facts) => this.#channel.notify('factsChanged', { ...baselineOf(host), facts }),
    });
    this.#channel = new Channel<HostContract, PageContract>(
      {
        post: (message) => void webview.postMessage(message),
        listen(listener) {
          const subscription = webview.onDidReceiveMessage(listener);
          return () => subscription.dispose();
        },
      },
      pageHandlers(host, {
        ready: () => this.#welcome(),
        shownIds: () => this.#wantedIds(),
        showCompared: () => this.#choose({ kind: 'compared' }),
        remove: (runId) => this.#remove(runId),
      }),
      { onProblem: (problem) => log.warn(`Results panel: ${printable(problem)}`) },
    );
    this.#subscriptions = [
      webviewPanel.onDidDispose(() => {
        this.dispose();
        onClosed();
      }),
      webviewPanel.onDidChangeViewState(() => this.#look()),
      runs.onDidChange(() => this.#refresh()),
      definitions.onDidChange(() => this.#refresh()),
      compareSet.onDidChange(() => this.#takeCompareSet()),
      service.onDidRestart(() => {
        this.#shown.forget();
        this.#asked = undefined;
        this.#refresh();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#tellAll()),
      attributionsChanged(() => {
        if (this.#isPageReady) this.#channel.notify('attributionsChanged', null);
      }),
    ];
    this.#load();
    this.#look();
    this.#refresh();
    // Whether a definition has been edited since is known of files that have been listed.
    definitions.list().then(
      () => this.#refresh(),
      (error: unknown) => log.warn('The definitions cannot be listed.', error),
    );
  }

  /** Brings it to the front, with other runs or another view if so asked. */
  async show({ runIds, view, dataset, focus, section, preserveFocus }: ShowOptions): Promise<void> {
    // Without a column it would move to the one that is active.
    this.#webviewPanel.reveal(this.#column, preserveFocus === true);
    this.#dataset = dataset ?? this.#dataset;
    if (view !== undefined && this.#isPageReady) {
      const told = {
        ...(dataset === undefined ? {} : { dataset }),
        ...(focus === undefined ? {} : { focus }),
        ...(section === undefined ? {} : { section }),
      };
      this.#channel.notify('viewAsked', { view, ...told });
    } else if (view !== undefined) {
      this.#view = view;
      this.#focus = focus;
      this.#section = section;
    }
    this.#choose(choiceOf(runIds));
    await this.#reading;
  }

  /** See `ResultsPanel`. */
  doubtsChanged(): void {
    if (this.#isPageReady) this.#channel.notify('doubtsChanged', null);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#channel.dispose();
    this.#shown.dispose();
    this.#webviewPanel.dispose();
  }

  #load(): void {
    const { extensionUri } = this.#host.context;
    const { webview } = this.#webviewPanel;
    const fileOf = (...path: string[]) => vscode.Uri.joinPath(extensionUri, ...path);
    this.#webviewPanel.iconPath = {
      light: fileOf('media', 'resultsLight.svg'),
      dark: fileOf('media', 'resultsDark.svg'),
    };
    webview.options = { enableScripts: true, localResourceRoots: [fileOf('dist'), fileOf('media')] };
    webview.html = pageHtml({
      script: webview.asWebviewUri(fileOf('dist', 'webview.js')).toString(),
      style: webview.asWebviewUri(fileOf('dist', 'webview.css')).toString(),
      source: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      language: 'en',
    });
  }

  /** The answer to a page that has just begun: everything. */
  async #welcome(): Promise<Snapshot> {
    while (this.#isWaiting) await nextEvent(this.#host.runs.onDidChange);
    await this.#reading;
    this.#isPageReady = true;
    this.#shown.isSeen = this.#webviewPanel.visible;
    return this.#snapshot();
  }

  /** A page that cannot be seen hears nothing, and is gone as a rule. When it is seen again, it says that it is ready. */
  #look(): void {
    this.#column = this.#webviewPanel.viewColumn ?? this.#column;
    if (this.#webviewPanel.visible) return;
    this.#isPageReady = false;
    this.#shown.isSeen = false;
  }

  #tellAll(): void {
    if (this.#isPageReady) this.#channel.notify('shown', this.#snapshot());
  }

  #snapshot(): Snapshot {
    const view = this.#view;
    const focus = this.#focus;
    const section = this.#section;
    this.#view = undefined;
    this.#focus = undefined;
    this.#section = undefined;
    return {
      runs: this.#shown.runs,
      missing: this.#shown.missing,
      ...baselineOf(this.#host),
      ...(view === undefined ? {} : { view }),
      ...(focus === undefined ? {} : { focus }),
      ...(section === undefined ? {} : { section }),
      ...(this.#dataset === undefined ? {} : { dataset: this.#dataset }),
      canTrain: vscode.workspace.isTrusted,
    };
  }

  #choose(choice: PanelChoice): void {
    this.#choice = choice;
    this.#refresh();
  }

  /** What is ticked is what the person wants to see now; which run is the baseline changes nothing in that. */
  #takeCompareSet(): void {
    const { runIds } = this.#host.compareSet;
    const isSame = runIds.join() === this.#compared.join();
    this.#compared = runIds;
    if (!isSame) this.#choose({ kind: 'compared' });
    if (this.#isPageReady) this.#channel.notify('factsChanged', { ...baselineOf(this.#host), facts: [] });
  }

  #remove(runId: string): void {
    const { compareSet } = this.#host;
    const others = this.#wantedIds().filter((other) => other !== runId);
    if (compareSet.runIds.includes(runId) && this.#choice.kind === 'compared') void compareSet.toggle(runId, false);
    else this.#choose({ kind: 'certain', runIds: others });
  }

  #wantedIds(): readonly string[] {
    const { runs, compareSet } = this.#host;
    return chosenRuns(this.#choice, compareSet.runIds, runs.all[0]?.runId);
  }

  /** Shows the runs that are wanted now, if those are others than before; else tells what is new about them. */
  #refresh(): void {
    const { runs } = this.#host;
    const wanted = this.#wantedIds().map((runId) => this.#toShow(runId));
    const [first] = wanted;
    this.#webviewPanel.title =
      wanted.length === 1 && first !== undefined
        ? vscode.l10n.t('Results: {0}', this.#nameOf(first.runId))
        : vscode.l10n.t('Results');
    // One that is not there may only not have been listed yet.
    const isUnknown = wanted.length === 0 || wanted.some(({ folder }) => folder === undefined);
    this.#isWaiting = !runs.isLoaded && isUnknown;
    if (this.#isWaiting) return;
    const asked = JSON.stringify(wanted.map(({ runId, folder }) => [runId, folder]));
    if (asked === this.#asked) {
      this.#shown.setFacts(wanted);
      return;
    }
    this.#asked = asked;
    this.#reading = this.#shown.show(wanted);
  }

  #toShow(runId: string): RunToShow {
    const { runs } = this.#host;
    const run = runs.get(runId);
    if (run === undefined) return { runId, facts: {} };
    const isStale = runs.isStale(run);
    const { label, folder } = run;
    return {
      runId,
      folder,
      facts: { ...(label === undefined ? {} : { label }), ...(isStale === undefined ? {} : { isStale }) },
    };
  }

  #nameOf(runId: string): string {
    const run = this.#host.runs.get(runId);
    return printable(run?.label ?? run?.modelName ?? runId);
  }
}

function choiceOf(runIds: readonly string[] | undefined): PanelChoice {
  return runIds === undefined ? { kind: 'compared' } : { kind: 'certain', runIds };
}

function baselineOf({ compareSet }: Host): { readonly baseline?: string } {
  return compareSet.baseline === undefined ? {} : { baseline: compareSet.baseline };
}

function nextEvent(event: vscode.Event<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const subscription = event(() => {
      subscription.dispose();
      resolve();
    });
  });
}
