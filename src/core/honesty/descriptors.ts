import type { ImageShape } from '../dataset.js';

/** Numbers of a descriptor but one. */
export const MOST_AXES = 24;
/** In each direction. */
const FREQUENCIES = 8;

/**
 * A few numbers for an image of which two are never further apart than the images are, so that near images are found among
 * near descriptors and none is lost: coordinates along orthonormal axes in the space of the lowest frequencies (the orthonormal
 * two-dimensional cosine transform of the mean of the channels), and the length of all that those leave out, as two vectors are
 * no nearer to each other than their lengths are. Source of the transform: N. Ahmed, T. Natarajan and K. R. Rao, "Discrete
 * cosine transform", IEEE Transactions on Computers C-23 (1974), 90–93.
 */
export class Descriptors {
  /** Numbers of a descriptor. */
  readonly dimensions: number;
  /** Numbers that `transform` gives. */
  readonly frequencies: number;
  readonly #shape: ImageShape;
  readonly #axes: Float64Array;
  readonly #rows: Float32Array;
  readonly #columns: Float32Array;
  readonly #down: number;
  readonly #across: number;
  readonly #half: Float32Array;
  readonly #lowest: Float32Array;

  /** `axes`: `count × frequencies`, orthonormal; none: only `transform` is of use. */
  constructor(shape: ImageShape, axes: Float64Array = new Float64Array(0)) {
    const [height, width] = shape;
    this.#shape = shape;
    this.#axes = axes;
    this.#down = Math.min(FREQUENCIES, height);
    this.#across = Math.min(FREQUENCIES, width);
    this.#rows = cosines(this.#down, height);
    this.#columns = cosines(this.#across, width);
    this.#half = new Float32Array(height * this.#across);
    // The first coefficient is the mean, which is zero.
    this.frequencies = Math.max(1, this.#down * this.#across - 1);
    this.#lowest = new Float32Array(this.frequencies);
    this.dimensions = axes.length / this.frequencies + 1;
  }

  /** Puts the descriptor of what `readMoved` gave into `target` from `start` on. */
  describe(image: Float32Array, target: Float32Array, start = 0): void {
    const [lowest, axes, count] = [this.#lowest, this.#axes, this.frequencies];
    this.transform(image, lowest);
    let square = 0;
    for (let axis = 0; axis < this.dimensions - 1; axis += 1) {
      let sum = 0;
      for (let at = 0; at < count; at += 1) sum += (axes[axis * count + at] as number) * (lowest[at] as number);
      target[start + axis] = sum;
      square += sum * sum;
    }
    target[start + this.dimensions - 1] = Math.sqrt(Math.max(0, 1 - square));
  }

  /** Puts the lowest frequencies of what `readMoved` gave into `target` from `start` on. */
  transform(image: Float32Array, target: Float32Array, start = 0): void {
    const [height, width, channels] = this.#shape;
    const [half, columns, rows, acrossCount] = [this.#half, this.#columns, this.#rows, this.#across];
    const scale = 1 / Math.sqrt(channels);
    for (let row = 0; row < height; row += 1) {
      for (let frequency = 0; frequency < acrossCount; frequency += 1) {
        let sum = 0;
        for (let column = 0; column < width; column += 1) {
          const cosine = columns[frequency * width + column] as number;
          const at = (row * width + column) * channels;
          for (let channel = 0; channel < channels; channel += 1) sum += cosine * (image[at + channel] as number);
        }
        half[row * acrossCount + frequency] = sum * scale;
      }
    }
    for (let down = 0; down < this.#down; down += 1) {
      for (let across = 0; across < acrossCount; across += 1) {
        if (down === 0 && across === 0) continue;
        let sum = 0;
        for (let row = 0; row < height; row += 1)
          sum += (rows[down * height + row] as number) * (half[row * acrossCount + across] as number);
        target[start + down * acrossCount + across - 1] = sum;
      }
    }
  }
}

/** `frequencies × length`. */
function cosines(frequencies: number, length: number): Float32Array {
  const values = new Float32Array(frequencies * length);
  for (let frequency = 0; frequency < frequencies; frequency += 1) {
    const scale = Math.sqrt((frequency === 0 ? 1 : 2) / length);
    for (let place = 0; place < length; place += 1)
      values[frequency * length + place] = scale * Math.cos((Math.PI * (2 * place + 1) * frequency) / (2 * length));
  }
  return values;
}
