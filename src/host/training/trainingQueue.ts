/** What the queue works with. */
export interface QueueOptions<Order, Run> {
  /** How many may run at once, at least 1; asked anew each time. */
  limit(): number;
  /** How many run now, but for those that `start` has not resolved for. */
  runningCount(): number;
  /** Begins an order; resolves when its run counts as running. */
  start(order: Order): Promise<Run>;
  /** Whether an order may begin now; those behind it go first if not. Default: yes. */
  mayStart?(order: Order): boolean;
  /** What waits has changed. */
  changed(): void;
}

interface Entry<Order, Run> {
  readonly order: Order;
  readonly resolve: (run: Run) => void;
  readonly reject: (reason: unknown) => void;
}

/** Why an order was never begun. */
export class OrderRemovedError extends Error {
  override readonly name = 'OrderRemovedError';

  constructor() {
    super('The training was taken out of the queue before it began.');
  }
}

/** Trainings in turn, so many at once as is allowed. One that cannot be begun does not keep the others from it. */
export class TrainingQueue<Order, Run> {
  readonly #options: QueueOptions<Order, Run>;
  readonly #waiting: Entry<Order, Run>[] = [];
  readonly #starting = new Set<Order>();

  constructor(options: QueueOptions<Order, Run>) {
    this.#options = options;
  }

  /** Orders that have not begun, in turn. */
  get waiting(): readonly Order[] {
    return this.#waiting.map(({ order }) => order);
  }

  /** Orders that are being begun. */
  get starting(): readonly Order[] {
    return [...this.#starting];
  }

  /** Puts orders at the end. Each promise resolves when its run has begun, and rejects when it cannot be, or is removed. */
  enqueue(orders: readonly Order[]): Promise<Run>[] {
    const begun = orders.map(
      (order) => new Promise<Run>((resolve, reject) => this.#waiting.push({ order, resolve, reject })),
    );
    this.#options.changed();
    this.advance();
    return begun;
  }

  /** Takes an order out; false if it has begun, or was never in. */
  remove(order: Order): boolean {
    const index = this.#waiting.findIndex((entry) => entry.order === order);
    const [entry] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (entry === undefined) return false;
    this.#options.changed();
    entry.reject(new OrderRemovedError());
    return true;
  }

  /** Begins what may begin. To be called when a run has ended, or more of them are allowed. */
  advance(): void {
    // Asked for with each change of a run, ten times a second: the limit is read from the settings, which takes milliseconds.
    if (this.#waiting.length === 0) return;
    const mayStart = ({ order }: Entry<Order, Run>) => this.#options.mayStart?.(order) ?? true;
    while (this.#options.runningCount() + this.#starting.size < Math.max(1, this.#options.limit())) {
      const index = this.#waiting.findIndex(mayStart);
      const [entry] = index < 0 ? [] : this.#waiting.splice(index, 1);
      if (entry === undefined) return;
      void this.#begin(entry);
    }
  }

  async #begin({ order, resolve, reject }: Entry<Order, Run>): Promise<void> {
    this.#starting.add(order);
    this.#options.changed();
    try {
      resolve(await this.#options.start(order));
    } catch (error) {
      reject(error);
    } finally {
      this.#starting.delete(order);
      this.#options.changed();
      this.advance();
    }
  }
}
