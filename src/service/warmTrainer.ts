import { type Task, TaskTrainer } from '../runs/taskTrainer.js';
import type { ReplyTo, TaskMessage } from '../runs/trainerMessages.js';
import { trainerEnvironment } from './trainerEnvironment.js';

/** Default time from the last task to the end of the trainer. */
const IDLE_MS = 90_000;

/**
 * One trainer for short tasks, kept for a while after each: to start one takes about a second, which nobody wants to wait
 * for at every image. After its death the next task starts another.
 */
export class WarmTrainer {
  readonly #entry: string;
  readonly #idleMs: number;
  #trainer: { readonly cores: number; readonly process: TaskTrainer } | undefined;
  #busy = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor({ entry, idleMs = IDLE_MS }: { readonly entry: string; readonly idleMs?: number }) {
    this.#entry = entry;
    this.#idleMs = idleMs;
  }

  /** Tasks are done one after the other; aborting `signal` ends this one. @throws TrainerTaskError */
  async do<T extends TaskMessage>(task: Task<T>, cores: number, signal?: AbortSignal): Promise<ReplyTo<T>> {
    clearTimeout(this.#idle);
    this.#busy += 1;
    try {
      return await this.#start(cores).do<T>(task, undefined, signal);
    } finally {
      this.#busy -= 1;
      if (this.#busy === 0) this.#idle = setTimeout(() => this.dispose(), this.#idleMs).unref();
    }
  }

  /** Lets the trainer end. */
  dispose(): void {
    clearTimeout(this.#idle);
    this.#trainer?.process.release();
    this.#trainer = undefined;
  }

  #start(cores: number): TaskTrainer {
    if (this.#trainer?.process.hasEnded || this.#trainer?.cores !== cores) this.dispose();
    this.#trainer ??= {
      cores,
      process: new TaskTrainer({ entry: this.#entry, env: trainerEnvironment(cores) }),
    };
    return this.#trainer.process;
  }
}
