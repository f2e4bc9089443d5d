/**
 * Points in a grid, for finding all that are within one radius: boxes along the first three dimensions, in each box the points
 * sorted along the fourth, so that those in question are a run. The more the points spread in those, the less is looked at.
 * Coordinates are kept as whole numbers, which are compared several times as fast. Source: J. L. Bentley and J. H. Friedman,
 * "Data structures for range searching", ACM Computing Surveys 11 (1979), 397–409.
 */
export class PointGrid {
  /** Numbers of the points, box by box: neighbours are near each other, in the list and in memory. */
  readonly order: Uint32Array;
  readonly #dimensions: number;
  readonly #radius: number;
  /** Of the square of a distance, in steps. */
  readonly #limit: number;
  readonly #low: Float64Array;
  readonly #boxes: readonly [number, number, number];
  readonly #width: number;
  /** Where each box begins in `order`. */
  readonly #starts: Uint32Array;
  /** Along the fourth dimension. */
  readonly #keys: Float32Array;
  readonly #steps: Int16Array;
  readonly #asked: Int32Array;

  /**
   * `points`: `count × dimensions`, none further from 0 than 1. `radius`: of every search, above 0.
   */
  constructor(points: Float32Array, dimensions: number, radius: number) {
    const count = points.length / dimensions;
    const coordinate = (point: number, dimension: number) =>
      dimension < dimensions ? (points[point * dimensions + dimension] ?? 0) : 0;
    this.#dimensions = dimensions;
    this.#asked = new Int32Array(Math.max(LEAST, dimensions));
    // Rounding moves each end of a difference by half a step at most.
    this.#radius = radius;
    this.#limit = Math.ceil((radius * STEPS + Math.sqrt(this.#asked.length)) ** 2);
    this.#width = Math.max(radius * BOX, 1 / 32);
    this.#low = new Float64Array(3).fill(Number.POSITIVE_INFINITY);
    const high = new Float64Array(3).fill(Number.NEGATIVE_INFINITY);
    for (let point = 0; point < count; point += 1)
      for (let dimension = 0; dimension < 3; dimension += 1) {
        const value = coordinate(point, dimension);
        this.#low[dimension] = Math.min(value, this.#low[dimension] ?? 0);
        high[dimension] = Math.max(value, high[dimension] ?? 0);
      }
    const across = (dimension: number) =>
      count === 0 ? 1 : this.#place((high[dimension] ?? 0) - (this.#low[dimension] ?? 0)) + 1;
    this.#boxes = [across(0), across(1), across(2)];
    const boxOf = Uint32Array.from({ length: count }, (_, point) =>
      [0, 1, 2].reduce(
        (box, at) => box * (this.#boxes[at] ?? 1) + this.#place(coordinate(point, at) - (this.#low[at] ?? 0)),
        0,
      ),
    );
    this.order = Uint32Array.from({ length: count }, (_, point) => point).sort(
      (a, b) => (boxOf[a] ?? 0) - (boxOf[b] ?? 0) || coordinate(a, 3) - coordinate(b, 3) || a - b,
    );
    this.#starts = new Uint32Array(this.#boxes[0] * this.#boxes[1] * this.#boxes[2] + 1);
    for (const box of boxOf) this.#starts[box + 1] = (this.#starts[box + 1] ?? 0) + 1;
    for (let box = 1; box < this.#starts.length; box += 1)
      this.#starts[box] = (this.#starts[box] ?? 0) + (this.#starts[box - 1] ?? 0);
    this.#keys = Float32Array.from(this.order, (point) => coordinate(point, 3));
    const size = this.#asked.length;
    this.#steps = new Int16Array(count * size);
    this.order.forEach((point, place) => {
      for (let at = 0; at < size; at += 1)
        this.#steps[place * size + at] = Math.round(STEPS * coordinate(point, turned(at, size)));
    });
  }

  /** Calls `found` with every point within the radius of `query`, and now and then with one that is a hair further away. */
  within(query: Float32Array, found: (point: number) => void): void {
    const size = this.#asked.length;
    for (let at = 0; at < size; at += 1) {
      const dimension = turned(at, size);
      this.#asked[at] = dimension < this.#dimensions ? Math.round(STEPS * (query[dimension] ?? 0)) : 0;
    }
    // A hair more, as boxes and keys are of rounded numbers.
    const square = (this.#radius + 1e-6) ** 2;
    this.#along(query, 0, 0, square, found);
  }

  /** Walks the boxes along one dimension after the other; `left`: what of the square of the radius is left for the others. */
  #along(query: Float32Array, dimension: number, before: number, left: number, found: (point: number) => void): void {
    const boxes = this.#boxes[dimension];
    if (boxes === undefined) {
      this.#run(query[3] ?? 0, before, Math.sqrt(left), found);
      return;
    }
    const value = (query[dimension] ?? 0) - (this.#low[dimension] ?? 0);
    const reach = Math.sqrt(left);
    const last = Math.min(boxes - 1, this.#place(value + reach));
    for (let box = Math.max(0, this.#place(value - reach)); box <= last; box += 1) {
      const edge = box * this.#width;
      const away = value < edge ? edge - value : value > edge + this.#width ? value - edge - this.#width : 0;
      const rest = left - away * away;
      if (rest >= 0) this.#along(query, dimension + 1, before * boxes + box, rest, found);
    }
  }

  /** The points of a box whose key is within `reach`. */
  #run(key: number, box: number, reach: number, found: (point: number) => void): void {
    const [steps, asked, keys, limit, size] = [this.#steps, this.#asked, this.#keys, this.#limit, this.#asked.length];
    const end = this.#starts[box + 1] ?? 0;
    let start = this.#starts[box] ?? 0;
    for (let high = end; start < high; ) {
      const middle = (start + high) >>> 1;
      if ((keys[middle] ?? 0) < key - reach) start = middle + 1;
      else high = middle;
    }
    const most = key + reach;
    const [a = 0, b = 0, c = 0, d = 0] = asked;
    for (let place = start; place < end && (keys[place] ?? 0) <= most; place += 1) {
      const first = place * size;
      const [da, db] = [(steps[first] as number) - a, (steps[first + 1] as number) - b];
      const [dc, dd] = [(steps[first + 2] as number) - c, (steps[first + 3] as number) - d];
      let sum = (Math.imul(da, da) + Math.imul(db, db) + Math.imul(dc, dc) + Math.imul(dd, dd)) | 0;
      for (let at = LEAST; at < size && sum <= limit; at += 1) {
        const difference = (steps[first + at] as number) - (asked[at] as number);
        sum = (sum + Math.imul(difference, difference)) | 0;
      }
      if (sum <= limit) found(this.order[place] as number);
    }
  }

  /** Which box along a dimension something is in, so far from its low end. */
  #place(fromLow: number): number {
    return Math.floor(fromLow / this.#width);
  }
}

/** Of a box, in radii. */
const BOX = 0.5;
/** In 1: the largest square of a distance, 4, fits into 32 bits. */
const STEPS = 8192;
/** Dimensions that there are at least; the others are 0. */
const LEAST = 4;

/** Dimensions that boxes and keys have not looked at come first. */
function turned(at: number, size: number): number {
  return (at + LEAST) % size;
}
