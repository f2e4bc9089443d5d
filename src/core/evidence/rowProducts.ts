/** The kernel takes so many rows of the second matrix at a time, and half as many of the first. */
const AT_ONCE = 4;

/**
 * A·Bᵀ of matrices whose rows have `length` numbers: `aCount × bCount`, row-major. `isLower`: A is B, and only what is on and
 * below the diagonal is wanted; what is above is then of no use. Two by four rows at a time: each number that is read serves
 * for several sums, which do not wait for each other (K. Goto and R. van de Geijn, "Anatomy of high-performance matrix
 * multiplication", ACM Transactions on Mathematical Software 34 (2008), on a small scale).
 */
export function rowProducts(
  a: Float64Array,
  aCount: number,
  b: Float64Array,
  bCount: number,
  length: number,
  isLower = false,
): Float64Array {
  const products = new Float64Array(aCount * bCount);
  const [first, second] = [padded(a, aCount, length), padded(b, bCount, length)];
  for (let i = 0; i < aCount; i += 2) {
    const lastOfBoth = i + 1 < aCount;
    const end = isLower ? Math.min(bCount, i + 2) : bCount;
    for (let j = 0; j < end; j += AT_ONCE) {
      let [s0, s1, s2, s3, t0, t1, t2, t3] = [0, 0, 0, 0, 0, 0, 0, 0];
      const [p, q] = [i * length, (i + 1) * length];
      const [w, x, y, z] = [j * length, (j + 1) * length, (j + 2) * length, (j + 3) * length];
      for (let k = 0; k < length; k += 1) {
        const own = first[p + k] as number;
        const next = first[q + k] as number;
        const c = second[w + k] as number;
        const d = second[x + k] as number;
        const e = second[y + k] as number;
        const f = second[z + k] as number;
        s0 += own * c;
        s1 += own * d;
        s2 += own * e;
        s3 += own * f;
        t0 += next * c;
        t1 += next * d;
        t2 += next * e;
        t3 += next * f;
      }
      const at = i * bCount + j;
      const width = Math.min(AT_ONCE, bCount - j);
      store(products, at, width, s0, s1, s2, s3);
      if (lastOfBoth) store(products, at + bCount, width, t0, t1, t2, t3);
    }
  }
  return products;
}

/** A matrix `rows × columns` with its rows as columns. */
export function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(values.length);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      result[column * rows + row] = values[row * columns + column] as number;
  return result;
}

/** With rows of zeros up to a whole number of blocks, as reading behind the end is slow. */
function padded(values: Float64Array, count: number, length: number): Float64Array {
  const wanted = Math.ceil(count / AT_ONCE) * AT_ONCE * length;
  if (values.length >= wanted) return values;
  const result = new Float64Array(wanted);
  result.set(values);
  return result;
}

function store(
  products: Float64Array,
  at: number,
  width: number,
  first: number,
  second: number,
  third: number,
  fourth: number,
) {
  products[at] = first;
  if (width > 1) products[at + 1] = second;
  if (width > 2) products[at + 2] = third;
  if (width > 3) products[at + 3] = fourth;
}
