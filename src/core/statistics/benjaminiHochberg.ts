/**
 * P-values after Benjamini and Hochberg's correction, in the order given: of those that are at most q, a share of at most q
 * is false in expectation. Source: Y. Benjamini, Y. Hochberg, Controlling the false discovery rate, Journal of the Royal
 * Statistical Society B 57 (1995), 289–300.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const count = pValues.length;
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[b] ?? 1) - (pValues[a] ?? 1) || b - a);
  const adjusted = new Array<number>(count).fill(1);
  let last = 1;
  order.forEach((index, position) => {
    last = Math.min(last, ((pValues[index] ?? 1) * count) / (count - position));
    adjusted[index] = last;
  });
  return adjusted;
}
