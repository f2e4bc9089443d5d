import * as vscode from 'vscode';
import { Coalesced } from '../coalesced.js';
import type { Host, ResultsView, RunStoreChange, StoredRun } from '../host.js';
import { contextKeys, settingIds, viewIds } from '../ids.js';
import { countRunning } from '../runs/countRunning.js';
import { filterMessage } from './filterMessage.js';
import { groupBySetting } from './groupBySetting.js';
import { LongLists } from './longLists.js';
import { moreItem } from './moreItem.js';
import { resultItem } from './resultItem.js';
import { type Redrawn, ResultsModel } from './resultsModel.js';
import { runTooltip, seedsTooltip, tooltipCommands } from './resultTooltip.js';
import { parseRunFilter, type RunFilter } from './runFilter.js';

const SHOW_MORE = '_modelBakeoff.results.showMore';
const LOADING_MS = 400;
/** VS Code draws after 200 ms without a change: told more often, a training would not be seen to move. */
const DRAWING_MS = 250;

type ResultsHost = Pick<Host, 'runs' | 'definitions' | 'compareSet' | 'service' | 'log'>;

/**
 * The results tree, shown from the moment it is made. Elements are node ids, a run's its folder; everything else is asked
 * of the outline and the store.
 */
export class ResultsTree implements ResultsView, vscode.TreeDataProvider<string>, vscode.Disposable {
  readonly #host: ResultsHost;
  readonly #redraw = new vscode.EventEmitter<string[] | undefined>();
  readonly onDidChangeTreeData = this.#redraw.event;
  readonly #model: ResultsModel;
  readonly #view: vscode.TreeView<string>;
  readonly #subscriptions: vscode.Disposable[];
  readonly #filterChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeFilter = this.#filterChanged.event;
  #filter: RunFilter = parseRunFilter('');
  #comparisonNames: ReadonlyMap<string, string> = new Map();
  #areNamesKnown = false;
  /** What a person has opened or shut: VS Code forgets that of lines that a filter or another grouping takes away. */
  readonly #expanded = new Map<string, boolean>();
  readonly #pages = new LongLists();
  /** A long list comes in many pieces: not with each of them is the whole tree made anew. */
  readonly #loading = new Coalesced(() => this.#remake(), LOADING_MS);
  /** Lines that have changed and are not drawn yet. */
  readonly #undrawn = new Set<string>();
  readonly #drawing = new Coalesced(() => this.#draw(), DRAWING_MS);
  /** Something changed while nobody looked. */
  #isOutdated = true;
  #midnight: NodeJS.Timeout | undefined;

