import type { Judgement } from '../comparison/judgement.js';
import { pairOf } from '../comparison/orientPair.js';
import { formatPercent, formatPoints, NO_VALUE, printable } from '../format.js';
import { type MetricId, metrics } from '../metrics/index.js';
import { type ComparisonRow, type ComparisonTable, comparisonMetricIds, type MetricSpread } from '../run/comparison.js';
import type { Cell, Column, Table } from './table.js';

export interface ComparisonTableOptions {
  /** What is judged of the rows' runs: an improvement is good or bad only where the verdict says so. */
  readonly judgement?: Judgement | undefined;
}

/** A comparison as data: one row for each model, formatted. No best is marked: who is better, a verdict says. */
export function comparisonTable(comparison: ComparisonTable, { judgement }: ComparisonTableOptions = {}): Table {
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
      ...comparisonMetricIds.map((id) => formatSpread(id, row.values[id])),
      index === 0 ? { text: 'first', tone: 'muted' as const } : improvementCell(row, rows[0], judgement),
      row.worstClasses.map(({ name, f1 }) => `${printable(name)} ${formatPercent(f1)}`).join(', ') || NO_VALUE,
    ]),
  };
}

/** The mean, and ± one standard deviation over the seeds where there are several. */
function formatSpread(id: MetricId, spread: MetricSpread | null): string {
  const metric = metrics[id];
  const mean = metric.format(spread?.mean ?? null);
  if (spread === null || spread.standardDeviation === null) return mean;
  return `${mean} ± ${metric.formatDifference(spread.standardDeviation).replace(/^\+/, '')}`;
}

/** Good or bad only by the verdict on the two. */
function improvementCell(row: ComparisonRow, first: ComparisonRow | undefined, judgement: Judgement | undefined): Cell {
  const { improvement } = row;
  const text = improvement === null ? NO_VALUE : `${formatPoints(improvement, 2)} points`;
  const groupOf = (of: ComparisonRow | undefined) =>
    judgement?.groups.findIndex(({ runIds }) => runIds.includes(of?.runs[0]?.runId ?? '')) ?? -1;
  const kind = judgement && pairOf(judgement, groupOf(first), groupOf(row))?.verdict.kind;
  if (kind === 'better') return { text, tone: 'good' };
  return kind === 'worse' ? { text, tone: 'bad' } : { text };
}
