import { printable } from '../core/format.js';
import type { StoredRun } from '../runs/readRun.js';
import { TrainerTaskError } from '../runs/taskTrainer.js';
import type { ReplyTo, TaskMessage } from '../runs/trainerMessages.js';
import { runTrainerTask } from '../runs/trainerTask.js';
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
export async function doTrainerTask<T extends TaskMessage>(
  io: Io,
  run: StoredRun,
  task: Omit<T, 'id'>,
): Promise<ReplyTo<T>> {
  const { status } = run.state;
  if (status === 'running')
    throw new CommandError(exitCodes.usage, `the run ${run.runId} is still being trained`, 'Wait until it has ended.');
  return withInterrupt(io, 'Stopping.', async (signal) => {
    const { started } = run.state;
    const engine = engineOf(started) === 'portable' ? 'portable' : (started?.request.engine ?? 'auto');
    await requireEngine(io, { engine, signal });
    try {
      return await runTrainerTask<T>(task, { entry: trainerEntry(), signal });
    } catch (error) {
      if (!(error instanceof TrainerTaskError)) throw error;
      const [message = '', ...log] = error.message.split('\n').map(printable);
      const advice = log.length > 0 ? log.join('\n') : undefined;
      throw new CommandError(taskExitCodes[error.code] ?? exitCodes.runFailed, message, advice, { cause: error });
    }
  });
}
