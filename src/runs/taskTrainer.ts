import { TrainerChild, type TrainerChildOptions, type TrainerExit } from './trainerChild.js';
import type { FromTrainer, ReplyTo, TaskMessage } from './trainerMessages.js';

/** A task that a trainer could not do. */
export class TrainerTaskError extends Error {
  override readonly name = 'TrainerTaskError';

  constructor(
    /** Stable, kebab-case: the task's own, `trainer-died` or `stopped`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A task, less the id that is given here. */
export type Task<T extends TaskMessage> = Omit<T, 'id'>;

/** Hears how far a task is: so many of so many. */
export type OnTaskProgress = (done: number, total: number) => void;

interface Pending {
  resolve(reply: FromTrainer): void;
  reject(error: TrainerTaskError): void;
  readonly onProgress: OnTaskProgress | undefined;
}

/** A trainer that does tasks on trained models, one after the other, until it is released. */
export class TaskTrainer {
  readonly #child: TrainerChild;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #hasEnded = false;
  #stopReason: string | undefined;

  constructor(options: TrainerChildOptions) {
    this.#child = new TrainerChild({ ...options, onMessage: (message) => this.#receive(message) });
    void this.#child.exited.then((exit) => this.#end(exit));
  }

  /** True when its process is gone: it does no more. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * Aborting `signal` ends the task, not the trainer.
   * @throws TrainerTaskError when the task fails, is stopped, or the trainer dies; the message ends with its log then.
   */
  do<T extends TaskMessage>(task: Task<T>, onProgress?: OnTaskProgress, signal?: AbortSignal): Promise<ReplyTo<T>> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#hasEnded) throw new TrainerTaskError('trainer-died', 'The trainer has ended.');
      this.#lastId += 1;
      const id = this.#lastId;
      this.#pending.set(id, { resolve: (reply) => resolve(reply as ReplyTo<T>), reject, onProgress });
      this.#child.send({ ...task, id } as unknown as T);
      signal?.addEventListener('abort', () => this.#cancel(id, signal), { once: true });
    });
  }

  /** Only a task that is still open can be cancelled. */
  #cancel(id: number, { reason }: AbortSignal): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    this.#child.send({ type: 'cancel', id });
    pending.reject(
      new TrainerTaskError('stopped', `Stopped: ${reason instanceof Error ? reason.message : String(reason)}.`),
    );
  }

  /** Ends it, whatever it is doing: open tasks reject as `stopped`. */
  stop(reason: string): Promise<TrainerExit> {
    this.#stopReason ??= reason;
    return this.#child.stop(reason);
  }

  /** Lets go of it: it ends when it has done what it was given. */
  release(): void {
    this.#child.disconnect();
  }

  #receive(message: FromTrainer): void {
    if (message.type === 'event' || !('id' in message)) return;
    const pending = this.#pending.get(message.id);
    if (message.type === 'taskProgress') {
      pending?.onProgress?.(message.done, message.total);
      return;
    }
    this.#pending.delete(message.id);
    if (message.type === 'taskFailed')
      pending?.reject(this.#stopped() ?? new TrainerTaskError(message.code, message.message));
    else pending?.resolve(message);
  }

  #end({ startError, signal, code }: TrainerExit): void {
    this.#hasEnded = true;
    if (this.#pending.size === 0) return;
    const cause = startError?.message ?? signal ?? `exit code ${code}`;
    const log = this.#child.log.tail(20);
    const error =
      this.#stopped() ?? new TrainerTaskError('trainer-died', `The trainer died (${cause}).\n${log}`.trim());
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  #stopped(): TrainerTaskError | undefined {
    return this.#stopReason === undefined
      ? undefined
      : new TrainerTaskError('stopped', `Stopped: ${this.#stopReason}.`);
  }
}
