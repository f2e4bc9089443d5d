import { basename } from 'node:path';
import * as vscode from 'vscode';
import { moveOnto } from '../../core/queue/moveJobs.js';
import { Coalesced } from '../coalesced.js';
import type { Host, QueueView, StoredRun } from '../host.js';
import { contextKeys, viewIds } from '../ids.js';
import { trainingSettings } from '../settings.js';
import { LongLists } from '../views/longLists.js';
import { moreItem } from '../views/moreItem.js';
import { queueItem } from './queueItem.js';
import { outlineQueues, type QueueLine, type QueueOutline } from './queueLine.js';
import { jobTooltip, queueMessage } from './queueText.js';
import { isWorkedOff } from './workedQueues.js';

const DRAWING_MS = 250;
const MIME = 'application/vnd.code.tree.modelbakeoff.queue';
const SHOW_MORE = '_modelBakeoff.queue.showMore';

type QueueHost = Pick<Host, 'queues' | 'runs' | 'log'>;

/** The queue's tree: jobs in the order of their turns, to be moved by dragging. Elements are ids of lines. */
export class QueueTree
  implements QueueView, vscode.TreeDataProvider<string>, vscode.TreeDragAndDropController<string>, vscode.Disposable
{
  readonly dragMimeTypes = [MIME];
  readonly dropMimeTypes = [MIME];
  readonly #host: QueueHost;
  readonly #redraw = new vscode.EventEmitter<string[] | undefined>();
  readonly onDidChangeTreeData = this.#redraw.event;
  readonly #view: vscode.TreeView<string>;
  readonly #subscriptions: vscode.Disposable[];
  readonly #pages = new LongLists();
  /** Runs that have changed since they were drawn, by folder. */
  readonly #undrawn = new Set<string>();
  readonly #drawing = new Coalesced(() => this.#draw(), DRAWING_MS);
  readonly #known = new Map<string, boolean>();
  #outline: QueueOutline | undefined;

  constructor(host: QueueHost) {
    this.#host = host;
    this.#view = vscode.window.createTreeView(viewIds.queue, {
      treeDataProvider: this,
      dragAndDropController: this,
      canSelectMany: true,
    });
    this.#subscriptions = [
      this.#view,
      this.#redraw,
      vscode.commands.registerCommand(SHOW_MORE, (id: unknown) => this.#showMore(id)),
      host.queues.onDidChange(() => this.#remake()),
      host.runs.onDidChange(({ changed }) => this.#follow(changed)),
    ];
    this.#tell();
  }

  get selection(): readonly string[] {
    return this.#view.selection;
  }

  placeOf(id: string) {
    const line = this.#lines.lines.get(id);
    if (line === undefined) return undefined;
    return line.kind === 'queue' ? { queue: line.queue } : { queue: line.queue, job: line.job };
  }

  async reveal(root: string): Promise<void> {
    const last = [...this.#lines.lines.values()].findLast((line) => line.queue.root === root && line.kind === 'job');
    const shown = last === undefined ? [] : this.getChildren(this.getParent(last.id));
    // Of a long list only the beginning is there.
    const id = shown.findLast((one) => this.#pages.hiddenBehind(one) === undefined);
    if (id !== undefined) await this.#view.reveal(id, { select: false, focus: false });
  }

  getChildren(id?: string): string[] {
    const line = id === undefined ? undefined : this.#lines.lines.get(id);
    const children = id === undefined ? this.#lines.top : line?.kind === 'queue' ? line.children : [];
    return this.#pages.cut(id, children);
  }

  getParent(id: string): string | undefined {
    const line = this.#lines.lines.get(id);
    if (line?.kind !== 'job') return this.#pages.parentOf(id);
    return this.#lines.lines.has(line.queue.root) ? line.queue.root : undefined;
  }

  getTreeItem(id: string): vscode.TreeItem {
    const hidden = this.#pages.hiddenBehind(id);
    if (hidden !== undefined) return moreItem(id, hidden, SHOW_MORE);
    const line = this.#lines.lines.get(id);
    // Gone since VS Code asked for the list: the list is on its way again.
    return line === undefined ? new vscode.TreeItem('') : queueItem(line, this.#runOf(line), this.#nameOf(line));
  }

  resolveTreeItem(item: vscode.TreeItem, id: string): vscode.TreeItem {
    const line = this.#lines.lines.get(id);
    if (line?.kind !== 'job') return item;
    const { job, estimate } = line;
    item.tooltip = new vscode.MarkdownString(jobTooltip(job, { estimate, run: this.#runOf(line) }, vscode.l10n));
    return item;
  }

  handleDrag(ids: readonly string[], data: vscode.DataTransfer): void {
    data.set(MIME, new vscode.DataTransferItem(ids));
  }

  async handleDrop(target: string | undefined, data: vscode.DataTransfer): Promise<void> {
    const ids: unknown = data.get(MIME)?.value;
    const dragged = (Array.isArray(ids) ? ids : []).flatMap((id) => this.placeOf(String(id)) ?? []);
    const queue = dragged[0]?.queue;
    const under = target === undefined ? undefined : this.placeOf(target);
    // Jobs stay in their queue: their runs belong to its folder.
    if (queue === undefined || (under !== undefined && under.queue.root !== queue.root)) return;
    const jobs = dragged.flatMap((one) => (one.queue === queue && one.job !== undefined ? [one.job.id] : []));
    await this.#host.queues.change(queue.root, moveOnto(queue.queue, jobs, under?.job?.id));
  }

  dispose(): void {
    this.#drawing.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Made when it is looked at. */
  get #lines(): QueueOutline {
    const { queues, runs } = this.#host;
    this.#outline ??= outlineQueues(queues.all, {
      pastRuns: (root) => runs.all.flatMap((run) => pastRun(run, root)),
      atOnce: trainingSettings().parallelRuns,
      now: Date.now(),
    });
    return this.#outline;
  }

  #remake(): void {
    this.#outline = undefined;
    this.#redraw.fire(undefined);
    this.#tell();
  }

  #follow(changed: ReadonlySet<string>): void {
    const { runs } = this.#host;
    for (const runId of changed) {
      const run = runs.get(runId);
      if (run !== undefined) this.#undrawn.add(run.folder);
    }
    this.#drawing.call();
  }

  /** Of the jobs in training, whose figures move. */
  #draw(): void {
    const ids = this.#undrawn.size === 0 ? [] : this.#begunLines();
    this.#undrawn.clear();
    if (ids.length > 0) this.#redraw.fire(ids);
  }

  #begunLines(): string[] {
    return [...this.#lines.lines.values()].flatMap((line) => {
      const run = this.#runOf(line);
      return run !== undefined && this.#undrawn.has(run.folder) ? [line.id] : [];
    });
  }

  #runOf(line: QueueLine): StoredRun | undefined {
    if (line.kind !== 'job' || line.job.runId === undefined) return undefined;
    const run = this.#host.runs.get(line.job.runId);
    return run?.root === line.queue.root ? run : undefined;
  }

  #nameOf({ queue }: QueueLine): string {
    const place = this.#host.runs.roots.find(({ root }) => root === queue.root);
    return place?.workspaceFolder?.name ?? basename(queue.root);
  }

  #showMore(id: unknown): void {
    if (typeof id !== 'string' || !this.#pages.showMore(id)) return;
    const of = this.#pages.parentOf(id);
    this.#redraw.fire(of === undefined ? undefined : [of]);
  }

  /** Badge, message and context keys: they are there while the tree is not looked at, too. */
  #tell(): void {
    const queues = this.#host.queues.all;
    const jobs = queues.flatMap(({ queue }) => queue.jobs);
    // What runs is counted by the results.
    const waiting = jobs.filter(({ state }) => state === 'waiting').length;
    const tooltip = waiting === 1 ? vscode.l10n.t('1 training waits') : vscode.l10n.t('{0} trainings wait', waiting);
    if ((this.#view.badge?.value ?? 0) !== waiting)
      this.#view.badge = waiting === 0 ? undefined : { value: waiting, tooltip };
    const message = queueMessage(queues, vscode.l10n) ?? '';
    if (this.#view.message !== message) this.#view.message = message;
    this.#setContext(contextKeys.hasQueue, jobs.length > 0);
    this.#setContext(contextKeys.isQueueWorked, queues.some(isWorkedOff));
  }

  #setContext(key: string, value: boolean): void {
    if (this.#known.get(key) === value) return;
    this.#known.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}

function pastRun({ root, status, definitionHash, durationMs }: StoredRun, of: string) {
  const isKnown = root === of && status === 'completed' && definitionHash !== undefined && durationMs !== undefined;
  return isKnown ? [{ definitionHash, durationMs }] : [];
}
