import type { ImageShape } from '../dataset.js';

/** Longest side at which images are compared: larger ones are made smaller first. */
export const COMPARED_SIDE = 32;

/** How an image is moved before it is compared. */
export interface Move {
  /** Columns to the right, −1..1. */
  readonly x: number;
  /** Rows down, −1..1. */
  readonly y: number;
  /** Left and right exchanged, before it is moved. */
  readonly isMirrored: boolean;
}

/** Images at a size at which they are compared: bytes, image after image. */
export interface SmallImages {
  readonly shape: ImageShape;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** Images whose sides are at most `COMPARED_SIDE`: the means of the pixels that fall together; small ones are as they are. */
export function smallImages(bytes: Uint8Array, shape: ImageShape): SmallImages {
  const [height, width, channels] = shape;
  const count = bytes.length / (height * width * channels);
  if (height <= COMPARED_SIDE && width <= COMPARED_SIDE) return { shape, count, bytes };
  const small: ImageShape = [Math.min(height, COMPARED_SIDE), Math.min(width, COMPARED_SIDE), channels];
  const reduced = new Uint8Array(count * small[0] * small[1] * channels);
  let place = 0;
  for (let image = 0; image < count; image += 1)
    for (let row = 0; row < small[0]; row += 1)
      for (let column = 0; column < small[1]; column += 1)
        for (let channel = 0; channel < channels; channel += 1) {
          const rows = [Math.floor((row * height) / small[0]), Math.floor(((row + 1) * height) / small[0])] as const;
          const columns = [
            Math.floor((column * width) / small[1]),
            Math.floor(((column + 1) * width) / small[1]),
          ] as const;
          let sum = 0;
          for (let y = rows[0]; y < rows[1]; y += 1)
            for (let x = columns[0]; x < columns[1]; x += 1)
              sum += bytes[((image * height + y) * width + x) * channels + channel] ?? 0;
          reduced[place] = Math.round(sum / ((rows[1] - rows[0]) * (columns[1] - columns[0])));
          place += 1;
        }
  return { shape: small, count, bytes: reduced };
}

/**
 * Puts an image, moved, less its mean and scaled to length 1, into `target`: the product of two such is the correlation of
 * their pixels, so that neither brightness nor contrast counts. What a move leaves free takes the pixels of the edge. Gives
 * the length before it was scaled: 0 for an image of one colour, and `target` is zero then.
 */
export function readMoved({ shape, bytes }: SmallImages, image: number, move: Move, target: Float32Array): number {
  const [height, width, channels] = shape;
  const size = height * width * channels;
  const first = image * size;
  let sum = 0;
  let place = 0;
  for (let row = 0; row < height; row += 1) {
    const fromRow = clamp(row - move.y, height);
    for (let column = 0; column < width; column += 1) {
      const moved = clamp(column - move.x, width);
      const from = first + (fromRow * width + (move.isMirrored ? width - 1 - moved : moved)) * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        const value = bytes[from + channel] ?? 0;
        target[place] = value;
        sum += value;
        place += 1;
      }
    }
  }
  const mean = sum / size;
  let square = 0;
  for (let at = 0; at < size; at += 1) {
    const value = (target[at] ?? 0) - mean;
    target[at] = value;
    square += value * value;
  }
  // A difference of one step in one pixel is the least that there can be; what is less is rounding.
  const length = square < 0.25 ? 0 : Math.sqrt(square);
  const factor = length === 0 ? 0 : 1 / length;
  for (let at = 0; at < size; at += 1) target[at] = (target[at] ?? 0) * factor;
  return length;
}

/** Correlation of what `readMoved` gave with an image as it is, whose length `readMoved` told. */
export function correlation(moved: Float32Array, { bytes }: SmallImages, image: number, length: number): number {
  const first = image * moved.length;
  let sum = 0;
  // Its mean need not be taken off: the other's sum is zero.
  for (let at = 0; at < moved.length; at += 1) sum += (moved[at] ?? 0) * (bytes[first + at] ?? 0);
  return Math.min(1, sum / length);
}

function clamp(place: number, length: number): number {
  return place < 0 ? 0 : place >= length ? length - 1 : place;
}
