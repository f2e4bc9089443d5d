import { formatPercent, formatPoints, NO_VALUE, printable } from '../format.js';
import { type MetricId, metrics } from '../metrics/index.js';
import { type ComparisonRow, type ComparisonTable, comparisonMetricIds, type MetricSpread } from '../run/comparison.js';
import { isClear, type RowIntervals } from '../run/comparisonIntervals.js';
import type { Interval } from '../statistics/wilsonInterval.js';
import type { Cell, Column, Table } from './table.js';

export interface ComparisonTableOptions {
  /** The first row is what a person chose to hold the others against. */
  readonly isFirstBaseline?: boolean;
  /** For each row, how sure its figures are; they stand beside those. */
  readonly intervals?: readonly RowIntervals[];
}

/** A comparison as data: one row for each model, formatted, the best value of each column marked. */
export function comparisonTable(
  comparison: ComparisonTable,
  { isFirstBaseline = false, intervals = [] }: ComparisonTableOptions = {},
): Table {
  const { rows } = comparison;
  const first = isFirstBaseline ? 'baseline' : 'first';
  const hasSeeds = rows.some((row) => row.runs.length > 1);
  const metricColumns = comparisonMetricIds.map((id): Column => ({ title: metrics[id].title, align: 'right' }));
  return {
    turnable: true,
    columns: [
      { title: 'Model', flexible: true },
      ...(hasSeeds ? [{ title: 'Seeds', align: 'right' as const }] : []),
      ...metricColumns,
      { title: `Over the ${first}`, align: 'right' },
      { title: 'Worst classes (F1)', flexible: true },
    ],
    rows: rows.map((row, index) => [
      { text: `${printable(row.modelName)}${row.isSample ? ' (sample)' : ''}`, tone: 'strong' },
      ...(hasSeeds ? [String(row.runs.length)] : []),
      ...comparisonMetricIds.map((id) =>
        withInterval(metricCell(id, row, rows), id === 'testAccuracy' ? intervals[index]?.accuracy : null, percents),
      ),
      index === 0
        ? { text: first, tone: 'muted' as const }
        : withInterval(
            improvementCell(row.improvement, intervals[index]?.improvement),
            intervals[index]?.improvement,
            points,
          ),
      row.worstClasses.map(({ name, f1 }) => `${printable(name)} ${formatPercent(f1)}`).join(', ') || NO_VALUE,
    ]),
  };
}

function metricCell(id: MetricId, row: ComparisonRow, rows: readonly ComparisonRow[]): Cell {
  const text = formatSpread(id, row.values[id]);
  return isBest(id, row, rows) ? { text, tone: 'good' } : { text };
}

/** The mean, and ± one standard deviation over the seeds where there are several. */
function formatSpread(id: MetricId, spread: MetricSpread | null): string {
  const metric = metrics[id];
  const mean = metric.format(spread?.mean ?? null);
  if (spread === null || spread.standardDeviation === null) return mean;
  return `${mean} ± ${metric.formatDifference(spread.standardDeviation).replace(/^\+/, '')}`;
}

/** Among models with a result: one that failed early was not quick. */
function isBest(id: MetricId, row: ComparisonRow, rows: readonly ComparisonRow[]): boolean {
  const { higherIsBetter } = metrics[id];
  const means = rows.filter(hasResult).flatMap(({ values }) => values[id]?.mean ?? []);
  if (!hasResult(row) || higherIsBetter === undefined || new Set(means).size < 2) return false;
  return row.values[id]?.mean === (higherIsBetter ? Math.max(...means) : Math.min(...means));
}

function hasResult({ values }: ComparisonRow): boolean {
  return values.testAccuracy !== null;
}

/** Good or bad only where it is more than chance may make of it, as far as that is known. */
function improvementCell(improvement: number | null, interval: Interval | null | undefined): Cell {
  const text = improvement === null ? NO_VALUE : `${formatPoints(improvement, 2)} points`;
  if (improvement === null || improvement === 0 || isClear(interval ?? null) === false) return { text };
  return { text, tone: improvement > 0 ? 'good' : 'bad' };
}

function withInterval(cell: Cell, interval: Interval | null | undefined, write: (bound: number) => string): Cell {
  if (interval === null || interval === undefined) return cell;
  return { ...cell, text: `${cell.text} (${write(interval.low)} to ${write(interval.high)})` };
}

const percents = (bound: number) => formatPercent(bound, 1).replace(' %', '');
const points = (bound: number) => formatPoints(bound, 1);
