import { choleskyInPlace, inverseDiagonal, solvedNorms, solveFactored } from './cholesky.js';
import { rowProducts, transposed } from './rowProducts.js';

/** What a ridge regression came to. */
export interface RidgeFit {
  /** `targets × features`, row-major. */
  weights(): Float64Array;
  /** Y − X·W: `rows × targets`. */
  readonly residuals: Float64Array;
  /** Of each row, its weight in its own prediction: the diagonal of the hat matrix, with the mean that was taken off. */
  readonly leverages: Float64Array;
}

/** Features and targets less their columns' means; row-major. */
export interface CentredData {
  readonly rows: number;
  readonly features: number;
  readonly targets: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Minimises ‖Y − X·W‖² + λ‖W‖² in closed form, λ > 0, by Cholesky's factor of the smaller of the two Gram matrices:
 * W = (XᵀX + λI)⁻¹XᵀY = Xᵀ(XXᵀ + λI)⁻¹Y. Hoerl and Kennard, "Ridge regression", Technometrics 12 (1970); the second form:
 * Saunders, Gammerman and Vovk, "Ridge regression learning algorithm in dual variables", ICML 1998.
 * @throws RangeError where X is so large that the matrix is not positive definite in double precision.
 */
export function ridgeRegression(data: CentredData, lambda: number, gram = gramOf(data)): RidgeFit {
  const size = Math.min(data.rows, data.features);
  const factor = Float64Array.from(gram);
  for (let i = 0; i < size; i += 1) factor[i * size + i] = (factor[i * size + i] as number) + lambda;
  if (!choleskyInPlace(factor, size)) throw new RangeError('The features are too large for a ridge regression.');
  return data.features <= data.rows ? primal(data, factor) : dual(data, factor, lambda);
}

/** The smaller of XᵀX and XXᵀ, its lower triangle filled: made once, it serves for every λ. */
export function gramOf({ rows, features, x }: CentredData): Float64Array {
  if (features > rows) return rowProducts(x, rows, x, rows, features, true);
  const columns = transposed(x, rows, features);
  return rowProducts(columns, features, columns, features, rows, true);
}

/** Multiply–accumulates of `gramOf`, about. */
export function gramCost(rows: number, features: number): number {
  const [small, large] = [Math.min(rows, features), Math.max(rows, features)];
  return (large * small * small) / 2;
}

/** Multiply–accumulates of one `ridgeRegression` with a Gram matrix, about. */
export function ridgeCost(rows: number, features: number): number {
  const small = Math.min(rows, features);
  return small ** 3 / 6 + (features <= rows ? (rows * small * small) / 2 : small ** 3 / 6);
}

/** Leverage of row x: 1/n + ‖L⁻¹x‖². */
function primal({ rows, features, targets, x, y }: CentredData, factor: Float64Array): RidgeFit {
  const solved = rowProducts(transposed(x, rows, features), features, transposed(y, rows, targets), targets, rows);
  solveFactored(factor, features, solved, targets);
  const weights = transposed(solved, features, targets);
  const fitted = rowProducts(x, rows, weights, targets, features);
  return {
    weights: () => weights,
    residuals: y.map((value, at) => value - (fitted[at] as number)),
    leverages: solvedNorms(factor, features, x, rows).map((norm) => 1 / rows + norm),
  };
}

/**
 * XXᵀ(XXᵀ + λI)⁻¹ = I − λ(XXᵀ + λI)⁻¹: what is left of Y is λ times the coefficients, and the leverages follow from the inverse's
 * diagonal.
 */
function dual({ rows, features, targets, x, y }: CentredData, factor: Float64Array, lambda: number): RidgeFit {
  const coefficients = Float64Array.from(y);
  solveFactored(factor, rows, coefficients, targets);
  return {
    weights: () =>
      rowProducts(transposed(coefficients, rows, targets), targets, transposed(x, rows, features), features, rows),
    residuals: coefficients.map((value) => lambda * value),
    leverages: inverseDiagonal(factor, rows).map((value) => 1 / rows + 1 - lambda * value),
  };
}
