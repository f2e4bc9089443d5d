import { printable } from '../core/format.js';
import type { StoredRun } from '../runs/readRun.js';
import { type OnTaskProgress, TaskTrainer, TrainerTaskError } from '../runs/taskTrainer.js';
import type { ReplyTo, TaskMessage } from '../runs/trainerMessages.js';
import { CommandError, type ExitCode, exitCodes } from './exitCodes.js';
import { withInterrupt } from './interrupt.js';
import type { Io } from './io.js';
import { engineOf, requireEngine } from './setup.js';
import { trainerEntry } from './trainerEntry.js';

const taskExitCodes: Readonly<Record<string, ExitCode>> = {
  stopped: exitCodes.interrupted,
  'dataset-unavailable': exitCodes.unavailable,
  'engine-failed': exitCodes.unavailable,
};

/**
 * Has a trainer do one task on a run's model.
 * @throws CommandError when the run has no trained model, the engine is missing, or the task fails.
 */
export function doTrainerTask<T extends TaskMessage>(io: Io, run: StoredRun, task: Omit<T, 'id'>): Promise<ReplyTo<T>> {
  return doTrainerTasks(io, run, (ask) => ask<T>(task));
}

/** Has a trainer do a task. */
export type AskTrainer = <T extends TaskMessage>(
  task: Omit<T, 'id'>,
  onProgress?: OnTaskProgress,
) => Promise<ReplyTo<T>>;

/** Has one trainer do several tasks on a run's model, as `work` asks for them. @throws CommandError as `doTrainerTask` */
export async function doTrainerTasks<R>(
  io: Io,
  run: StoredRun,
  work: (ask: AskTrainer, signal: AbortSignal) => Promise<R>,
): Promise<R> {
  const { status } = run.state;
  if (status === 'running')
    throw new CommandError(exitCodes.usage, `the run ${run.runId} is still being trained`, 'Wait until it has ended.');
  return withInterrupt(io, 'Stopping.', async (signal) => {
    const { started } = run.state;
    const engine = engineOf(started) === 'portable' ? 'portable' : (started?.request.engine ?? 'auto');
    await requireEngine(io, { engine, signal });
    const trainer = new TaskTrainer({ entry: trainerEntry() });
    const stop = () => void trainer.stop(String(signal.reason));
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await work((task, onProgress) => trainer.do(task, onProgress), signal);
    } catch (error) {
      if (!(error instanceof TrainerTaskError)) throw error;
      const [message = '', ...log] = error.message.split('\n').map(printable);
      const advice = log.length > 0 ? log.join('\n') : undefined;
      throw new CommandError(taskExitCodes[error.code] ?? exitCodes.runFailed, message, advice, { cause: error });
    } finally {
      signal.removeEventListener('abort', stop);
      trainer.release();
    }
  });
}
