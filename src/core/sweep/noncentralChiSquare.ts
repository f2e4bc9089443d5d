/**
 * P(X ≤ x) for a noncentral χ² with `df` degrees of freedom, within 0.005: M. Sankaran, Approximations to the non-central
 * chi-square distribution, Biometrika 50 (1963). `df` > 0, `noncentrality` ≥ 0.
 */
export function noncentralChiSquareCdf(x: number, df: number, noncentrality: number): number {
  if (x <= 0) return 0;
  const mean = df + noncentrality;
  const h = 1 - (2 * mean * (df + 3 * noncentrality)) / (3 * (df + 2 * noncentrality) ** 2);
  const p = (df + 2 * noncentrality) / mean ** 2;
  const m = (h - 1) * (1 - 3 * h);
  const centre = 1 + h * p * (h - 1 - 0.5 * (2 - h) * m * p);
  return normalCdf(((x / mean) ** h - centre) / (h * Math.sqrt(2 * p) * (1 + 0.5 * m * p)));
}

/** The noncentrality with which P(X ≤ x) is `probability`; 0 where it is less than that without any. */
export function noncentralityOf(x: number, df: number, probability: number): number {
  if (noncentralChiSquareCdf(x, df, 0) <= probability) return 0;
  let [low, high] = [0, x + 12 * Math.sqrt(x + df) + 60];
  for (let step = 0; step < 26; step += 1) {
    const middle = (low + high) / 2;
    if (noncentralChiSquareCdf(x, df, middle) > probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(Z ≤ z) of a standard normal, within 1e-7: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z > 0 ? 1 - tail : tail;
}
