import { choleskyInPlace, solveFactored, solveLower } from './cholesky.js';

/** What a ridge regression came to. */
export interface RidgeFit {
  /** `features × targets`, row-major. */
  readonly weights: Float64Array;
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
  const size = gramSize(data);
  const factor = Float64Array.from(gram);
  for (let i = 0; i < size; i += 1) factor[i * size + i] = (factor[i * size + i] as number) + lambda;
  if (!choleskyInPlace(factor, size)) throw new RangeError('The features are too large for a ridge regression.');
  return data.features <= data.rows ? primal(data, factor) : dual(data, factor, lambda);
}

/** The smaller of XᵀX and XXᵀ, its lower triangle filled: made once, it serves for every λ. */
export function gramOf(data: CentredData): Float64Array {
  return data.features <= data.rows ? columnGram(data) : rowGram(data);
}

/** Multiply–accumulates of `gramOf` and one `ridgeRegression`, about. */
export function ridgeCost(rows: number, features: number): number {
  const [small, large] = [Math.min(rows, features), Math.max(rows, features)];
  const leverages = features <= rows ? (large * small * small) / 2 : small ** 3 / 6;
  return (large * small * small) / 2 + small ** 3 / 6 + leverages;
}

function gramSize({ rows, features }: CentredData): number {
  return Math.min(rows, features);
}

/** Four rows at a time: the sums are read and written a quarter as often. */
function columnGram({ rows, features, x }: CentredData): Float64Array {
  const gram = new Float64Array(features * features);
  const zeros = new Float64Array(features);
  for (let row = 0; row < rows; row += 4) {
    const [r0, r1, r2, r3] = [0, 1, 2, 3].map((more) =>
      row + more < rows ? x.subarray((row + more) * features, (row + more + 1) * features) : zeros,
    ) as [Float64Array, Float64Array, Float64Array, Float64Array];
    for (let i = 0; i < features; i += 1) {
      const [a, b, c, d] = [r0[i] as number, r1[i] as number, r2[i] as number, r3[i] as number];
      const start = i * features;
      for (let j = 0; j <= i; j += 1)
        gram[start + j] =
          (gram[start + j] as number) +
          a * (r0[j] as number) +
          b * (r1[j] as number) +
          c * (r2[j] as number) +
          d * (r3[j] as number);
    }
  }
  return gram;
}

function rowGram({ rows, features, x }: CentredData): Float64Array {
  const gram = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i += 1)
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      for (let k = 0, p = i * features, q = j * features; k < features; k += 1, p += 1, q += 1)
        sum += (x[p] as number) * (x[q] as number);
      gram[i * rows + j] = sum;
    }
  return gram;
}

/** Leverage of row x: 1/n + ‖L⁻¹x‖². */
function primal({ rows, features, targets, x, y }: CentredData, factor: Float64Array): RidgeFit {
  const weights = transposedProduct(x, rows, features, y, targets);
  solveFactored(factor, features, weights, targets);
  const solved = Float64Array.from(x);
  const leverages = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    solveLower(factor, features, solved, row * features);
    leverages[row] = 1 / rows + squaredNorm(solved, row * features, features);
  }
  return { weights, leverages };
}

/** XXᵀ(XXᵀ + λI)⁻¹ = I − λ(XXᵀ + λI)⁻¹, and the inverse's diagonal is that of L⁻ᵀL⁻¹. */
function dual({ rows, features, targets, x, y }: CentredData, factor: Float64Array, lambda: number): RidgeFit {
  const coefficients = Float64Array.from(y);
  solveFactored(factor, rows, coefficients, targets);
  const weights = transposedProduct(x, rows, features, coefficients, targets);
  const leverages = new Float64Array(rows);
  const unit = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    unit.fill(0);
    unit[row] = 1;
    solveLower(factor, rows, unit, 0, row);
    leverages[row] = 1 / rows + 1 - lambda * squaredNorm(unit, row, rows - row);
  }
  return { weights, leverages };
}

/** XᵀY, `features × targets`. */
function transposedProduct(x: Float64Array, rows: number, features: number, y: Float64Array, targets: number) {
  const product = new Float64Array(features * targets);
  for (let row = 0; row < rows; row += 1)
    for (let feature = 0; feature < features; feature += 1) {
      const value = x[row * features + feature] as number;
      if (value === 0) continue;
      for (let target = 0, p = feature * targets, q = row * targets; target < targets; target += 1, p += 1, q += 1)
        product[p] = (product[p] as number) + value * (y[q] as number);
    }
  return product;
}

function squaredNorm(values: Float64Array, start: number, count: number): number {
  let sum = 0;
  for (let index = start; index < start + count; index += 1) sum += (values[index] as number) ** 2;
  return sum;
}
