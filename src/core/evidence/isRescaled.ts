import type { Activations } from './ridgeProbe.js';

/** Standardised numbers of single precision that differ by less are the same. */
const TOLERANCE = 1e-4;

/**
 * Whether two layers give the same numbers for the same images but for each unit's scale and shift, as a batch normalization does
 * of what it gets: linear probes cannot tell them apart.
 */
export function isRescaled(one: Activations, other: Activations): boolean {
  const { rows, features } = one;
  if (other.rows !== rows || other.features !== features) return false;
  for (let unit = 0; unit < features; unit += 1) {
    const [first, second] = [scaleOf(one, unit), scaleOf(other, unit)];
    // Of a unit that does not vary nothing is left to compare.
    if (!(first.deviation > 0 && second.deviation > 0)) {
      if (first.deviation === 0 && second.deviation === 0) continue;
      return false;
    }
    let together = 0;
    for (let at = unit; at < rows * features; at += features)
      together += ((one.values[at] as number) - first.mean) * ((other.values[at] as number) - second.mean);
    const sign = together < 0 ? -1 : 1;
    for (let at = unit; at < rows * features; at += features) {
      const a = ((one.values[at] as number) - first.mean) / first.deviation;
      const b = (sign * ((other.values[at] as number) - second.mean)) / second.deviation;
      if (!(Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a)))) return false;
    }
  }
  return true;
}

function scaleOf({ rows, features, values }: Activations, unit: number) {
  let sum = 0;
  for (let row = 0; row < rows; row += 1) sum += values[row * features + unit] as number;
  const mean = sum / rows;
  let squares = 0;
  for (let row = 0; row < rows; row += 1) squares += ((values[row * features + unit] as number) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / rows) };
}
