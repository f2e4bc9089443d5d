import { formatPercent, formatPoints, formatQuantity, printable } from '../format.js';
import type { ComparisonRow, ComparisonTable } from '../run/comparison.js';
import { isClear, type RowIntervals } from '../run/comparisonIntervals.js';
import type { Interval } from '../statistics/wilsonInterval.js';

/**
 * How good the models of a comparison are, in a sentence, and whether that is more than chance; undefined while nothing has
 * been measured. `intervals`: one for each row.
 */
export function verdict({ rows }: ComparisonTable, intervals: readonly RowIntervals[]): string | undefined {
  const accuracyOf = (row: ComparisonRow) => row.values.testAccuracy?.mean ?? Number.NEGATIVE_INFINITY;
  const measured = rows.filter((row) => row.values.testAccuracy !== null);
  const [first] = rows;
  const best = measured.reduce<ComparisonRow | undefined>(
    (found, row) => (found === undefined || accuracyOf(row) > accuracyOf(found) ? row : found),
    undefined,
  );
  if (first === undefined || best === undefined) return undefined;
  const intervalsOf = (row: ComparisonRow) => intervals[rows.indexOf(row)];
  const name = printable(best.modelName);
  const count = best.values.testAccuracy?.count ?? 1;
  const seeds = count > 1 ? ` in the mean of ${formatQuantity(count, 'seed')}` : '';
  const share = `${formatPercent(accuracyOf(best), 2)} of the test images right${seeds}`;
  if (measured.length === 1) return `${name} gets ${share}${bounds(intervalsOf(best)?.accuracy ?? null, percents)}.`;
  if (best === first) return `${name} is the most accurate: ${share}${nextBest(measured, first, intervalsOf)}.`;
  if (best.improvement === null) return `${name} is the most accurate of those that have been evaluated: ${share}.`;
  const ahead = `${formatPoints(best.improvement, 2)} points over ${printable(first.modelName)}`;
  const interval = intervalsOf(best)?.improvement ?? null;
  const clarity = isClear(interval) === false ? ', no clear difference' : '';
  return `${name} is the most accurate: ${share}, ${ahead}${clarity}${bounds(interval, points)}.`;
}

/** The first row is the best: how far the others are behind it. */
function nextBest(
  measured: readonly ComparisonRow[],
  first: ComparisonRow,
  intervalsOf: (row: ComparisonRow) => RowIntervals | undefined,
): string {
  const others = measured.filter((row) => row !== first && row.improvement !== null);
  const next = others.reduce<ComparisonRow | undefined>(
    (found, row) => (found === undefined || (row.improvement ?? 0) > (found.improvement ?? 0) ? row : found),
    undefined,
  );
  if (next === undefined) return '';
  const interval = intervalsOf(next)?.improvement ?? null;
  const difference = `${printable(next.modelName)} is at ${formatPoints(next.improvement, 2)} points`;
  const clarity = isClear(interval) === false ? ', no clear difference' : '';
  return `; ${difference}${clarity}${bounds(interval, points)}`;
}

const percents = ({ low, high }: Interval) => `${formatPercent(low)} to ${formatPercent(high)}`;
const points = ({ low, high }: Interval) => `${formatPoints(low, 2)} to ${formatPoints(high, 2)}`;

function bounds(interval: Interval | null, write: (interval: Interval) => string): string {
  return interval === null ? '' : ` (95 % interval ${write(interval)})`;
}
