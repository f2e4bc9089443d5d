/** An image whose features are like those of another. */
export interface FeatureNeighbour {
  /** Row of the table of features. */
  readonly row: number;
  /** Of the two vectors of features: 0 for the same direction, 1 for none in common, 2 for the opposite. */
  readonly distance: number;
}

/**
 * Collects the rows that are nearest to a vector of features by cosine distance, `1 − a · b / (|a| |b|)`. The angle, not the
 * length: how sure a model is lengthens the features of one class, and says nothing of likeness. A vector of zeros, or one that
 * is not of numbers, is at distance 1 from all.
 */
export class NearestFeatures {
  readonly #query: Float32Array;
  readonly #length: number;
  readonly #count: number;
  readonly #found: FeatureNeighbour[] = [];

  constructor(query: Float32Array, count: number) {
    this.#query = query;
    this.#length = Math.sqrt(dot(query, 0, query));
    this.#count = count;
  }

  /** Offers rows of features, the first of which is row `first` of the table; `skip` is not to be found. */
  add(features: Float32Array, first: number, skip = -1): void {
    const size = this.#query.length;
    for (let start = 0, row = first; start + size <= features.length; start += size, row += 1) {
      if (row === skip) continue;
      const found = this.#found;
      const distance = this.#distance(features, start);
      if (found.length === this.#count && distance >= (found.at(-1)?.distance ?? 0)) continue;
      const place = found.findIndex((other) => other.distance > distance);
      found.splice(place < 0 ? found.length : place, 0, { row, distance });
      if (found.length > this.#count) found.pop();
    }
  }

  /** The nearest first; equally near ones in the order of their rows. */
  get nearest(): readonly FeatureNeighbour[] {
    return this.#found;
  }

  #distance(features: Float32Array, start: number): number {
    const query = this.#query;
    let [product, squares] = [0, 0];
    for (let index = 0; index < query.length; index += 1) {
      const value = features[start + index] as number;
      product += value * (query[index] as number);
      squares += value * value;
    }
    const cosine = product / (this.#length * Math.sqrt(squares));
    return Number.isFinite(cosine) ? Math.min(2, Math.max(0, 1 - cosine)) : 1;
  }
}

function dot(a: Float32Array, start: number, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < b.length; index += 1) sum += (a[start + index] as number) * (b[index] as number);
  return sum;
}
