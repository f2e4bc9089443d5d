import type { ImageShape } from '../dataset.js';

/**
 * Where a patch is laid over an image: at every row of `tops` and column of `lefts`. Each pixel is covered at least once.
 */
export interface OcclusionGrid {
  /** Side of the square patch in pixels, at least 1. */
  readonly patch: number;
  /** Pixels from one place to the next; the last place is at the border, so it may be nearer. */
  readonly stride: number;
  /** First rows of the patch, ascending. */
  readonly tops: readonly number[];
  /** First columns of the patch, ascending. */
  readonly lefts: readonly number[];
}

/** Most and fewest places along the longer side. */
const MOST_PLACES = 12;
const FEWEST_PLACES = 5;
/** Multiply–accumulates of all places together: about a quarter of a second of two cores of the native engine. */
const BUDGET_MACS = 2e10;

/**
 * Where to lay the patch on images of a shape, for a model of so many multiply–accumulates an image: a square of a quarter of
 * the shorter side, at 12 places along the longer one; fewer, down to 5, where a large model would take long.
 */
export function occlusionGrid([height, width]: ImageShape, macs: number): OcclusionGrid {
  const patch = Math.max(1, Math.round(Math.min(height, width) / 4));
  const affordable = Math.floor(Math.sqrt(BUDGET_MACS / Math.max(1, macs)));
  const places = Math.min(MOST_PLACES, Math.max(FEWEST_PLACES, affordable));
  const wanted = Math.ceil((Math.max(height, width) - patch) / (places - 1));
  const stride = Math.min(patch, Math.max(1, wanted));
  return { patch, stride, tops: placesAlong(height, patch, stride), lefts: placesAlong(width, patch, stride) };
}

/** From 0 in steps of `stride`, and a last one at the border: `ceil((side − patch) / stride) + 1` places. */
function placesAlong(side: number, patch: number, stride: number): number[] {
  const end = side - patch;
  const count = Math.ceil(end / stride) + 1;
  return Array.from({ length: count }, (_, place) => Math.min(place * stride, end));
}

/** How many places a grid has: so many images go through the model besides the image itself. */
export function placeCount({ tops, lefts }: OcclusionGrid): number {
  return tops.length * lefts.length;
}

/**
 * The image with a patch of one colour at each of some places (`from` ≤ place < `to`), counted row by row of places.
 * `fill` has a byte for each channel.
 */
export function occludedImages(
  image: Uint8Array,
  [, width, channels]: ImageShape,
  { patch, tops, lefts }: OcclusionGrid,
  fill: readonly number[],
  from: number,
  to: number,
): Uint8Array {
  const images = new Uint8Array((to - from) * image.length);
  const line = Uint8Array.from({ length: patch * channels }, (_, index) => fill[index % channels] ?? 0);
  for (let place = from; place < to; place += 1) {
    const start = (place - from) * image.length;
    images.set(image, start);
    const top = tops[Math.floor(place / lefts.length)] ?? 0;
    const left = lefts[place % lefts.length] ?? 0;
    for (let row = top; row < top + patch; row += 1) images.set(line, start + (row * width + left) * channels);
  }
  return images;
}

/**
 * For each pixel the mean of what the patches that cover it cost: `drops` has one number for each place, row by row of
 * places. Row-major `[height, width]`.
 */
export function occlusionMap(
  drops: ArrayLike<number>,
  { patch, tops, lefts }: OcclusionGrid,
  [height, width]: readonly [height: number, width: number, ...rest: number[]],
): Float32Array {
  const sums = new Float64Array(height * width);
  const counts = new Uint32Array(height * width);
  tops.forEach((top, row) => {
    lefts.forEach((left, column) => {
      const drop = drops[row * lefts.length + column] ?? Number.NaN;
      for (let y = top; y < top + patch; y += 1)
        for (let x = left; x < left + patch; x += 1) {
          const pixel = y * width + x;
          sums[pixel] = (sums[pixel] ?? 0) + drop;
          counts[pixel] = (counts[pixel] ?? 0) + 1;
        }
    });
  });
  return Float32Array.from(sums, (sum, pixel) => sum / (counts[pixel] ?? 1));
}

/** The mean byte of each channel of some images, to whole bytes: what a patch is filled with. 0 for none. */
export function meanColor(
  images: Uint8Array,
  [height, width, channels]: ImageShape,
  numbers: ArrayLike<number>,
): number[] {
  const size = height * width * channels;
  const sums = new Float64Array(channels);
  for (let position = 0; position < numbers.length; position += 1) {
    const start = (numbers[position] ?? 0) * size;
    for (let offset = 0; offset < size; offset += channels)
      for (let channel = 0; channel < channels; channel += 1)
        sums[channel] = (sums[channel] as number) + (images[start + offset + channel] as number);
  }
  const pixels = Math.max(1, numbers.length * height * width);
  return Array.from(sums, (sum) => Math.round(sum / pixels));
}
