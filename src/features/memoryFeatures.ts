import type { FeatureSink } from './featureWriter.js';
import { decodeHalf, encodeHalf } from './halfFloats.js';

/** Takes features into memory, rounded as those on disk are: a training is the same, whether they could be kept or not. */
export class MemoryFeatures implements FeatureSink {
  readonly values: Float32Array;
  #filled = 0;

  /** `count`: numbers in all. */
  constructor(count: number) {
    this.values = new Float32Array(count);
  }

  async append(rows: Float32Array): Promise<void> {
    decodeHalf(encodeHalf(rows), this.values, this.#filled);
    this.#filled += rows.length;
  }
}
