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
      let sum = a[start + column] as number;
      for (let k = 0; k < column; k += 1) sum -= (a[start + k] as number) * (a[other + k] as number);
      if (column < row) a[start + column] = sum / (a[other + column] as number);
      else if (sum > 0) a[start + row] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** Solves L·z = b in place, `b` beginning at `offset`; `first`: the numbers of b before it are known to be 0. */
export function solveLower(l: Float64Array, size: number, b: Float64Array, offset = 0, first = 0): void {
  for (let row = first; row < size; row += 1) {
    const start = row * size;
    let sum = b[offset + row] as number;
    for (let k = first; k < row; k += 1) sum -= (l[start + k] as number) * (b[offset + k] as number);
    b[offset + row] = sum / (l[start + row] as number);
  }
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
