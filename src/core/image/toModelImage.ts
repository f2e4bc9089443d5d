import type { ImageShape } from '../dataset.js';
import type { Picture } from './picture.js';

export interface ModelImageOptions {
  /** For a dark object on a light ground: the picture's negative is taken. Datasets here are light on black. */
  readonly invert?: boolean;
}

/**
 * Turns a picture into a model's input: `height × width × channels` bytes.
 *
 * What is transparent becomes black (with `invert`: white, then black). One channel is the luma of ITU-R BT.601,
 * 0.299 R + 0.587 G + 0.114 B, on the bytes as they are. The size is changed by area averaging: a pixel of the result is the
 * mean of the rectangle of the picture that it covers. The proportions are kept, and the rest is filled with black.
 */
export function toModelImage(picture: Picture, shape: ImageShape, options: ModelImageOptions = {}): Uint8Array {
  const [height, width, channels] = shape;
  const scale = Math.min(width / picture.width, height / picture.height);
  const innerWidth = Math.max(1, Math.round(picture.width * scale));
  const innerHeight = Math.max(1, Math.round(picture.height * scale));
  const left = Math.floor((width - innerWidth) / 2);
  const top = Math.floor((height - innerHeight) / 2);
  const planes = flatten(picture, channels, options.invert === true);
  const inner = resizeByArea(planes, picture.height, picture.width, channels, innerHeight, innerWidth);
  const image = new Uint8Array(height * width * channels);
  for (let row = 0; row < innerHeight; row += 1) {
    const from = row * innerWidth * channels;
    for (let index = 0; index < innerWidth * channels; index += 1) {
      image[((row + top) * width + left) * channels + index] = Math.round(inner[from + index] ?? 0);
    }
  }
  return image;
}

/** Lays the picture on its ground and keeps `channels` values a pixel, 0..255. */
function flatten(picture: Picture, channels: number, invert: boolean): Float32Array {
  const ground = invert ? 255 : 0;
  const { rgba } = picture;
  const result = new Float32Array(picture.width * picture.height * channels);
  // Not a small array a pixel: a picture may have tens of millions.
  const shade = (offset: number, alpha: number) => {
    const value = (rgba[offset] ?? 0) * alpha + ground * (1 - alpha);
    return invert ? 255 - value : value;
  };
  for (let pixel = 0; pixel < picture.width * picture.height; pixel += 1) {
    const offset = pixel * 4;
    const alpha = (rgba[offset + 3] ?? 0) / 255;
    const red = shade(offset, alpha);
    const green = shade(offset + 1, alpha);
    const blue = shade(offset + 2, alpha);
    if (channels === 1) result[pixel] = 0.299 * red + 0.587 * green + 0.114 * blue;
    else {
      result[pixel * 3] = red;
      result[pixel * 3 + 1] = green;
      result[pixel * 3 + 2] = blue;
    }
  }
  return result;
}

/**
 * Changes the size of an image `[height, width, channels]` by area averaging: first the rows, then the columns, which is
 * the same because a rectangle's mean is separable.
 */
export function resizeByArea(
  values: Float32Array,
  height: number,
  width: number,
  channels: number,
  newHeight: number,
  newWidth: number,
): Float32Array {
  const narrow = averageAxis(values, height, width, channels, newWidth);
  return averageAxis(narrow, 1, height, newWidth * channels, newHeight);
}

/** Averages the middle axis of `[outer, length, inner]` down (or up) to `newLength`. */
function averageAxis(
  values: Float32Array,
  outer: number,
  length: number,
  inner: number,
  newLength: number,
): Float32Array {
  const result = new Float32Array(outer * newLength * inner);
  const step = length / newLength;
  for (let target = 0; target < newLength; target += 1) {
    const start = target * step;
    const end = Math.min(length, start + step);
    for (let source = Math.floor(start); source < end; source += 1) {
      const weight = (Math.min(end, source + 1) - Math.max(start, source)) / (end - start);
      for (let block = 0; block < outer; block += 1) {
        const to = (block * newLength + target) * inner;
        const from = (block * length + source) * inner;
        for (let index = 0; index < inner; index += 1) {
          result[to + index] = (result[to + index] ?? 0) + weight * (values[from + index] ?? 0);
        }
      }
    }
  }
  return result;
}
