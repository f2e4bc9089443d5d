/**
 * The lower triangular factor L of a symmetric positive definite matrix, A = L·Lᵀ, written over A's lower triangle (what is
 * above the diagonal is left as it was). Row-major `size × size`. False where A is not positive definite: L is then unusable.
 * Golub and Van Loan, "Matrix Computations", algorithm 4.2.
 */
export function choleskyInPlace(a: Float64Array, size: number): boolean {
  for (let row = 0; row < size; row += 1) {
    const start = row * size;
    for (let column = 0; column <= row; column += 1) {
      const other = column * size;
      const sum = (a[start + column] as number) - dot(a, start, other, column);
      if (column < row) a[start + column] = sum / (a[other + column] as number);
      else if (sum > 0) a[start + row] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** In four sums that do not wait for each other. */
function dot(a: Float64Array, start: number, other: number, count: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = count - (count % 4);
  for (let k = 0, p = start, q = other; k < whole; k += 4, p += 4, q += 4) {
    s0 += (a[p] as number) * (a[q] as number);
    s1 += (a[p + 1] as number) * (a[q + 1] as number);
    s2 += (a[p + 2] as number) * (a[q + 2] as number);
    s3 += (a[p + 3] as number) * (a[q + 3] as number);
  }
  for (let k = whole; k < count; k += 1) s0 += (a[start + k] as number) * (a[other + k] as number);
  return s0 + s1 + (s2 + s3);
}

/** ‖L⁻¹b‖² of each of `count` vectors b, the rows of a matrix `count × size`. */
export function solvedNorms(l: Float64Array, size: number, vectors: Float64Array, count: number): Float64Array {
  const norms = new Float64Array(count);
  const four = new Float64Array(4 * size);
  for (let first = 0; first < count; first += 4) {
    const width = Math.min(4, count - first);
    for (let which = 0; which < width; which += 1)
      for (let k = 0; k < size; k += 1) four[4 * k + which] = vectors[(first + which) * size + k] as number;
    solveFour(l, size, four, 0);
    addSquares(four, 0, size, norms.subarray(first, first + width));
  }
  return norms;
}

/** The diagonal of (L·Lᵀ)⁻¹: of each unit vector e, ‖L⁻¹e‖². */
export function inverseDiagonal(l: Float64Array, size: number): Float64Array {
  const norms = new Float64Array(size);
  const four = new Float64Array(4 * size);
  for (let first = 0; first < size; first += 4) {
    four.fill(0);
    const width = Math.min(4, size - first);
    for (let which = 0; which < width; which += 1) four[4 * (first + which) + which] = 1;
    solveFour(l, size, four, first);
    addSquares(four, first, size, norms.subarray(first, first + width));
  }
  return norms;
}

/** Solves L·z = b for four vectors side by side, in place; `first`: the numbers of each before it are 0. */
function solveFour(l: Float64Array, size: number, z: Float64Array, first: number): void {
  for (let row = first; row < size; row += 1) {
    const [start, own] = [row * size, 4 * row];
    let [a, b, c, d] = [z[own] as number, z[own + 1] as number, z[own + 2] as number, z[own + 3] as number];
    for (let k = first, p = 4 * first; k < row; k += 1, p += 4) {
      const factor = l[start + k] as number;
      a -= factor * (z[p] as number);
      b -= factor * (z[p + 1] as number);
      c -= factor * (z[p + 2] as number);
      d -= factor * (z[p + 3] as number);
    }
    const pivot = l[start + row] as number;
    z[own] = a / pivot;
    z[own + 1] = b / pivot;
    z[own + 2] = c / pivot;
    z[own + 3] = d / pivot;
  }
}

function addSquares(four: Float64Array, first: number, size: number, norms: Float64Array): void {
  for (let k = first; k < size; k += 1)
    for (let which = 0; which < norms.length; which += 1)
      norms[which] = (norms[which] as number) + (four[4 * k + which] as number) ** 2;
}

/** Solves L·Lᵀ·X = B in place, B being `size × columns`, row-major. */
export function solveFactored(l: Float64Array, size: number, b: Float64Array, columns: number): void {
  for (let row = 0; row < size; row += 1) {
    for (let k = 0; k < row; k += 1) subtractRow(b, columns, row, k, l[row * size + k] as number);
    divideRow(b, columns, row, l[row * size + row] as number);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    for (let k = row + 1; k < size; k += 1) subtractRow(b, columns, row, k, l[k * size + row] as number);
    divideRow(b, columns, row, l[row * size + row] as number);
  }
}

function subtractRow(b: Float64Array, columns: number, target: number, source: number, factor: number): void {
  for (let column = 0; column < columns; column += 1)
    b[target * columns + column] =
      (b[target * columns + column] as number) - factor * (b[source * columns + column] as number);
}

function divideRow(b: Float64Array, columns: number, row: number, divisor: number): void {
  for (let column = 0; column < columns; column += 1)
    b[row * columns + column] = (b[row * columns + column] as number) / divisor;
}
