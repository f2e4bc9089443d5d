import * as vscode from 'vscode';
import { formatPercent, printable } from '../../core/format.js';
import { bracketsOf } from '../../core/sweep/brackets.js';
import { leaderOf, trainBracket } from '../../core/sweep/halvingBracket.js';
import { halvingPlan, type Rung } from '../../core/sweep/halvingPlan.js';
import type { Halvings, Host, StoredRun, TrainingOrder } from '../host.js';
import { commandIds } from '../ids.js';
import { type KeptBracket, keepBrackets, readBrackets } from './keptBrackets.js';
import { OrderRemovedError } from './trainingQueue.js';

const MEMORY_KEY = 'training.brackets';

type HalvingHost = Pick<Host, 'service' | 'runs' | 'training' | 'log'>;

/** Called for each run that a bracket has begun. */
type OnBegun = (run: StoredRun) => void;

/**
 * Brackets of successive halving of this window. What one knows beside its runs is its orders and which runs are theirs; so it
 * goes on after a reload.
 */
export class WindowHalvings implements Halvings {
  readonly #host: HalvingHost;
  readonly #memory: vscode.Memento;
  readonly #brackets = new Set<KeptBracket>();
  /** What was under way when the window was closed, until it is restored: read before anything else is remembered. */
  #left: readonly KeptBracket[];

  constructor(host: HalvingHost, memory: vscode.Memento) {
    this.#host = host;
    this.#memory = memory;
    this.#left = readBrackets(memory.get(MEMORY_KEY));
  }

  begin(orders: readonly TrainingOrder[], onBegun: OnBegun): void {
    const halved = orders.filter(({ halving }) => halving !== undefined);
    for (const { model, variants } of bracketsOf(halved, ({ sweep }) => sweep).brackets) {
      const own = variants.flat().map(({ round: _, ...order }) => order);
      this.#start({ model, orders: own, runIds: own.map(() => null) }, onBegun);
    }
  }

  /**
   * Goes on with what was under way when the window was closed or reloaded, as soon as the runs are known. `onBegun`: of each new
   * run, with the ids of its bracket's others.
   */
  async restore(onBegun: (run: StoredRun, others: readonly string[]) => void): Promise<void> {
    if (this.#left.length === 0) return;
    await untilLoaded(this.#host.runs);
    const left = this.#left;
    this.#left = [];
    for (const bracket of left)
      this.#start(bracket, (run) =>
        onBegun(
          run,
          bracket.runIds.flatMap((runId) => runId ?? []),
        ),
      );
  }

  #start(bracket: KeptBracket, onBegun: OnBegun): void {
    this.#brackets.add(bracket);
    this.#keep();
    const title = vscode.l10n.t('Successive halving of {0}', printable(bracket.model));
    const location = vscode.ProgressLocation.Notification;
    vscode.window
      .withProgress({ location, title, cancellable: true }, (progress, token) =>
        this.#train(bracket, onBegun, (message) => progress.report({ message }), token),
      )
      .then(undefined, (error) => this.#host.log.error(title, error))
      .then(() => {
        this.#brackets.delete(bracket);
        this.#keep();
      });
  }

  async #train(
    bracket: KeptBracket,
    onBegun: OnBegun,
    tell: (message: string) => void,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const variants = placesOf(bracket.orders);
    const rungs = rungsOf(bracket.orders, variants.length);
    const standings = (some: readonly number[], epoch: number) =>
      this.#host.service.request('readStandings', {
        epoch,
        variants: some.map((variant) =>
          (variants[variant] ?? []).map((place) => this.#folderOf(bracket, place, epoch)),
        ),
      });
    await trainBracket(variants.length, rungs, {
      standings,
      train: async (some, rung, step) => {
        const isLast = step === rungs.length - 1;
        tell(
          vscode.l10n.t(
            '{0} of {1}: {2} variants to the end of epoch {3}',
            step + 1,
            rungs.length,
            some.length,
            rung.epochs,
          ),
        );
        const places = some.flatMap((variant) => variants[variant] ?? []);
        const until = isLast ? Number.POSITIVE_INFINITY : rung.epochs;
        await Promise.all(places.map((place) => this.#advance(bracket, place, until, onBegun, token)));
        if (token.isCancellationRequested) return false;
        const stands = await standings(some, rung.epochs);
        const leader = leaderOf(stands);
        if (leader === undefined)
          this.#host.log.warn(`Successive halving of ${bracket.model}: no variant has a result.`);
        else {
          const order = bracket.orders[variants[some[leader] ?? -1]?.[0] ?? -1];
          const accuracy = formatPercent(stands[leader]?.validationAccuracy);
          tellLeader(this.#host.log, printable(order?.modelName ?? ''), accuracy, isLast);
        }
        return true;
      },
    });
  }

  /** A run that a person stopped before it came so far is no candidate any more. */
  #folderOf({ runIds }: KeptBracket, place: number, epoch: number): string | null {
    const run = this.#host.runs.get(runIds[place] ?? '');
    return run === undefined || (run.status !== 'completed' && run.epochs < epoch) ? null : run.folder;
  }

  /** Trains an order's run to the end of an epoch: a new one, or the one that is there from where it is. Never rejects. */
  async #advance(
    bracket: KeptBracket,
    place: number,
    until: number,
    onBegun: OnBegun,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const { runs, training, log } = this.#host;
    const order = bracket.orders[place];
    let run = runs.get(bracket.runIds[place] ?? '');
    const isThere = run !== undefined && (run.status === 'completed' || run.status === 'failed' || run.epochs >= until);
    if (order === undefined || token.isCancellationRequested || (isThere && run?.status !== 'running')) return;
    try {
      if (run?.status !== 'running') {
        const pause = Number.isFinite(until) ? { pauseAfter: until } : {};
        const next = { ...order, ...pause, ...(run === undefined ? {} : { goesOn: run.folder }) };
        const waiting = token.onCancellationRequested(() => training.removeWaiting(next));
        const isNew = run === undefined;
        run = await training.enqueue([next])[0]?.finally(() => waiting.dispose());
        if (run === undefined) return;
        bracket.runIds[place] = run.runId;
        this.#keep();
        if (isNew) onBegun(run);
      }
      await this.#untilEpoch(run, until, token);
    } catch (error) {
      if (!(error instanceof OrderRemovedError)) log.warn(`${order.modelName} is left out of its bracket: ${error}`);
    }
  }

