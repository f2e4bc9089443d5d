import { TrainerChild, type TrainerChildOptions } from './trainerChild.js';
import type { ReplyTo, TaskMessage } from './trainerMessages.js';

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
type Task<T extends TaskMessage> = Omit<T, 'id'>;

/**
 * Has a trainer of its own do one task, evaluate or predict, on a trained model. Aborting `signal` stops it.
 * @throws TrainerTaskError when the task fails, is stopped, or the trainer dies; the message ends with its log then.
 */
export async function runTrainerTask<T extends TaskMessage>(
  task: Task<T>,
  options: TrainerChildOptions & { readonly signal?: AbortSignal },
): Promise<ReplyTo<T>> {
  const { signal } = options;
  if (signal?.aborted) throw new TrainerTaskError('stopped', `Stopped: ${String(signal.reason)}.`);
  const id = 1;
  const child: { current?: TrainerChild } = {};
  const stop = () => void child.current?.stop(String(signal?.reason ?? 'stopped'));
  try {
    return await new Promise<ReplyTo<T>>((resolve, reject) => {
      const started = new TrainerChild({
        ...options,
        onMessage: (message) => {
          if (message.type === 'event' || !('id' in message) || message.id !== id) return;
          if (message.type === 'taskFailed') reject(new TrainerTaskError(message.code, message.message));
          else resolve(message as ReplyTo<T>);
        },
      });
      child.current = started;
      signal?.addEventListener('abort', stop, { once: true });
      started.send({ ...task, id } as unknown as T);
      void started.exited.then((exit) => {
        const reason = signal?.aborted
          ? new TrainerTaskError('stopped', `Stopped: ${String(signal.reason)}.`)
          : new TrainerTaskError(
              'trainer-died',
              `The trainer died (${exit.startError?.message ?? exit.signal ?? `exit code ${exit.code}`}).\n${started.log.tail(20)}`.trim(),
            );
        reject(reason);
      });
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    child.current?.disconnect();
  }
}
