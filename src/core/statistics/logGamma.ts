/**
 * ln Γ(x) for x > 0, to about 14 digits. Stirling's series (Abramowitz and Stegun 6.1.41), the argument moved up to where
 * it is exact.
 */
export function logGamma(x: number): number {
  let [shifted, product] = [x, 1];
  while (shifted < 12) {
    product *= shifted;
    shifted += 1;
  }
  const inverse = 1 / (shifted * shifted);
  const series =
    (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}
