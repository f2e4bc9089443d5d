import { type Misclassification, misclassified } from '../core/metrics/misclassified.js';
import { loadRecordedDataset } from '../datasets/recordedDataset.js';
import { readPredictions } from '../runs/predictionsFile.js';
import type { StoredRun } from '../runs/readRun.js';
import { CommandError, exitCodes } from './exitCodes.js';

/**
 * The test images that a stored run got wrong, the worst first: its stored probabilities against the labels of the
 * very images it was tested on.
 * @throws CommandError when the run has no predictions; DatasetError when its dataset is no longer there as it was.
 */
export async function readMisclassified({ folder, state }: StoredRun): Promise<Misclassification[]> {
  const { probabilities, classCount } = await readPredictions(folder, state).catch((error: Error) => {
    throw new CommandError(exitCodes.problems, error.message);
  });
  const { started } = state;
  if (started === undefined) throw new CommandError(exitCodes.problems, 'the run does not say which images it used');
  const { test } = await loadRecordedDataset({ id: started.request.dataset, description: started.dataset });
  return misclassified(probabilities, test.labels, classCount);
}
