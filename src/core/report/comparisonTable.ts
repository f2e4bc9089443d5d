import { formatPercent, formatPoints, NO_VALUE, printable } from '../format.js';
import { type MetricId, metrics } from '../metrics/index.js';
import { type ComparisonRow, type ComparisonTable, comparisonMetricIds, type MetricSpread } from '../run/comparison.js';
import type { Cell, Column, Table } from './table.js';

/** A comparison as data: one row for each model, formatted, the best value of each column marked. */
export function comparisonTable(comparison: ComparisonTable): Table {
  const { rows } = comparison;
  const hasSeeds = rows.some((row) => row.runs.length > 1);
  const metricColumns = comparisonMetricIds.map((id): Column => ({ title: metrics[id].title, align: 'right' }));
  return {
    turnable: true,
    columns: [
      { title: 'Model', flexible: true },
      ...(hasSeeds ? [{ title: 'Seeds', align: 'right' as const }] : []),
      ...metricColumns,
      { title: 'Over the first', align: 'right' },
      { title: 'Worst classes (F1)', flexible: true },
    ],
    rows: rows.map((row, index) => [
      { text: `${printable(row.modelName)}${row.isSample ? ' (sample)' : ''}`, tone: 'strong' },
      ...(hasSeeds ? [String(row.runs.length)] : []),
      ...comparisonMetricIds.map((id) => metricCell(id, row, rows)),
      index === 0 ? { text: 'first', tone: 'muted' as const } : improvementCell(row.improvement),
      row.worstClasses.map(({ name, f1 }) => `${printable(name)} ${formatPercent(f1)}`).join(', ') || NO_VALUE,
    ]),
  };
}

function metricCell(id: MetricId, row: ComparisonRow, rows: readonly ComparisonRow[]): Cell {
  const spread = row.values[id];
  const text = formatSpread(id, spread);
  return isBest(id, spread, rows) ? { text, tone: 'good' } : { text };
}

/** The mean, and ± one standard deviation over the seeds where there are several. */
function formatSpread(id: MetricId, spread: MetricSpread | null): string {
  const metric = metrics[id];
  const mean = metric.format(spread?.mean ?? null);
  if (spread === null || spread.standardDeviation === null) return mean;
  return `${mean} ± ${metric.formatDifference(spread.standardDeviation).replace(/^\+/, '')}`;
}

function isBest(id: MetricId, spread: MetricSpread | null, rows: readonly ComparisonRow[]): boolean {
  const { higherIsBetter } = metrics[id];
  const means = rows.flatMap((row) => row.values[id]?.mean ?? []);
  if (spread === null || higherIsBetter === undefined || new Set(means).size < 2) return false;
  return spread.mean === (higherIsBetter ? Math.max(...means) : Math.min(...means));
}

function improvementCell(improvement: number | null): Cell {
  const text = improvement === null ? NO_VALUE : `${formatPoints(improvement, 2)} points`;
  if (improvement === null || improvement === 0) return { text };
  return { text, tone: improvement > 0 ? 'good' : 'bad' };
}
