/**
 * How well given labels fit probabilities: two scores of one image, 0..1, the lower the more suspicious. Source: C. G.
 * Northcutt, L. Jiang and I. L. Chuang, "Confident learning: estimating uncertainty in dataset labels", Journal of
 * Artificial Intelligence Research 70 (2021), 1373–1411, section 3.
 */

/** The probability of the given label. `row`: probabilities of the classes of one image. */
export function selfConfidence(row: ArrayLike<number>, label: number): number {
  return row[label] ?? 0;
}

/** The probability of the given label less that of the likeliest other class, moved from −1..1 to 0..1. */
export function normalizedMargin(row: ArrayLike<number>, label: number): number {
  let other = 0;
  for (let index = 0; index < row.length; index += 1) if (index !== label) other = Math.max(other, row[index] ?? 0);
  return ((row[label] ?? 0) - other + 1) / 2;
}
