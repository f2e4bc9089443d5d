import { formatDuration, formatPercent, NO_VALUE, printable } from '../../src/core/format.js';
import { type MetricId, metrics } from '../../src/core/metrics/index.js';
import type { ComparisonRow } from '../../src/core/run/comparison.js';
import type { RowIntervals } from '../../src/core/run/comparisonIntervals.js';
import { chartAxis, heightsOf } from '../chart/chartAxis.js';
import type { ChartFormat, ChartModel, ChartPoint, ChartSeries } from '../chart/chartModel.js';
import { identityOf } from '../state/identity.js';

/** What accuracy is held against. */
export type Cost = 'parameters' | 'macs' | 'duration';

export const costs = {
  parameters: { label: 'parameters', format: 'count', scale: 1 },
  macs: { label: 'multiplications', format: 'count', scale: 1 },
  duration: { label: 'time', format: 'seconds', scale: 1 / 1000 },
} as const satisfies Record<Cost & MetricId, { label: string; format: ChartFormat; scale: number }>;

/** Costs further apart than this want a logarithmic axis. */
const WIDE_RANGE = 8;

/**
 * Accuracy against what it costs, a point for each model, with its interval; of several seeds from the lowest to the
 * highest. `accuracies`: those of the runs of each row.
 */
export function costChart(
  rows: readonly ComparisonRow[],
  letters: readonly (readonly string[])[],
  intervals: readonly RowIntervals[],
  accuracies: readonly (readonly number[])[],
  cost: Cost,
): ChartModel {
  const { format, scale } = costs[cost];
  const metric = metrics[cost];
  const points = rows.flatMap((row, index): { row: ComparisonRow; letter: string; point: ChartPoint }[] => {
    const x = row.values[cost]?.mean;
    const y = row.values.testAccuracy?.mean;
    if (x === undefined || y === undefined) return [];
    const known = accuracies[index] ?? [];
    const interval = intervals[index]?.accuracy;
    const spread = known.length > 1 ? { low: Math.min(...known), high: Math.max(...known) } : {};
    const point = { x: x * scale, y, place: index, ...(interval ?? spread) };
    return [{ row, letter: letters[index]?.[0] ?? '?', point }];
  });
  const series = points.map(
    ({ row, letter, point }): ChartSeries => ({
      id: `${letter} ${row.modelName}`,
      name: printable(row.modelName),
      identity: identityOf(letter),
      kind: 'points',
      isDashed: false,
      isFaint: false,
      intervals: 'bars',
      points: [point],
      endLabel: letter,
    }),
  );
  const values = points.map(({ point }) => point.x);
  const isWide = Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) > WIDE_RANGE;
  const write = (value: number) => (cost === 'duration' ? formatDuration(value * 1000) : metrics[cost].format(value));
  return {
    title: `Accuracy and ${costs[cost].label}`,
    x: chartAxis({ title: metric.title, format, scale: isWide ? 'logarithmic' : 'linear', values, floor: 0 }),
    y: chartAxis({ title: '', format: 'percent', values: heightsOf(series), floor: 0, ceiling: 1 }),
    series,
    marks: [],
    guides: [],
    cursorPlaces: points.map(({ point }) => point.place),
    placeTitle: 'Model',
    placeNames: points.map(({ row, letter }) => `${letter} ${printable(row.modelName)}`),
    pointing: 'point',
    table: {
      columns: [
        { title: 'Model' },
        { title: metric.title, align: 'right' },
        { title: 'Test accuracy', align: 'right' },
        { title: 'From', align: 'right' },
        { title: 'To', align: 'right' },
      ],
      rows: points.map(({ row, letter, point }) => [
        `${letter} ${printable(row.modelName)}`,
        write(point.x),
        formatPercent(point.y, 2),
        point.low === undefined ? NO_VALUE : formatPercent(point.low, 2),
        point.high === undefined ? NO_VALUE : formatPercent(point.high, 2),
      ]),
    },
    summary: `Test accuracy against ${metric.title.toLowerCase()}. ${points
      .map(
        ({ row, letter, point }) =>
          `${letter}, ${printable(row.modelName)}: ${write(point.x)}, ${formatPercent(point.y, 2)}`,
      )
      .join('. ')}.`,
  };
}
