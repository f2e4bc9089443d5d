import type { RunStopped } from '../run/events.js';
import type { VariableValues } from './modelSession.js';
import type { TrainingEnvironment, TrainingSink } from './trainingOptions.js';

/** The event's part that tells weights; they are not read where nobody hashes. */
export async function hashOf(
  sink: TrainingSink,
  weights: () => VariableValues | Promise<VariableValues>,
): Promise<{ readonly weightsHash?: string }> {
  return sink.hashWeights === undefined ? {} : { weightsHash: sink.hashWeights(await weights()) };
}

/** What is told when somebody wanted the end. */
export function stoppedEvent(environment: TrainingEnvironment): RunStopped {
  const reason = String(environment.signal.reason ?? 'stopped');
  return { type: 'runStopped', time: environment.now(), durationMs: environment.elapsed(), reason };
}
