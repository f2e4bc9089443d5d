/** What a regression leaves over. */
export interface Residual {
  /** Sum of squares that the columns and a constant do not explain. */
  readonly squares: number;
  /** Columns that are no combination of others and of a constant. */
  readonly rank: number;
}

/** A column of which less than this part is new is taken for a combination of the others. */
const NEGLIGIBLE = 1e-9;

/** Least squares by modified Gram–Schmidt (G. Golub and C. Van Loan, Matrix Computations, 5.2.8). */
export function residualSquares(outcomes: readonly number[], columns: readonly Float64Array[]): Residual {
  const basis: Float64Array[] = [];
  for (const column of columns) {
    const rest = centred(column);
    const before = dot(rest, rest);
    // Twice, so that what is left is orthogonal to the last digit.
    for (let pass = 0; pass < 2; pass += 1) for (const other of basis) subtract(rest, other, dot(rest, other));
    const after = dot(rest, rest);
    if (!(after > NEGLIGIBLE * before)) continue;
    const length = Math.sqrt(after);
    basis.push(rest.map((value) => value / length));
  }
  const left = centred(Float64Array.from(outcomes));
  for (const column of basis) subtract(left, column, dot(left, column));
  return { squares: dot(left, left), rank: basis.length };
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

function subtract(from: Float64Array, direction: Float64Array, times: number): void {
  for (let index = 0; index < from.length; index += 1)
    from[index] = (from[index] ?? 0) - times * (direction[index] ?? 0);
}
