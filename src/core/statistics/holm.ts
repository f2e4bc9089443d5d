/**
 * P-values after Holm's correction, in the order given: the chance of even one false finding among all that are at most α
 * stays at most α. Source: S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of
 * Statistics 6 (1979), 65–70.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1) || a - b);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let last = 0;
  order.forEach((index, rank) => {
    last = Math.max(last, Math.min(1, (pValues.length - rank) * (pValues[index] ?? 1)));
    adjusted[index] = last;
  });
  return adjusted;
}
