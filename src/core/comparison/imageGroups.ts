import { NO_PREDICTION } from '../metrics/prediction.js';
import { equalMassOrder } from '../statistics/equalMassOrder.js';
import type { ReadyRun } from './judgedRun.js';

/** Images that count alike, group after group. */
export interface ImageGroups {
  readonly images: Uint32Array;
  /** Where each group ends in `images`, the next one beginning there. */
  readonly ends: Uint32Array;
}

/** Wrong images by what they are and what they are taken for. */
export interface WrongGroups extends ImageGroups {
  readonly labels: Uint16Array;
  /** `NO_PREDICTION` among them. */
  readonly predicted: Int16Array;
}

/** Images of a bin of confidence by how far the model's word is from the truth. */
export interface DistanceGroups extends ImageGroups {
  /** Of each group: 1 or 0 for right or wrong, less the confidence; the mean of its images. */
  readonly distances: Float64Array;
  /** Where bins end in the groups. */
  readonly binEnds: Uint32Array;
}

/**
 * A group's weights, which may come to 255, are on average as many as its images. So many images come to more in fewer than
 * one group of 10³⁰.
 */
const MOST_IMAGES = 96;
/** Distances in a group differ by no more than this, which moves a resample's calibration error by some 0.00001. */
const NEAR = 1 / 256;

/** Wrong images of a run, those of a cell of its confusion matrix together. */
export function wrongGroups({ samples, right, rightCount }: ReadyRun): WrongGroups {
  const { labels, predicted, classCount } = samples;
  const cells = new Map<number, number[]>();
  for (let image = 0; image < right.length; image += 1) {
    if (right[image] === 1) continue;
    const cell = (labels[image] ?? 0) * (classCount + 1) + (predicted[image] ?? NO_PREDICTION) + 1;
    const images = cells.get(cell);
    if (images === undefined) cells.set(cell, [image]);
    else images.push(image);
  }
  const groups = groupsOf(right.length - rightCount);
  for (const images of cells.values())
    for (let start = 0; start < images.length; start += MOST_IMAGES)
      groups.add(images.slice(start, start + MOST_IMAGES));
  const firsts = groups.firsts();
  return {
    ...groups.made(),
    labels: Uint16Array.from(firsts, (image) => labels[image] ?? 0),
    predicted: Int16Array.from(firsts, (image) => predicted[image] ?? NO_PREDICTION),
  };
}

/** Images of a run that have a prediction, bin by bin of its confidence. */
export function distanceGroups({ samples, right }: ReadyRun): DistanceGroups {
  const { order, ends } = equalMassOrder(samples);
  const groups = groupsOf(order.length);
  const distances: number[] = [];
  const binEnds = new Uint32Array(ends.length);
  const distanceOf = (image: number) => (right[image] ?? 0) - (samples.probability[image] ?? 0);
  for (let bin = 0, start = 0; bin < ends.length; bin += 1) {
    const images = order.subarray(start, ends[bin]);
    start = ends[bin] ?? start;
    // Right ones and wrong ones are each in the order of their distance, as they are in that of their confidence.
    for (const one of [images.filter((image) => right[image] === 1), images.filter((image) => right[image] !== 1)])
      for (let from = 0, to = 0; from < one.length; from = to) {
        const nearest = distanceOf(one[from] ?? 0);
        let sum = 0;
        for (; to < one.length && to - from < MOST_IMAGES; to += 1) {
          const distance = distanceOf(one[to] ?? 0);
          if (Math.abs(distance - nearest) > NEAR) break;
          sum += distance;
        }
        // What is no number is near nothing, not even itself.
        to = Math.max(to, from + 1);
        groups.add(one.subarray(from, to));
        distances.push(sum / (to - from));
      }
    binEnds[bin] = distances.length;
  }
  return { ...groups.made(), distances: Float64Array.from(distances), binEnds };
}

/** Collects groups of so many images in all. */
function groupsOf(count: number) {
  const images = new Uint32Array(count);
  const ends: number[] = [];
  let end = 0;
  return {
    add(group: ArrayLike<number>): void {
      images.set(group, end);
      end += group.length;
      ends.push(end);
    },
    /** The first image of each group. */
    firsts: (): number[] => ends.map((_, group) => images[ends[group - 1] ?? 0] ?? 0),
    made: (): ImageGroups => ({ images, ends: Uint32Array.from(ends) }),
  };
}
