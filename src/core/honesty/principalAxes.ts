/**
 * The directions in which points spread most, orthonormal, the widest first: eigenvectors of their second moments about the
 * mean. `points`: `count × dimensions`; the answer `most × dimensions`, or as many axes as there are dimensions. By cyclic
 * Jacobi rotations. Sources: K. Pearson, "On lines and planes of closest fit", Philosophical Magazine 2 (1901), 559–572; Golub
 * and Van Loan, "Matrix Computations", section 8.5.
 */
export function principalAxes(points: Float32Array, dimensions: number, most: number): Float64Array {
  const moments = covariance(points, dimensions);
  const vectors = new Float64Array(dimensions * dimensions);
  for (let at = 0; at < dimensions; at += 1) vectors[at * dimensions + at] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let rotations = 0;
    for (let p = 0; p < dimensions; p += 1)
      for (let q = p + 1; q < dimensions; q += 1) if (rotate(moments, vectors, dimensions, p, q)) rotations += 1;
    if (rotations === 0) break;
  }
  const spread = (axis: number) => moments[axis * dimensions + axis] ?? 0;
  const order = Array.from({ length: dimensions }, (_, axis) => axis).sort((a, b) => spread(b) - spread(a) || a - b);
  const kept = order.slice(0, most);
  const axes = new Float64Array(kept.length * dimensions);
  kept.forEach((from, axis) => {
    for (let at = 0; at < dimensions; at += 1) axes[axis * dimensions + at] = vectors[at * dimensions + from] ?? 0;
  });
  return axes;
}

/** Each is a few sweeps from its end: convergence is quadratic. */
const SWEEPS = 20;
/** What is less, of points within a sphere of radius 1, is nothing. */
const NEGLIGIBLE = 1e-12;

function covariance(points: Float32Array, dimensions: number): Float64Array {
  const count = points.length / dimensions;
  const mean = new Float64Array(dimensions);
  for (let at = 0; at < points.length; at += 1) {
    const dimension = at % dimensions;
    mean[dimension] = (mean[dimension] ?? 0) + (points[at] ?? 0) / count;
  }
  const moments = new Float64Array(dimensions * dimensions);
  for (let point = 0; point < count; point += 1)
    for (let row = 0; row < dimensions; row += 1) {
      const value = ((points[point * dimensions + row] ?? 0) - (mean[row] ?? 0)) / count;
      for (let column = 0; column <= row; column += 1) {
        const other = (points[point * dimensions + column] ?? 0) - (mean[column] ?? 0);
        moments[row * dimensions + column] = (moments[row * dimensions + column] ?? 0) + value * other;
      }
    }
  for (let row = 0; row < dimensions; row += 1)
    for (let column = 0; column < row; column += 1)
      moments[column * dimensions + row] = moments[row * dimensions + column] ?? 0;
  return moments;
}

/** Turns the plane of two dimensions so that they have no moment together; false where they have none already. */
function rotate(moments: Float64Array, vectors: Float64Array, size: number, p: number, q: number): boolean {
  const between = moments[p * size + q] ?? 0;
  if (Math.abs(between) < NEGLIGIBLE) return false;
  const ratio = ((moments[q * size + q] ?? 0) - (moments[p * size + p] ?? 0)) / (2 * between);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  const turn = (matrix: Float64Array, one: number, other: number) => {
    const [first, second] = [matrix[one] ?? 0, matrix[other] ?? 0];
    matrix[one] = cosine * first - sine * second;
    matrix[other] = sine * first + cosine * second;
  };
  for (let at = 0; at < size; at += 1) turn(moments, at * size + p, at * size + q);
  for (let at = 0; at < size; at += 1) turn(moments, p * size + at, q * size + at);
  for (let at = 0; at < size; at += 1) turn(vectors, at * size + p, at * size + q);
  return true;
}
