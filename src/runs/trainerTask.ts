import { type OnTaskProgress, type Task, TaskTrainer, TrainerTaskError } from './taskTrainer.js';
import type { TrainerChildOptions } from './trainerChild.js';
import type { ReplyTo, TaskMessage } from './trainerMessages.js';

/**
 * Has a trainer of its own do one task on a trained model. Aborting `signal` stops it.
 * @throws TrainerTaskError when the task fails, is stopped, or the trainer dies; the message ends with its log then.
 */
export async function runTrainerTask<T extends TaskMessage>(
  task: Task<T>,
  options: TrainerChildOptions & { readonly signal?: AbortSignal; readonly onProgress?: OnTaskProgress },
): Promise<ReplyTo<T>> {
  const { signal, onProgress } = options;
  if (signal?.aborted) throw new TrainerTaskError('stopped', `Stopped: ${String(signal.reason)}.`);
  const trainer = new TaskTrainer(options);
  const stop = () => void trainer.stop(String(signal?.reason ?? 'stopped'));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await trainer.do(task, onProgress);
  } finally {
    signal?.removeEventListener('abort', stop);
    trainer.release();
  }
}
