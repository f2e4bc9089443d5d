import { logGamma } from './logGamma.js';

/**
 * The number below which a Beta(`alpha`, `alpha`) variable lies with the given probability, to about 1e-9 (1e-6 for alpha above
 * 50). @throws RangeError unless the probability is in 0..1 and alpha is positive.
 */
export function symmetricBetaQuantile(probability: number, alpha: number): number {
  if (!(probability >= 0 && probability <= 1 && alpha > 0))
    throw new RangeError(`no quantile of Beta(${alpha}, ${alpha}) at ${probability}`);
  if (probability > 0.5) return 1 - symmetricBetaQuantile(1 - probability, alpha);
  // The distribution function is convex or concave below ½ and has a closed form nowhere: halving never fails. In the
  // logarithm, as for a small alpha nearly all of it lies next to 0.
  let [low, high] = [-750, Math.log(0.5)];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (lowerTail(Math.exp(middle), alpha) < probability) low = middle;
    else high = middle;
  }
  return Math.exp(high);
}

/** Regularized incomplete beta function at `x ≤ ½`, by its hypergeometric series (Abramowitz and Stegun 26.5.4). */
function lowerTail(x: number, alpha: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < 10_000 && term > sum * 1e-12; n += 1) {
    term *= (x * (2 * alpha + n)) / (alpha + 1 + n);
    sum += term;
  }
  const logBeta = 2 * logGamma(alpha) - logGamma(2 * alpha);
  return Math.exp(alpha * (Math.log(x) + Math.log1p(-x)) - logBeta - Math.log(alpha)) * sum;
}
