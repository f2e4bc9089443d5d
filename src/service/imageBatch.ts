import { RemoteError } from '../protocol/remoteError.js';
import { type ImageBatch, imagesAtOnce, type Split } from '../protocol/samples.js';
import type { ShelvedDataset } from './datasetShelf.js';
import { partOf } from './runImages.js';

/**
 * Pixels of images of a split by their numbers, in bytes of their own.
 * @throws RemoteError `no-such-image`, `too-many-images`; DatasetError.
 */
export async function readImageBatch(
  dataset: ShelvedDataset,
  split: Split,
  indices: readonly number[],
): Promise<ImageBatch> {
  const { imageShape, checksum } = dataset.description;
  const [height, width, channels] = imageShape;
  const most = imagesAtOnce({ height, width, channels });
  if (indices.length > most)
    throw new RemoteError(
      `${indices.length} images of ${imageShape.join(' × ')} are too many at once.`,
      'too-many-images',
      `Ask for at most ${most}.`,
    );
  for (const index of indices) requireImage(dataset, split, index);
  const images = await dataset.images(partOf(split));
  const size = height * width * channels;
  const bytes = new Uint8Array(indices.length * size);
  indices.forEach((index, place) => {
    bytes.set(images.subarray(index * size, (index + 1) * size), place * size);
  });
  return { checksum, height, width, channels, indices, bytes };
}

/** @throws RemoteError `no-such-image` unless the dataset has an image of that number. */
export function requireImage({ description }: ShelvedDataset, split: Split, image: number): void {
  const { trainCount, testCount } = description;
  const part = partOf(split);
  const count = part === 'test' ? testCount : trainCount;
  if (Number.isInteger(image) && image >= 0 && image < count) return;
  throw new RemoteError(
    `There is no ${part} image ${image}: there are ${count}.`,
    'no-such-image',
    'Choose another image.',
  );
}
