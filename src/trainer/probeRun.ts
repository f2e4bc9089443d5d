import { trainingPhases } from '../core/training/trainingPhases.js';
import { loadRecordedDataset } from '../datasets/recordedDataset.js';
import { loadEngine } from '../engines/loadEngine.js';
import { PredictionsError, readPredictions } from '../runs/predictionsFile.js';
import { isTrainerAlive } from '../runs/runClaim.js';
import type { LayersProbedReply, ProbeLayersMessage } from '../runs/trainerMessages.js';
import { gatherEvidence } from './gatherEvidence.js';
import { weightsStamp } from './keptModels.js';
import { readTrainedModel, TrainedModelError } from './trainedModel.js';

/**
 * Looks at the layers of a stored run's model, however long that takes, and stores what is found in its folder.
 * @throws TrainedModelError when the run is being trained or was never evaluated; DatasetError when its images are gone.
 */
export async function probeRun(
  { runFolder }: ProbeLayersMessage,
  signal: AbortSignal,
): Promise<Omit<LayersProbedReply, 'type' | 'id'>> {
  const stamp = weightsStamp(runFolder);
  const { state, started, plan, recipe, weights } = await readTrainedModel(runFolder);
  if (state.evaluation === undefined) throw new TrainedModelError('The run has not been evaluated: train it again.');
  const { probabilities } = await readPredictions(runFolder, state).catch((error: unknown) => {
    throw error instanceof PredictionsError ? new TrainedModelError(error.message) : error;
  });
  const recorded = { id: started.request.dataset, description: started.dataset };
  const { test } = await loadRecordedDataset(recorded, { signal });
  if (isTrainerAlive(runFolder) || weightsStamp(runFolder) !== stamp)
    throw new TrainedModelError('The run is being trained on: its layers can be looked at when it has ended.');
  const { confusion } = state.evaluation;
  const engine = await loadEngine(started.request.engine);
  return gatherEvidence({
    folder: runFolder,
    engine,
    plan: trainingPhases(plan, recipe).at(-1)?.plan ?? plan,
    weights,
    test,
    probabilities,
    confusion,
    trainingMs: 0,
    signal,
  });
}
