/** A map over an image, a number for each pixel, with what there is to say of it. */
export interface ExplanationMap {
  readonly height: number;
  readonly width: number;
  /** Row-major. */
  readonly values: Float32Array;
  /** Largest size of a value: what the strongest colour stands for. 0: the map is empty. */
  readonly scale: number;
  /** The greatest value and where it is, from 0; undefined where none is above 0. */
  readonly peak?: MapPlace;
  /** The least value and where it is; undefined where none is below 0. */
  readonly trough?: MapPlace;
  /** Values that are not numbers: the model's output was none. */
  readonly isBroken: boolean;
}

export interface MapPlace {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** A map as a layer has it. */
export interface CoarseMap {
  readonly height: number;
  readonly width: number;
  /** Row-major, of both signs. */
  readonly values: Float32Array;
}

/**
 * The Grad-CAM of an image: what is positive of a layer's weighted sum of channels (Selvaraju et al. 2017, equation 2), at the
 * size of the image.
 */
export function gradCamMap({ height, width, values }: CoarseMap, size: readonly [number, number]): ExplanationMap {
  const positive = values.map((value) => (value < 0 ? 0 : value));
  return explanationMap(resizeBilinear({ height, width, values: positive }, size), size);
}

/** What there is to say of a map. */
export function explanationMap(
  values: Float32Array,
  [height, width]: readonly [height: number, width: number, ...rest: number[]],
): ExplanationMap {
  let [most, least, isBroken] = [-1, -1, false];
  for (let pixel = 0; pixel < values.length; pixel += 1) {
    const value = values[pixel] as number;
    if (!Number.isFinite(value)) isBroken = true;
    if (value > 0 && (most < 0 || value > (values[most] as number))) most = pixel;
    if (value < 0 && (least < 0 || value < (values[least] as number))) least = pixel;
  }
  const placeOf = (pixel: number): MapPlace => ({
    row: Math.floor(pixel / width),
    column: pixel % width,
    value: values[pixel] ?? 0,
  });
  return {
    height,
    width,
    values,
    isBroken,
    scale: isBroken ? 0 : Math.max(0, values[most] ?? 0, -(values[least] ?? 0)),
    ...(most < 0 ? {} : { peak: placeOf(most) }),
    ...(least < 0 ? {} : { trough: placeOf(least) }),
  };
}

/**
 * A map at another size, by linear interpolation between the centres of its cells; beyond the outermost centres as there. The
 * convention of `tf.image.resize` and of PyTorch's `interpolate` with `align_corners=False`.
 */
export function resizeBilinear(
  { height, width, values }: CoarseMap,
  [rows, columns]: readonly [number, number],
): Float32Array {
  const across = Array.from({ length: columns }, (_, column) => between(column, columns, width));
  const resized = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const down = between(row, rows, height);
    across.forEach(({ low, high, fraction }, column) => {
      const at = (y: number, x: number) => values[y * width + x] ?? 0;
      const above = at(down.low, low) * (1 - fraction) + at(down.low, high) * fraction;
      const below = at(down.high, low) * (1 - fraction) + at(down.high, high) * fraction;
      resized[row * columns + column] = above * (1 - down.fraction) + below * down.fraction;
    });
  }
  return resized;
}

function between(place: number, places: number, cells: number) {
  const exact = Math.min(cells - 1, Math.max(0, ((place + 0.5) * cells) / places - 0.5));
  const low = Math.floor(exact);
  return { low, high: Math.min(cells - 1, low + 1), fraction: exact - low };
}

const rowWords = ['upper', 'middle', 'lower'];
const columnWords = ['left', 'centre', 'right'];

/** In which ninth of the image the middle of a pixel is: `upper left`, `middle`. */
export function regionOf(
  { row, column }: Pick<MapPlace, 'row' | 'column'>,
  { height, width }: Pick<ExplanationMap, 'height' | 'width'>,
): string {
  const vertical = Math.min(2, Math.floor((3 * (row + 0.5)) / height));
  const horizontal = Math.min(2, Math.floor((3 * (column + 0.5)) / width));
  return vertical === 1 && horizontal === 1 ? 'middle' : `${rowWords[vertical]} ${columnWords[horizontal]}`;
}
