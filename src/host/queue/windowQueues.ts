import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { OrderedJob, QueueRoom, ServedQueue } from '../../protocol/queue.js';
import { RemoteError } from '../../protocol/remoteError.js';
import { showError } from '../commands/showError.js';
import type { Queues, RunStore, Service, Training } from '../host.js';
import { settingIds } from '../ids.js';
import { trainingSettings } from '../settings.js';

/** Roots whose queues this window works off. */
const MEMORY_KEY = 'queues.worked';

export interface WindowQueuesParts {
  readonly service: Service;
  readonly runs: Pick<RunStore, 'roots'>;
  readonly training: Pick<Training, 'waiting' | 'onDidChange'>;
  readonly log: vscode.LogOutputChannel;
  readonly memory: vscode.Memento;
}

/** The queues of the window's runs roots, as the service tells them. A queue that was being worked off still is after a reload. */
export class WindowQueues implements Queues, vscode.Disposable {
  readonly #parts: WindowQueuesParts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];
  /** By root; undefined until it has been read. */
  readonly #queues = new Map<string, ServedQueue | undefined>();
  #isOpen = false;
  #room: string | undefined;

  constructor(parts: WindowQueuesParts) {
    this.#parts = parts;
    const { service, training, log } = parts;
    this.#subscriptions = [
      this.#changed,
      service.on('queueChanged', (queue) => this.#take(queue)),
      service.on('queueRefused', ({ message, code, advice }) =>
        showError(log, new RemoteError(message, code, advice), vscode.l10n.t('The queue was paused')),
      ),
      service.onDidRestart(() => {
        this.#queues.clear();
        this.#room = undefined;
        this.#update();
      }),
      training.onDidChange(() => this.#tellRoom()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#update()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#update()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settingIds.runsFolder)) this.#update();
        if (roomSettings.some((id) => event.affectsConfiguration(id))) this.#tellRoom();
      }),
    ];
  }

  get all(): readonly ServedQueue[] {
    return this.#parts.runs.roots.flatMap(({ root }) => this.#queues.get(root) ?? []);
  }

  /** Follows the queues from now on. */
  open(): void {
    this.#isOpen = true;
    this.#update();
  }

  async change(root: string, operation: Parameters<Queues['change']>[1]): Promise<void> {
    await this.#parts.service.request('changeQueue', { root, operation });
  }

  add(root: string, jobs: readonly OrderedJob[], again = false) {
    return this.#parts.service.request('addToQueue', { root, jobs, again });
  }

  async work(root: string, isOn: boolean): Promise<void> {
    await this.#remember(root, isOn);
    await this.#parts.service.request('workQueue', { root, isOn });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** A folder that nobody trusts has a queue that nobody looks at: nothing of it would be trained. */
  #update(): void {
    if (!this.#isOpen || !vscode.workspace.isTrusted) return;
    this.#tellRoom();
    const roots = new Set(this.#parts.runs.roots.map(({ root }) => root));
    for (const root of [...this.#queues.keys()])
      if (!roots.has(root)) {
        this.#queues.delete(root);
        this.#quietly(this.#parts.service.request('closeQueue', { root }));
      }
    for (const root of roots) if (!this.#queues.has(root)) void this.#openQueue(root);
    this.#changed.fire();
  }

  async #openQueue(root: string): Promise<void> {
    const { service, log } = this.#parts;
    this.#queues.set(root, undefined);
    try {
      this.#take(await service.request('openQueue', { root }));
      if (this.#worked.includes(root)) await service.request('workQueue', { root, isOn: true });
    } catch (error) {
      log.warn(`The queue of ${printable(root)} cannot be followed: ${error}`);
    }
  }

  #take(queue: ServedQueue): void {
    if (!this.#queues.has(queue.root)) return;
    this.#queues.set(queue.root, queue);
    this.#changed.fire();
  }

  #tellRoom(): void {
    if (!this.#isOpen || !vscode.workspace.isTrusted) return;
    const { parallelRuns, cores, continueAfterClose } = trainingSettings();
    const room: QueueRoom = {
      atOnce: parallelRuns,
      cores,
      ahead: this.#parts.training.waiting.length,
      afterWindow: continueAfterClose ? 'continue' : 'stop',
    };
    const told = JSON.stringify(room);
    if (told === this.#room) return;
    this.#room = told;
    this.#quietly(this.#parts.service.request('setQueueRoom', room));
  }

  #quietly(request: Promise<unknown>): void {
    request.catch((error) => this.#parts.log.warn(`Of the queues the service heeds not all: ${error}`));
  }

  get #worked(): readonly string[] {
    const kept = this.#parts.memory.get(MEMORY_KEY);
    return Array.isArray(kept) ? kept.filter((root) => typeof root === 'string') : [];
  }

  async #remember(root: string, isOn: boolean): Promise<void> {
    const others = this.#worked.filter((other) => other !== root);
    await this.#parts.memory.update(MEMORY_KEY, isOn ? [...others, root] : others);
  }
}

const roomSettings = [
  settingIds.parallelRuns,
  settingIds.rayParallelRuns,
  settingIds.runner,
  settingIds.cores,
  settingIds.continueAfterClose,
];
