import type { PredictedReply, PredictMessage } from '../runs/trainerMessages.js';
import { decodeImages } from './decodeImages.js';
import { openTrainedModel } from './trainedModel.js';

/**
 * Class probabilities of images by a stored run's model.
 * @throws TrainedModelError when the images are not of the shape that the model takes.
 */
export async function predictImages(message: PredictMessage): Promise<Omit<PredictedReply, 'type' | 'id'>> {
  const { started, session } = await openTrainedModel(message.runFolder);
  try {
    const { classNames } = started.dataset;
    const flat = await session.predictImages(decodeImages(started, message), message.images.length);
    const probabilities = message.images.map((_, index) =>
      Array.from(flat.subarray(index * classNames.length, (index + 1) * classNames.length)),
    );
    return { classNames, probabilities };
  } finally {
    session.dispose();
  }
}
