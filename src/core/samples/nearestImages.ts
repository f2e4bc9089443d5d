import type { ImageShape, LabelledImages } from '../dataset.js';

/** A training image that is like another image. */
export interface Neighbour {
  /** Among the dataset's training images, from 0. */
  readonly image: number;
  /** Class index. */
  readonly label: number;
  /** Euclidean, over all pixels and channels of 0..255. */
  readonly distance: number;
}

/** So many differences are added up before it is asked whether the image is out of the running. */
const STRIDE = 56;

/**
 * The `count` images nearest to `query` by the Euclidean distance of their pixels, the nearest first, equally near ones in
 * the order of `candidates` (numbers of images).
 */
export function nearestImages(
  { images, labels }: Pick<LabelledImages, 'images' | 'labels'>,
  imageShape: ImageShape,
  candidates: ArrayLike<number>,
  query: Uint8Array,
  count: number,
): Neighbour[] {
  const size = imageShape.reduce((product, side) => product * side, 1);
  const found: { image: number; squared: number }[] = [];
  let worst = Number.POSITIVE_INFINITY;
  for (let position = 0; position < candidates.length && count > 0; position += 1) {
    const image = candidates[position] ?? 0;
    const squared = squaredDistance(images, image * size, query, worst);
    if (squared >= worst) continue;
    const place = found.findIndex((other) => other.squared > squared);
    found.splice(place < 0 ? found.length : place, 0, { image, squared });
    if (found.length > count) found.pop();
    if (found.length === count) worst = found[count - 1]?.squared ?? worst;
  }
  return found.map(({ image, squared }) => ({ image, label: labels[image] ?? 0, distance: Math.sqrt(squared) }));
}

/** The sum of squared differences; something of at least `limit` as soon as it is sure to be that much. */
function squaredDistance(images: Uint8Array, start: number, query: Uint8Array, limit: number): number {
  let sum = 0;
  for (let offset = 0; offset < query.length; ) {
    const end = Math.min(offset + STRIDE, query.length);
    for (; offset < end; offset += 1) {
      const difference = (images[start + offset] as number) - (query[offset] as number);
      sum += difference * difference;
    }
    if (sum >= limit) return sum;
  }
  return sum;
}
