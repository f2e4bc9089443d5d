import { type SampleColumns, sampleColumns } from '../core/samples/sampleColumns.js';
import { openRecordedDataset } from '../datasets/recordedDataset.js';
import { PredictionsError, readPredictions } from '../runs/predictionsFile.js';
import type { StoredRun } from '../runs/readRun.js';

/** Labels of test images by the checksum of their dataset: runs of a comparison share them. */
export type KnownLabels = Map<string, Uint8Array>;

/**
 * What a stored run says of each test image; undefined for a run without usable predictions, as one that failed. `known`
 * keeps labels between calls.
 * @throws DatasetError when the images are no longer there as they were
 */
export async function readColumns(
  { folder, state }: StoredRun,
  known: KnownLabels = new Map(),
): Promise<SampleColumns | undefined> {
  const { started, evaluation } = state;
  if (started === undefined || evaluation === undefined) return undefined;
  const { request, dataset: description } = started;
  try {
    const { probabilities, classCount } = await readPredictions(folder, state);
    let labels = known.get(description.checksum);
    if (labels === undefined) {
      const dataset = await openRecordedDataset({ id: request.dataset, description });
      labels = await dataset.labels('test');
      known.set(description.checksum, labels);
    }
    return sampleColumns(probabilities, labels, classCount);
  } catch (error) {
    if (error instanceof PredictionsError || error instanceof RangeError) return undefined;
    throw error;
  }
}
