import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import { textHash } from '../../runs/textHash.js';
import { showError } from '../commands/showError.js';
import type { OrderRound, RunStore, Service, StoredRun, Training, TrainingOrder } from '../host.js';
import { settingIds } from '../ids.js';
import { countRunning } from '../runs/countRunning.js';
import { comparisonMargin, trainingSettings } from '../settings.js';
import { SeedRounds } from './seedRounds.js';
import { runName } from './statusText.js';
import { readStoredOrders, storeOrders } from './storedOrders.js';
import { tellStopped } from './tellStopped.js';
import { OrderRemovedError, TrainingQueue } from './trainingQueue.js';

const MEMORY_KEY = 'training.waiting';
/** A run that was begun is in the store by then, or something is wrong. */
const APPEARANCE_MS = 15_000;

export interface TrainingParts {
  readonly service: Service;
  readonly runs: RunStore;
  readonly log: vscode.LogOutputChannel;
  readonly memory: vscode.Memento;
}

/** The trainings of this window. They run in processes of their own, which do not need it. */
export class QueuedTraining implements Training, vscode.Disposable {
  readonly #parts: TrainingParts;
  readonly #queue: TrainingQueue<TrainingOrder, StoredRun>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];
  /** Orders that the service has begun: they are in a run folder, and no longer to be remembered. */
  readonly #begun = new WeakSet<TrainingOrder>();
  /** Runs of this window whose end has not been told; false while a run has its former end, before it is resumed. */
  readonly #watched = new Map<string, boolean>();
  readonly #rounds: SeedRounds;
  /** Of runs that this window began, by id. */
  readonly #roundOf = new Map<string, OrderRound>();
  /** What waited when the window was closed, until it is restored: read before anything else is remembered. */
  #left: ReturnType<typeof readStoredOrders>;
  #isRestored = false;

