/**
 * Points in a tree of boxes, for finding all that are near to one. Source: J. L. Bentley, "Multidimensional binary search
 * trees used for associative searching", Communications of the ACM 18 (1975), 509–517; here each box is cut at the median of
 * its widest dimension.
 */
export class KdTree {
  readonly #points: Float32Array;
  readonly #dimensions: number;
  /** How far a query is from the box that is looked at, in each dimension. */
  readonly #offsets: Float64Array;
  /** Points in the order of the leaves. */
  readonly #order: Uint32Array;
  /** The same points again, leaf by leaf: those that are looked at together lie together. */
  readonly #ordered: Float32Array;
  /** Cuts in the order of a walk that goes left first. */
  readonly #cuts: { readonly dimension: Uint8Array; readonly value: Float32Array };

  /** `points`: `count × dimensions`, at most 255 dimensions. Kept, not copied. */
  constructor(points: Float32Array, dimensions: number) {
    this.#points = points;
    this.#dimensions = dimensions;
    this.#offsets = new Float64Array(dimensions);
    const count = points.length / dimensions;
    this.#order = Uint32Array.from({ length: count }, (_, index) => index);
    const nodes = 4 * Math.max(1, Math.ceil(count / LEAF));
    this.#cuts = { dimension: new Uint8Array(nodes), value: new Float32Array(nodes) };
    this.#build(0, count, 0);
    this.#ordered = new Float32Array(points.length);
    this.#order.forEach((point, place) => {
      this.#ordered.set(points.subarray(point * dimensions, (point + 1) * dimensions), place * dimensions);
    });
  }

  /** Calls `found` with every point whose distance from `query` is at most `radius`, and the square of that. */
  within(query: Float32Array, radius: number, found: (point: number, square: number) => void): void {
    this.#offsets.fill(0);
    this.#search({ query, square: radius * radius, found }, 0, this.#order.length, 0, 0);
  }

  #build(start: number, end: number, node: number): void {
    if (end - start <= LEAF) return;
    const dimension = this.#widest(start, end);
    const middle = (start + end) >>> 1;
    select(this.#order, start, end, middle, (point) => this.#points[point * this.#dimensions + dimension] ?? 0);
    this.#cuts.dimension[node] = dimension;
    this.#cuts.value[node] = this.#points[(this.#order[middle] ?? 0) * this.#dimensions + dimension] ?? 0;
    this.#build(start, middle, 2 * node + 1);
    this.#build(middle, end, 2 * node + 2);
  }

  #widest(start: number, end: number): number {
    let widest = 0;
    let width = -1;
    for (let dimension = 0; dimension < this.#dimensions; dimension += 1) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let place = start; place < end; place += 1) {
        const value = this.#points[(this.#order[place] ?? 0) * this.#dimensions + dimension] ?? 0;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (high - low > width) {
        width = high - low;
        widest = dimension;
      }
    }
    return widest;
  }

  /**
   * `away`: the square of the distance from the query to the box, from its offsets in each dimension. Source: S. Arya and D.
   * M. Mount, "Algorithms for fast vector quantization", Data Compression Conference 1993, 381–390.
   */
  #search(asked: Asked, start: number, end: number, node: number, away: number): void {
    const { query, square, found } = asked;
    if (end - start <= LEAF) {
      const size = this.#dimensions;
      for (let place = start; place < end; place += 1) {
        let sum = 0;
        const first = place * size;
        for (let dimension = 0; dimension < size && sum <= square; dimension += 1) {
          const difference = (this.#ordered[first + dimension] ?? 0) - (query[dimension] ?? 0);
          sum += difference * difference;
        }
        if (sum <= square) found(this.#order[place] ?? 0, sum);
      }
      return;
    }
    const middle = (start + end) >>> 1;
    const dimension = this.#cuts.dimension[node] ?? 0;
    const beyond = (query[dimension] ?? 0) - (this.#cuts.value[node] ?? 0);
    const isLeft = beyond < 0;
    if (isLeft) this.#search(asked, start, middle, 2 * node + 1, away);
    else this.#search(asked, middle, end, 2 * node + 2, away);
    const offset = this.#offsets[dimension] ?? 0;
    const further = away - offset * offset + beyond * beyond;
    if (further > square) return;
    this.#offsets[dimension] = beyond;
    if (isLeft) this.#search(asked, middle, end, 2 * node + 2, further);
    else this.#search(asked, start, middle, 2 * node + 1, further);
    this.#offsets[dimension] = offset;
  }
}

interface Asked {
  readonly query: Float32Array;
  readonly square: number;
  readonly found: (point: number, square: number) => void;
}

/** Points in a box that is not cut any more. */
const LEAF = 12;

/**
 * Moves the entries `start..end` so that the one at `middle` is where sorting would put it, none before it is larger, and
 * none after it is smaller. Source: C. A. R. Hoare, "Algorithm 65: find", Communications of the ACM 4 (1961), 321–322.
 */
function select(
  order: Uint32Array,
  start: number,
  end: number,
  middle: number,
  keyOf: (entry: number) => number,
): void {
  let low = start;
  let high = end - 1;
  while (low < high) {
    const pivot = keyOf(order[middle] ?? 0);
    let left = low;
    let right = high;
    while (left <= right) {
      while (keyOf(order[left] ?? 0) < pivot) left += 1;
      while (keyOf(order[right] ?? 0) > pivot) right -= 1;
      if (left > right) break;
      const entry = order[left] ?? 0;
      order[left] = order[right] ?? 0;
      order[right] = entry;
      left += 1;
      right -= 1;
    }
    if (right < middle) low = left;
    if (left > middle) high = right;
  }
}
