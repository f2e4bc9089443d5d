import type { FoldPredictions } from '../core/honesty/labelFindings.js';
import { heldOutImages } from '../core/training/folds.js';
import { PredictionsError, readPredictions } from './predictionsFile.js';
import type { StoredRun } from './readRun.js';
import type { PredictSplitMessage } from './trainerMessages.js';

/**
 * What a fold's run says of the images that it has not seen.
 * @throws PredictionsError `missing` while those of the held-out images are to be computed (`predictSplit`), or `damaged`.
 */
export async function readFold({ runId, folder, state }: StoredRun): Promise<FoldPredictions> {
  const { started } = state;
  const fold = started?.request.fold;
  if (started === undefined || fold === undefined) throw new PredictionsError(`${runId} is not a fold's run.`);
  const [heldOut, test] = await Promise.all([
    readPredictions(folder, state, 'heldOut'),
    readPredictions(folder, state, 'test'),
  ]);
  const { seed } = started.request;
  return {
    runId,
    heldOut: heldOutImages(started.dataset.trainCount, { seed, fold }),
    probabilities: heldOut.probabilities,
    test: test.probabilities,
  };
}

/**
 * The same, once `predict` has had a trainer judge the held-out images where nobody has. @throws PredictionsError; what
 * `predict` throws.
 */
export async function foldPredictions(
  run: StoredRun,
  predict: (task: Omit<PredictSplitMessage, 'id'>) => Promise<void>,
): Promise<FoldPredictions> {
  try {
    return await readFold(run);
  } catch (error) {
    if (!(error instanceof PredictionsError) || error.code !== 'missing') throw error;
  }
  await predict({ type: 'predictSplit', runFolder: run.folder, split: 'heldOut' });
  return readFold(run);
}