  constructor(parts: TrainingParts) {
    this.#parts = parts;
    const { runs, service, memory } = parts;
    this.#left = readStoredOrders(memory.get(MEMORY_KEY));
    this.#queue = new TrainingQueue({
      limit: () => trainingSettings().parallelRuns,
      // What runs already is not known before the runs are listed, nor where to train before what waited is restored.
      runningCount: () =>
        this.#isRestored && runs.isLoaded && vscode.workspace.isTrusted
          ? countRunning(runs.all)
          : Number.POSITIVE_INFINITY,
      start: (order) => this.#start(order),
      mayStart: (order) => this.#rounds.mayStart(order),
      changed: () => this.#remember(),
    });
    this.#rounds = new SeedRounds({
      orders: () => [...this.#queue.starting, ...this.#queue.waiting],
      runs: () => runs.all,
      hashOf: textHash,
      look: (plan, models) => service.request('followSeeds', { plan, margin: comparisonMargin(), models }),
      remove: (order) => this.#queue.remove(order),
      advance: () => this.#queue.advance(),
      stopped: (state, modelNames) => tellStopped(parts.log, state, modelNames),
      failed: (error) => parts.log.warn(`Whether more seeds are needed could not be seen; they are trained: ${error}`),
    });
    this.#subscriptions = [
      runs.onDidChange(({ changed }) => {
        this.#queue.advance();
        this.#rounds.follow();
        for (const runId of changed) this.#tellFailure(runId);
      }),
      // One that fails before it has gone on leaves its run as it was: nothing else tells of it.
      service.on('trainingFailed', ({ runId, message }) => this.#tell(runId, message)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#queue.advance()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settingIds.parallelRuns)) this.#queue.advance();
      }),
    ];
  }

  get waiting(): readonly TrainingOrder[] {
    return this.#queue.waiting;
  }

  enqueue(orders: readonly TrainingOrder[]): readonly Promise<StoredRun>[] {
    const begun = this.#queue.enqueue(orders);
    begun.forEach((promise, index) => {
      promise.catch((error) => {
        if (error instanceof OrderRemovedError) return;
        const name = printable(orders[index]?.modelName ?? '');
        showError(this.#parts.log, error, vscode.l10n.t('The training of {0} could not begin', name));
      });
    });
    return begun;
  }

  removeWaiting(order: TrainingOrder): void {
    this.#queue.remove(order);
  }

  roundOf(runId: string): OrderRound | undefined {
    return this.#roundOf.get(runId);
  }

  async resume(run: StoredRun, pauseAfter?: number): Promise<void> {
    const { cores, continueAfterClose } = trainingSettings();
    const afterWindow = continueAfterClose ? 'continue' : 'stop';
    // Before it is begun: it may fail before that is answered.
    this.#watched.set(run.runId, false);
    try {
      await this.#parts.service.request('resumeRun', {
        folder: run.folder,
        cores,
        afterWindow,
        ...(pauseAfter === undefined ? {} : { pauseAfter }),
      });
    } catch (error) {
      this.#watched.delete(run.runId);
      throw error;
    }
  }

  async stop(run: StoredRun): Promise<void> {
    await this.#parts.service.request('stopRun', { folder: run.folder, reason: 'Stopped in the editor.' });
  }

  /** Takes up what waited when the window was closed or reloaded; nothing begins before. */
  restore(): void {
    this.#isRestored = true;
    const stored = this.#left;
    this.#left = [];
    if (stored.length === 0) {
      this.#queue.advance();
      return;
    }
    this.#parts.log.info(`${stored.length} trainings waited when the window was closed; they go on waiting.`);
    this.enqueue(stored.map((order) => ({ ...order, definition: vscode.Uri.parse(order.definition) })));
  }

  dispose(): void {
    this.#changed.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #start(order: TrainingOrder): Promise<StoredRun> {
    const { service, runs } = this.#parts;
    const { definition, modelName } = order;
    if (order.goesOn !== undefined) return this.#goOn(order.goesOn, order.pauseAfter);
    const { runRequestOf } = await import('./runRequest.js');
    const { cores, continueAfterClose, ...settings } = trainingSettings(definition);
    const path = definition.scheme === 'file' ? definition.fsPath : definition.toString();
    const { root } = runs.rootFor(definition);
    const { runId, folder } = await service.request('startRun', {
      root,
      request: runRequestOf(order, path, settings),
      modelName,
      cores,
      afterWindow: continueAfterClose ? 'continue' : 'stop',
      ...(order.pauseAfter === undefined ? {} : { pauseAfter: order.pauseAfter }),
    });
    this.#begun.add(order);
    if (order.round !== undefined) this.#roundOf.set(runId, order.round);
    this.#remember();
    this.#watched.set(runId, true);
    const run = await this.#seen(folder);
    this.#tellFailure(runId);
    return run;
  }

  async #goOn(folder: string, pauseAfter: number | undefined): Promise<StoredRun> {
    const before = this.#parts.runs.get(folder);
    if (before === undefined) throw new Error(vscode.l10n.t('The run {0} was deleted.', folder));
    await this.resume(before, pauseAfter);
    // Until then it has its former end; a quick one may have another by then.
    return this.#seen(folder, ({ status, epochs }) => status === 'running' || epochs > before.epochs);
  }

  /** The run, as soon as the store has it like that; as it is, or an error where it has none, if it does not come to that. */
  #seen(folder: string, isAsAwaited: (run: StoredRun) => boolean = () => true): Promise<StoredRun> {
    const { runs } = this.#parts;
    const awaited = () => {
      const run = runs.get(folder);
      return run !== undefined && isAsAwaited(run) ? run : undefined;
    };
    const present = awaited();
    if (present !== undefined) return Promise.resolve(present);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        subscription.dispose();
        const run = runs.get(folder);
        if (run !== undefined) resolve(run);
        else reject(new Error(vscode.l10n.t('The run {0} was begun, but cannot be seen.', folder)));
      }, APPEARANCE_MS);
      const subscription = runs.onDidChange(() => {
        const run = awaited();
        if (run === undefined) return;
        clearTimeout(timer);
        subscription.dispose();
        resolve(run);
      });
    });
  }

  /** A person who started a run is told that it failed; how others end is to be seen in the tree. */
  #tellFailure(runId: string): void {
    const hasRun = this.#watched.get(runId);
    const run = hasRun === undefined ? undefined : this.#parts.runs.get(runId);
    // One whose trainer was killed is interrupted for a moment, until its end has been recorded.
    if (run === undefined || run.status === 'interrupted') return;
    if (run.status === 'running') this.#watched.set(runId, true);
    if (run.status === 'running' || !hasRun) return;
    if (run.status === 'failed') this.#tell(runId, run.failure?.message);
    else this.#watched.delete(runId);
  }

  /** Once, however it is heard of. */
  #tell(runId: string, message = vscode.l10n.t('It ended without a reason.')): void {
    const run = this.#parts.runs.get(runId);
    if (run === undefined || !this.#watched.delete(runId)) return;
    const attempt = vscode.l10n.t('The training of {0} failed', runName(run));
    showError(this.#parts.log, new Error(message), attempt, { runId });
  }

  #remember(): void {
    const orders = [...this.#queue.starting.filter((order) => !this.#begun.has(order)), ...this.#queue.waiting];
    const ours = orders.filter(isKeptHere).map((order) => ({ ...order, definition: order.definition.toString() }));
    const stored = [...this.#left, ...ours];
    this.#parts.memory
      .update(MEMORY_KEY, stored.length === 0 ? undefined : storeOrders(stored))
      .then(undefined, (error) => this.#parts.log.warn(`What waits could not be kept for a reload: ${error}`));
    this.#changed.fire();
    this.#rounds.follow();
  }
}

/** A bracket keeps its own. */
function isKeptHere({ halving }: TrainingOrder): boolean {
  return halving === undefined;
}
