import type { StoppingState } from '../../core/comparison/sequentialStopping.js';
import type { SeedPlan } from '../../core/definition/definition.js';
import type { StoredRun, TrainingOrder } from '../host.js';

/** What the rounds work with. */
export interface SeedRoundsOptions {
  /** Orders that have not begun, and those that are being begun. */
  orders(): readonly TrainingOrder[];
  /** Every run. */
  runs(): readonly StoredRun[];
  /** SHA-256 of a text, as runs have it of their definitions. */
  hashOf(text: string): string;
  /** Holds the models of complete rounds against each other. `models`: the baseline first, a folder or null for each round. */
  look(plan: SeedPlan, models: readonly (readonly (string | null)[])[]): Promise<StoppingState>;
  /** Takes an order out of the queue. */
  remove(order: TrainingOrder): void;
  /** Orders may have become free to begin. */
  advance(): void;
  /** No more seeds are trained. `modelNames`: the baseline first. */
  stopped(state: StoppingState, modelNames: readonly string[]): void;
  /** A look came to nothing; the rounds go on. */
  failed(error: unknown): void;
}

type RoundOrder = TrainingOrder & Required<Pick<TrainingOrder, 'round'>>;

interface Model {
  readonly name: string;
  readonly hash: string;
}

/** Orders that were given together, with a plan of seeds. */
interface Batch {
  readonly plan: SeedPlan;
  readonly comparison: string | undefined;
  readonly since: number;
  /** The baseline first. */
  readonly models: readonly Model[];
  /** Rounds that may begin. */
  allowed: number;
  isLooking: boolean;
}

/**
 * Lets the rounds of comparisons with a plan of seeds begin one after the other: when a round beyond the minimum is next, what
 * there is is looked at first, and nothing more is trained when that is enough. Of its own it knows only which rounds it let
 * begin: everything else is in the queue's orders and in runs, so that it goes on after a reload.
 */
export class SeedRounds {
  readonly #options: SeedRoundsOptions;
  readonly #batches = new Map<string, Batch>();

  constructor(options: SeedRoundsOptions) {
    this.#options = options;
  }

  /** Whether the round of an order may begin. */
  mayStart({ round }: TrainingOrder): boolean {
    return round === undefined || round.number <= (this.#batches.get(round.batch)?.allowed ?? round.minimum);
  }

  /** To be called when orders or runs have changed: looks where a round has become complete. */
  follow(): void {
    const orders = this.#options.orders().filter((order): order is RoundOrder => isPlanned(order));
    const ofBatch = (id: string) => orders.filter(({ round }) => round.batch === id);
    for (const { round } of orders)
      if (!this.#batches.has(round.batch)) this.#remember(round.batch, ofBatch(round.batch));
    for (const [id, batch] of this.#batches) if (!batch.isLooking) void this.#followBatch(id, batch, ofBatch(id));
  }

  #remember(id: string, orders: readonly RoundOrder[]): void {
    const [first] = orders;
    if (first === undefined) return;
    const { minimum, maximum, modelCount, since } = first.round;
    const models = Array.from({ length: modelCount }, (_, model) => orders.find(({ round }) => round.model === model));
    // Where a model's orders have been taken out there is nothing to tell apart: all seeds are trained.
    const isWhole = models.every((order) => order !== undefined);
    this.#batches.set(id, {
      plan: { minimum, maximum },
      comparison: first.comparison,
      since,
      models: isWhole
        ? models.map(({ modelName, text }) => ({ name: modelName, hash: this.#options.hashOf(text) }))
        : [],
      allowed: isWhole ? minimum : maximum,
      isLooking: false,
    });
  }

  /** Never rejects. */
  async #followBatch(id: string, batch: Batch, orders: readonly RoundOrder[]): Promise<void> {
    const next = Math.min(batch.plan.maximum + 1, ...orders.map(({ round }) => round.number));
    const isOver = orders.length === 0;
    if (!isOver && next <= batch.allowed) return;
    const models = batch.models.map((model) => this.#roundsOf(batch, model, next - 1));
    if (models.flat().some((run) => run?.status === 'running')) return;
    if (isOver) this.#batches.delete(id);
    // Orders that were taken out leave no runs behind.
    const begun = 1 + Math.max(-1, ...models.map((runs) => runs.findLastIndex((run) => run !== undefined)));
    batch.isLooking = true;
    try {
      const folders = models.map((runs) => runs.slice(0, begun).map((run) => run?.folder ?? null));
      // Without any there is nothing to look at, and nothing to stop for.
      const state = begun === 0 ? undefined : await this.#options.look(batch.plan, folders);
      if (state?.stop === undefined) batch.allowed = next;
      else this.#stop(id, batch, state);
    } catch (error) {
      batch.allowed = next;
      this.#options.failed(error);
    } finally {
      batch.isLooking = false;
      this.#options.advance();
    }
  }

  #stop(id: string, batch: Batch, state: StoppingState): void {
    for (const order of this.#options.orders()) if (order.round?.batch === id) this.#options.remove(order);
    // Known until then, or what is still in the queue would be taken for a batch of its own.
    this.#batches.delete(id);
    this.#options.stopped(
      state,
      batch.models.map(({ name }) => name),
    );
  }

  /** A model's run in each round, the newest where one was trained again. Round n has the seed n − 1. */
  #roundsOf({ comparison, since }: Batch, { hash }: Model, rounds: number): (StoredRun | undefined)[] {
    const own = this.#options
      .runs()
      .filter(
        (run) =>
          run.definitionHash === hash &&
          run.comparison === comparison &&
          (run.startTime ?? Number.POSITIVE_INFINITY) >= since,
      );
    return Array.from({ length: rounds }, (_, seed) => own.find((run) => run.seed === seed));
  }
}

function isPlanned({ round }: TrainingOrder): boolean {
  return round !== undefined && round.minimum < round.maximum;
}
