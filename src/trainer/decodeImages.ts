import type { ImageShape } from '../core/dataset.js';
import type { RunStarted } from '../core/run/events.js';
import { TrainedModelError } from './trainedModel.js';

/**
 * The bytes of images (base64) for a run's model, one after the other.
 * @throws TrainedModelError when they are not of the shape that the model takes.
 */
export function decodeImages(
  { dataset }: RunStarted,
  { imageShape, images }: { readonly imageShape: ImageShape; readonly images: readonly string[] },
): Uint8Array {
  if (imageShape.join() !== dataset.imageShape.join())
    throw new TrainedModelError(
      `The model takes images of ${dataset.imageShape.join(' × ')}, got ${imageShape.join(' × ')}.`,
    );
  const size = dataset.imageShape.reduce((product, side) => product * side, 1);
  const bytes = new Uint8Array(images.length * size);
  images.forEach((image, index) => {
    const decoded = Buffer.from(image, 'base64');
    if (decoded.length !== size)
      throw new TrainedModelError(`Image ${index + 1} has ${decoded.length} bytes; the model takes ${size}.`);
    bytes.set(decoded, index * size);
  });
  return bytes;
}
