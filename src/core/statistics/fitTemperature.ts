/** Probabilities of no use to a logarithm are taken for this, near float32's smallest. */
const SMALLEST = 1e-38;
const HIGHEST_INVERSE = 20;
/** Enough where there is a least loss; where it falls for ever Newton's steps are tiny, and halving gets to the end. */
const NEWTON_STEPS = 12;
const LOWEST_INVERSE = 0.05;

/**
 * The temperature by which logarithms of probabilities `[labels.length, classCount]` are to be divided for the least log
 * loss: above 1 for a model that is surer than it should be; 0.05..20. Rows with something other than numbers are left out;
 * null where no other is left. To be fitted on images that nothing is then measured on. Source: C. Guo, G. Pleiss, Y. Sun,
 * K. Q. Weinberger, On Calibration of Modern Neural Networks, ICML 2017.
 */
export function fitTemperature(
  probabilities: Float32Array,
  labels: ArrayLike<number>,
  classCount: number,
): number | null {
  const rows = usableRows(probabilities, labels.length, classCount);
  if (rows.length === 0) return null;
  const logs = Float64Array.from(probabilities, (probability) => Math.log(Math.max(probability, SMALLEST)));
  // The loss is convex in the inverse temperature: Newton's steps, kept between bounds that close in on the least.
  let [low, high, inverse] = [LOWEST_INVERSE, HIGHEST_INVERSE, 1];
  for (let step = 0; step < 60; step += 1) {
    const { slope, curvature } = slopeAt(inverse, logs, labels, rows, classCount);
    if (slope > 0) high = inverse;
    else low = inverse;
    const next = inverse - slope / curvature;
    const moved = step < NEWTON_STEPS && next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(moved - inverse) < 1e-9 * inverse) break;
    inverse = moved;
  }
  return 1 / inverse;
}

/** The probabilities at another temperature, each row adding up to 1; rows with something other than numbers stay. */
export function atTemperature(probabilities: Float32Array, classCount: number, temperature: number): Float32Array {
  const result = new Float32Array(probabilities.length);
  for (let start = 0; start < probabilities.length; start += classCount) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let column = 0; column < classCount; column += 1)
      highest = Math.max(highest, Math.log(Math.max(probabilities[start + column] ?? 0, SMALLEST)));
    let sum = 0;
    for (let column = 0; column < classCount; column += 1) {
      const probability = probabilities[start + column] ?? 0;
      const power = Number.isFinite(probability)
        ? Math.exp((Math.log(Math.max(probability, SMALLEST)) - highest) / temperature)
        : Number.NaN;
      result[start + column] = power;
      sum += power;
    }
    for (let column = 0; column < classCount; column += 1) result[start + column] = (result[start + column] ?? 0) / sum;
  }
  return result;
}

function usableRows(probabilities: Float32Array, count: number, classCount: number): number[] {
  return Array.from({ length: count }, (_, row) => row).filter((row) =>
    probabilities.subarray(row * classCount, (row + 1) * classCount).every(Number.isFinite),
  );
}

/** First and second derivative of the log loss by the inverse temperature. */
function slopeAt(
  inverse: number,
  logs: Float64Array,
  labels: ArrayLike<number>,
  rows: readonly number[],
  classCount: number,
): { slope: number; curvature: number } {
  let [slope, curvature] = [0, 0];
  for (const row of rows) {
    const start = row * classCount;
    let highest = Number.NEGATIVE_INFINITY;
    for (let column = 0; column < classCount; column += 1) highest = Math.max(highest, logs[start + column] ?? 0);
    let [sum, mean, squares] = [0, 0, 0];
    for (let column = 0; column < classCount; column += 1) {
      const log = (logs[start + column] ?? 0) - highest;
      const power = Math.exp(inverse * log);
      sum += power;
      mean += power * log;
      squares += power * log * log;
    }
    mean /= sum;
    slope += mean - ((logs[start + (labels[row] ?? 0)] ?? 0) - highest);
    curvature += squares / sum - mean * mean;
  }
  return { slope, curvature: Math.max(curvature, Number.MIN_VALUE) };
}
