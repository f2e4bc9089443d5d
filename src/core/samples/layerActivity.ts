/** What one layer made of one image, small enough to travel and to be drawn. */
export interface LayerActivity {
  /** As the run's `layers` name it. */
  readonly name: string;
  /** As in the definition: `conv2d`. */
  readonly type: string;
  /** Without the batch. */
  readonly outputShape: readonly number[];
  /** Of the outputs that are numbers; null where there is none. */
  readonly mean: number | null;
  readonly deviation: number | null;
  /** Fraction of the outputs that are exactly 0, 0..1: at 1 the layer is dead for this image. */
  readonly zeroFraction: number;
  /** Fraction of the outputs that are NaN or infinite, 0..1. */
  readonly nonFiniteFraction: number;
  readonly map: ActivityMap;
}

/**
 * A picture of a layer's outputs: of `[height, width, channels]` the mean over the channels; of a vector its values, one
 * line of them. Larger outputs are shrunk by averaging, to at most 64 a side.
 */
export interface ActivityMap {
  readonly height: number;
  readonly width: number;
  /** What byte 0 and byte 255 stand for; both 0 where no output is a number. */
  readonly low: number;
  readonly high: number;
  /** `height × width`, row by row; what is not a number is 0. */
  readonly bytes: Uint8Array;
}
