import { imagesOfSplit } from '../core/training/split.js';
import { loadRecordedDataset } from '../datasets/recordedDataset.js';
import { writePredictions } from '../runs/predictionsFile.js';
import { isTrainerAlive } from '../runs/runClaim.js';
import type { PredictSplitMessage, SplitPredictedReply } from '../runs/trainerMessages.js';
import { weightsStamp } from './keptModels.js';
import { openTrainedModel, TrainedModelError } from './trainedModel.js';

/** Images between two looks at what the parent wants. */
const CHUNK = 1000;

/**
 * Predicts the images of one split of a stored run, and stores that in its folder.
 * @throws TrainedModelError when the run is being trained, kept no such images, or its weights have changed meanwhile;
 * DatasetError when its images are no longer there.
 */
export async function predictSplit(
  { runFolder, split }: PredictSplitMessage,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<Omit<SplitPredictedReply, 'type' | 'id'>> {
  const stamp = weightsStamp(runFolder);
  const { started, session } = await openTrainedModel(runFolder);
  try {
    const description = started.dataset;
    const dataset = await loadRecordedDataset({ id: started.request.dataset, description }, { signal });
    const counts = { train: dataset.train.count, test: dataset.test.count };
    const images = imagesOfSplit(split, counts, started.request);
    if (images.length === 0) throw new TrainedModelError(`The run has no ${split} images.`);
    await session.loadDataset(dataset);
    const first = split === 'test' ? counts.train : 0;
    const indices = Int32Array.from(images, (image) => first + image);
    const classCount = description.classNames.length;
    const probabilities = new Float32Array(indices.length * classCount);
    for (let start = 0; start < indices.length; start += CHUNK) {
      onProgress(start, indices.length);
      // A stop is read between two chunks.
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      const chunk = await session.predict(indices.subarray(start, start + CHUNK));
      probabilities.set(chunk.probabilities, start * classCount);
    }
    if (isTrainerAlive(runFolder) || weightsStamp(runFolder) !== stamp)
      throw new TrainedModelError('The run is being trained on: its predictions can be had when it has ended.');
    await writePredictions(runFolder, probabilities, split);
    return { count: images.length };
  } finally {
    session.dispose();
  }
}
