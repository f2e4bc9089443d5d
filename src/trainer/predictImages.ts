import type { PredictedReply, PredictMessage } from '../runs/trainerMessages.js';
import { openTrainedModel, TrainedModelError } from './trainedModel.js';

/**
 * Class probabilities of images by a stored run's model.
 * @throws TrainedModelError when the images are not of the shape that the model takes.
 */
export async function predictImages(message: PredictMessage): Promise<Omit<PredictedReply, 'type' | 'id'>> {
  const { started, session } = await openTrainedModel(message.runFolder);
  try {
    const { imageShape, classNames } = started.dataset;
    if (message.imageShape.join() !== imageShape.join())
      throw new TrainedModelError(
        `The model takes images of ${imageShape.join(' × ')}, got ${message.imageShape.join(' × ')}.`,
      );
    const size = imageShape.reduce((product, side) => product * side, 1);
    const bytes = new Uint8Array(message.images.length * size);
    message.images.forEach((image, index) => {
      const decoded = Buffer.from(image, 'base64');
      if (decoded.length !== size)
        throw new TrainedModelError(`Image ${index + 1} has ${decoded.length} bytes; the model takes ${size}.`);
      bytes.set(decoded, index * size);
    });
    const flat = await session.predictImages(bytes, message.images.length);
    const probabilities = message.images.map((_, index) =>
      Array.from(flat.subarray(index * classNames.length, (index + 1) * classNames.length)),
    );
    return { classNames, probabilities };
  } finally {
    session.dispose();
  }
}