  constructor(host: ResultsHost) {
    this.#host = host;
    this.#model = new ResultsModel(() => this.#input());
    this.#view = vscode.window.createTreeView(viewIds.results, {
      treeDataProvider: this,
      manageCheckboxStateManually: true,
      canSelectMany: true,
      showCollapseAll: true,
    });
    const remake = () => this.#remake();
    this.#subscriptions = [
      this.#view,
      this.#redraw,
      this.#filterChanged,
      this.#view.onDidChangeCheckboxState(({ items }) => this.#check(items)),
      this.#view.onDidExpandElement(({ element }) => this.#expanded.set(element, true)),
      this.#view.onDidCollapseElement(({ element }) => this.#expanded.set(element, false)),
      this.#view.onDidChangeVisibility(() => this.#show(this.#isOutdated ? this.#refresh() : [])),
      vscode.commands.registerCommand(SHOW_MORE, (id: unknown) => this.#showMore(id)),
      host.runs.onDidChange((change) => this.#follow(change)),
      host.compareSet.onDidChange(remake),
      host.definitions.onDidChange(() => {
        this.#areNamesKnown = false;
        remake();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settingIds.groupBy)) remake();
      }),
    ];
    this.#awaitMidnight();
    this.#tell();
  }

  get filter(): string {
    return this.#filter.text;
  }

  setFilter(text: string): void {
    if (text === this.filter) return;
    this.#filter = parseRunFilter(text);
    this.#remake();
    this.#filterChanged.fire();
    void vscode.commands.executeCommand('setContext', contextKeys.hasFilter, text.trim() !== '');
  }

  get selection(): readonly string[] {
    return this.#view.selection.flatMap((id) => this.#runsIn(id).map(({ folder }) => folder));
  }

  foldersOf(element: string): readonly string[] | undefined {
    const runs = this.#runsIn(element);
    return runs.length === 0 ? undefined : runs.map(({ folder }) => folder);
  }

  getChildren(id?: string): string[] {
    if (this.#isOutdated) this.#refresh();
    if (!this.#areNamesKnown) void this.#readComparisonNames();
    const children = (id === undefined ? this.#model.outline.roots : this.#model.get(id)?.children) ?? [];
    return this.#pages.cut(id, children);
  }

  getParent(id: string): string | undefined {
    return this.#pages.parentOf(id) ?? this.#model.get(id)?.parent;
  }

  getTreeItem(id: string): vscode.TreeItem {
    const hidden = this.#pages.hiddenBehind(id);
    if (hidden !== undefined) return moreItem(id, hidden, SHOW_MORE);
    const node = this.#model.get(id);
    // Gone since VS Code asked for the list: the list is on its way again.
    return node === undefined ? new vscode.TreeItem('') : resultItem(node, Date.now(), this.#expanded.get(id));
  }

  async resolveTreeItem(item: vscode.TreeItem, id: string, token: vscode.CancellationToken): Promise<vscode.TreeItem> {
    const node = this.#model.get(id);
    if (node?.kind !== 'run' && node?.kind !== 'seeds') return item;
    if (node.kind === 'seeds') item.tooltip = new vscode.MarkdownString(seedsTooltip(node.runs, vscode.l10n));
    else {
      const bytes = await this.#sizeOf(node.run, token);
      const facts = { isStale: node.isStale, now: Date.now(), ...(bytes === undefined ? {} : { bytes }) };
      item.tooltip = new vscode.MarkdownString(runTooltip(node.run, facts, vscode.l10n));
      item.tooltip.isTrusted = { enabledCommands: tooltipCommands };
    }
    return item;
  }

  dispose(): void {
    clearTimeout(this.#midnight);
    this.#loading.dispose();
    this.#drawing.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #input() {
    const { runs, compareSet } = this.#host;
    return {
      runs: runs.all,
      groupBy: groupBySetting(),
      filter: this.#filter,
      compared: new Set(compareSet.runIds),
      baseline: compareSet.baseline,
      isStale: (run: StoredRun) => runs.isStale(run),
      comparisonNames: this.#comparisonNames,
      now: Date.now(),
    };
  }

  #refresh(): Redrawn {
    this.#isOutdated = false;
    return this.#model.refresh();
  }

  #remake(): void {
    if (this.#view.visible) this.#show(this.#refresh());
    else {
      this.#isOutdated = true;
      this.#tell();
    }
  }

  #follow({ changed, removed }: RunStoreChange): void {
    const { runs } = this.#host;
    if (!runs.isLoaded) this.#loading.call();
    else if (!this.#view.visible || this.#isOutdated || removed.size > 0) this.#remake();
    else this.#show(this.#model.update([...changed].map((runId) => runs.get(runId))));
  }

  #show(redrawn: Redrawn): void {
    if (redrawn === 'all') {
      this.#undrawn.clear();
      this.#redraw.fire(undefined);
    } else if (redrawn.length > 0) {
      for (const id of redrawn) this.#undrawn.add(id);
      this.#drawing.call();
    }
    this.#tell();
  }

  #draw(): void {
    const ids = [...this.#undrawn].filter((id) => this.#model.get(id) !== undefined);
    this.#undrawn.clear();
    if (ids.length > 0) this.#redraw.fire(ids);
  }

  #showMore(id: unknown): void {
    if (typeof id !== 'string' || !this.#pages.showMore(id)) return;
    const of = this.#pages.parentOf(id);
    this.#redraw.fire(of === undefined ? undefined : [of]);
  }

  /** Badge and message: they are there while the tree is not looked at, too. */
  #tell(): void {
    const { runs } = this.#host;
    const running = countRunning(runs.all);
    const tooltip = running === 1 ? vscode.l10n.t('1 run in training') : vscode.l10n.t('{0} runs in training', running);
    if ((this.#view.badge?.value ?? 0) !== running)
      this.#view.badge = running === 0 ? undefined : { value: running, tooltip };
    const message = runs.isLoaded
      ? (filterMessage(this.#filter, this.#model.outline, vscode.l10n) ?? '')
      : vscode.l10n.t('Reading runs…');
    if (this.#view.message !== message) this.#view.message = message;
  }

  #check(items: readonly (readonly [string, vscode.TreeItemCheckboxState])[]): void {
    const { compareSet, log } = this.#host;
    const runIds = new Set(compareSet.runIds);
    for (const [id, state] of items) {
      for (const { runId } of this.#runsIn(id))
        if (state === vscode.TreeItemCheckboxState.Checked) runIds.add(runId);
        else runIds.delete(runId);
    }
    compareSet.set([...runIds]).catch((error) => log.error('The compare set could not be kept.', error));
  }

  /** The run of a line, or those of its seeds; none of a heading. */
  #runsIn(id: string): readonly StoredRun[] {
    const node = this.#model.get(id);
    return node?.kind === 'run' ? [node.run] : node?.kind === 'seeds' ? node.runs : [];
  }

  async #sizeOf(run: StoredRun, token: vscode.CancellationToken): Promise<number | undefined> {
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => abort.abort());
    try {
      return await this.#host.service.request('sizeOfRun', { folder: run.folder }, { signal: abort.signal });
    } catch {
      // Pointed away, or the run is just being deleted: the tooltip goes without.
      return undefined;
    } finally {
      subscription.dispose();
    }
  }

  /** Never rejects. */
  async #readComparisonNames(): Promise<void> {
    const { definitions, log } = this.#host;
    this.#areNamesKnown = true;
    try {
      const files = await definitions.list();
      const comparisons = files.filter(({ kind }) => kind === 'comparison');
      this.#comparisonNames = new Map(comparisons.map(({ hash, name }) => [hash, name]));
      // Which definitions have been edited is known by now, too.
      if (files.length > 0) this.#remake();
    } catch (error) {
      log.error('The names of comparisons could not be read.', error);
    }
  }

  /** "Today" is another day then. */
  #awaitMidnight(): void {
    const now = new Date();
    const next = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 0, 0, 1);
    this.#midnight = setTimeout(() => {
      this.#refresh();
      this.#show('all');
      this.#awaitMidnight();
    }, next.getTime() - now.getTime());
  }
}
