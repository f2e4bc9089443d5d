import { describeDataset } from '../core/dataset.js';
import { evaluatePredictions } from '../core/metrics/evaluatePredictions.js';
import { splitDataset } from '../core/training/split.js';
import { loadDataset } from '../datasets/index.js';
import type { EvaluatedReply, EvaluateMessage } from '../runs/trainerMessages.js';
import { openTrainedModel, TrainedModelError } from './trainedModel.js';

/**
 * Measures a stored run's model on the test images of a dataset, by default the one it was trained on.
 * @throws TrainedModelError when the images or classes are not of the kind that the model knows.
 */
export async function evaluateRun(
  { runFolder, dataset: wanted }: EvaluateMessage,
  signal: AbortSignal,
): Promise<Omit<EvaluatedReply, 'type' | 'id'>> {
  const { started, session } = await openTrainedModel(runFolder);
  try {
    const dataset = await loadDataset(wanted ?? started.dataset.id, { signal });
    const { imageShape, classNames } = started.dataset;
    if (dataset.imageShape.join() !== imageShape.join() || dataset.classNames.length !== classNames.length)
      throw new TrainedModelError(
        `The model takes images of ${imageShape.join(' × ')} in ${classNames.length} classes, but ${dataset.id} has ` +
          `${dataset.imageShape.join(' × ')} in ${dataset.classNames.length}. Choose a dataset of the same kind.`,
      );
    await session.loadDataset(dataset);
    const { test } = splitDataset({ train: dataset.train.count, test: dataset.test.count }, started.request);
    const { probabilities, metrics } = await session.predict(test);
    return {
      dataset: describeDataset(dataset),
      metrics: evaluatePredictions(probabilities, dataset.test.labels, classNames.length, metrics.loss),
    };
  } finally {
    session.dispose();
  }
}
