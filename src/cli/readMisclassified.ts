import type { Dataset } from '../core/dataset.js';
import { printable } from '../core/format.js';
import { type Misclassification, misclassified } from '../core/metrics/misclassified.js';
import { DatasetError } from '../datasets/datasetError.js';
import { loadDataset } from '../datasets/index.js';
import { readPredictions } from '../runs/predictionsFile.js';
import type { StoredRun } from '../runs/readRun.js';
import { CommandError, exitCodes } from './exitCodes.js';

/**
 * The test images that a stored run got wrong, the worst first: its stored probabilities against the labels of the
 * very images it was tested on.
 * @throws CommandError when the run has no predictions, or its dataset is no longer there as it was.
 */
export async function readMisclassified({ folder, state }: StoredRun): Promise<Misclassification[]> {
  const { probabilities, classCount } = await readPredictions(folder, state).catch((error: Error) => {
    throw new CommandError(exitCodes.problems, error.message);
  });
  const dataset = await loadDatasetOf(state);
  return misclassified(probabilities, dataset.test.labels, classCount);
}

/** The dataset by its id and, should that give other images by now (a fuller set), from where the run found it. */
async function loadDatasetOf({ started }: StoredRun['state']): Promise<Dataset> {
  if (started === undefined) throw new CommandError(exitCodes.problems, 'the run does not say which images it used');
  const { checksum, source, name } = started.dataset;
  for (const id of [started.request.dataset, `idx:${source.location}`]) {
    const dataset = await loadDataset(id).catch((error: unknown) => {
      if (error instanceof DatasetError) return undefined;
      throw error;
    });
    if (dataset?.checksum === checksum) return dataset;
  }
  throw new CommandError(
    exitCodes.unavailable,
    `the images that the run was tested on are no longer there: ${printable(name)} from ${printable(source.location)}`,
    `Their checksum was ${printable(checksum)}.`,
  );
}
