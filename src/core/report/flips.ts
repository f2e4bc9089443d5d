import { NO_PREDICTION } from '../metrics/prediction.js';
import { changedImages, type ImageChange, imageChanges } from '../samples/changedImages.js';
import type { SampleColumns } from '../samples/sampleColumns.js';

/** An image that two runs take for different classes; classes by index, −1 where the output is not a number. */
export interface FlippedImage {
  /** Its number among the test images. */
  readonly image: number;
  readonly trueClass: number;
  readonly before: number;
  readonly after: number;
}

/** Images of one class that went from one prediction to another. */
export interface FlippedClasses extends Omit<FlippedImage, 'image'> {
  readonly count: number;
}

/** What became of the images of one kind of change. */
export interface FlipList {
  readonly change: ImageChange;
  readonly images: readonly FlippedImage[];
  /** The most images first, equal ones in the order of the classes. */
  readonly classes: readonly FlippedClasses[];
}

/**
 * What changes from one run to another: fixed, broken and wrong differently, each image, and how many of each pair of
 * predictions. @throws RangeError when the two were not tested on the same images.
 */
export function flipsOf(from: SampleColumns, to: SampleColumns): FlipList[] {
  const changed = changedImages(from, to);
  return imageChanges.map((change) => {
    const images = Array.from(changed[change], (image) => ({
      image,
      trueClass: from.labels[image] ?? 0,
      before: from.predicted[image] ?? NO_PREDICTION,
      after: to.predicted[image] ?? NO_PREDICTION,
    }));
    return { change, images, classes: countClasses(images) };
  });
}

function countClasses(images: readonly FlippedImage[]): FlippedClasses[] {
  const counts = new Map<string, FlippedClasses>();
  for (const { trueClass, before, after } of images) {
    const key = `${trueClass} ${before} ${after}`;
    counts.set(key, { trueClass, before, after, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort(
    (a, b) => b.count - a.count || a.trueClass - b.trueClass || a.before - b.before || a.after - b.after,
  );
}