  /** Resolves when a run has ended; stops it when it has come so far, where the service that began it, which does that, is gone. */
  #untilEpoch({ folder }: StoredRun, until: number, token: vscode.CancellationToken): Promise<void> {
    const { runs, training, log } = this.#host;
    let isStopped = false;
    return new Promise((resolve) => {
      const look = () => {
        const run = runs.get(folder);
        // One that goes on has its former end for a moment; one whose trainer died is interrupted for a moment.
        if (run?.status === 'interrupted') return;
        if (run?.status !== 'running') {
          for (const subscription of subscriptions) subscription.dispose();
          resolve();
          return;
        }
        if (isStopped || (run.epochs <= until && !token.isCancellationRequested)) return;
        isStopped = true;
        training.stop(run).catch((error) => log.warn(`${run.runId} could not be stopped: ${error}`));
      };
      const subscriptions = [runs.onDidChange(look), token.onCancellationRequested(look)];
      look();
    });
  }

  #keep(): void {
    const kept = [...this.#left, ...this.#brackets];
    this.#memory
      .update(MEMORY_KEY, kept.length === 0 ? undefined : keepBrackets(kept))
      .then(undefined, (error) => this.#host.log.warn(`Brackets could not be kept for a reload: ${error}`));
  }
}

/** Places of the orders of each variant. */
function placesOf(orders: readonly TrainingOrder[]): readonly (readonly number[])[] {
  const places = orders.map((_, place) => place);
  return bracketsOf(places, (place) => orders[place]?.sweep).brackets[0]?.variants ?? [];
}

function rungsOf(orders: readonly TrainingOrder[], count: number): readonly Rung[] {
  const { halving } = orders[0] ?? {};
  return halving === undefined ? [] : halvingPlan({ ...halving, count });
}

function tellLeader(log: vscode.LogOutputChannel, name: string, accuracy: string, isLast: boolean): void {
  if (!isLast) {
    log.info(`Ahead on validation images: ${name}, ${accuracy}`);
    return;
  }
  const open = vscode.l10n.t('Open Results');
  const message = vscode.l10n.t(
    'Successive halving has ended: {0} is the best on validation images, {1}.',
    name,
    accuracy,
  );
  void vscode.window.showInformationMessage(message, open).then((choice) => {
    if (choice === open) void vscode.commands.executeCommand(commandIds.openResults);
  });
}

function untilLoaded(runs: HalvingHost['runs']): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!runs.isLoaded) return;
      subscription.dispose();
      resolve();
    };
    const subscription = runs.onDidChange(look);
    look();
  });
}
