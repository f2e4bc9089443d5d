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
  /** What byte 0 and byte 255 stand for: a range with 0 in it. Both are 0 where every mean is, or none is a number. */
  readonly low: number;
  readonly high: number;
  /** `height × width`, row by row; what is not a number is 0. */
  readonly bytes: Uint8Array;
}

/** Most points of a map, a side. */
const MAXIMUM_SIDE = 64;

/** What a layer of that name and type made of one image: its output `data`, row-major, of `outputShape`. */
export function layerActivity(
  layer: Pick<LayerActivity, 'name' | 'type' | 'outputShape'>,
  data: ArrayLike<number>,
): LayerActivity {
  let [count, sum, zeros] = [0, 0, 0];
  for (let index = 0; index < data.length; index += 1) {
    const value = data[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    count += 1;
    sum += value;
    if (value === 0) zeros += 1;
  }
  const mean = count === 0 ? null : sum / count;
  let squares = 0;
  for (let index = 0; index < data.length; index += 1) {
    const value = data[index] ?? Number.NaN;
    if (mean !== null && Number.isFinite(value)) squares += (value - mean) ** 2;
  }
  const total = Math.max(1, data.length);
  const { name, type, outputShape } = layer;
  return {
    name,
    type,
    outputShape,
    mean,
    deviation: mean === null ? null : Math.sqrt(squares / count),
    zeroFraction: zeros / total,
    nonFiniteFraction: (data.length - count) / total,
    map: activityMap(outputShape, data),
  };
}

function activityMap(outputShape: readonly number[], data: ArrayLike<number>): ActivityMap {
  const isPicture = outputShape.length === 3;
  const [rows, columns, channels] = isPicture ? (outputShape as [number, number, number]) : [1, data.length, 1];
  const height = Math.min(rows, MAXIMUM_SIDE);
  const width = Math.min(columns, MAXIMUM_SIDE);
  const sums = new Float64Array(height * width);
  const counts = new Uint32Array(height * width);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const cell = Math.floor((row * height) / rows) * width + Math.floor((column * width) / columns);
      const start = (row * columns + column) * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        const value = data[start + channel] ?? Number.NaN;
        if (!Number.isFinite(value)) continue;
        sums[cell] = (sums[cell] ?? 0) + value;
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
    }
  const means = sums.map((sum, cell) => (counts[cell] ? sum / counts[cell] : Number.NaN));
  const { low, high } = rangeOf(means);
  const bytes = Uint8Array.from(means, (mean) => {
    return Number.isNaN(mean) || high === low ? 0 : Math.round((255 * (mean - low)) / (high - low));
  });
  return { height, width, low, high, bytes };
}

/** A range that includes 0: what does nothing is as dark as can be where nothing is negative. */
function rangeOf(means: Float64Array): { low: number; high: number } {
  let [low, high] = [0, 0];
  for (const mean of means) {
    if (mean < low) low = mean;
    if (mean > high) high = mean;
  }
  return { low, high };
}
