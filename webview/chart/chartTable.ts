import {
  formatClock,
  formatCompactCount,
  formatCount,
  formatFixed,
  formatLearningRate,
  formatLoss,
  formatPercent,
  formatSmallDuration,
  NO_VALUE,
} from '../../src/core/format.js';
import { type CsvValue, renderCsv } from '../../src/core/report/csv.js';
import type { Table } from '../../src/core/report/table.js';
import { tableCsv } from '../state/exportedTable.js';
import type { ChartFormat, ChartModel, ChartPoint, ChartSeries } from './chartModel.js';

/** How values are written. */
export const chartFormats: Readonly<Record<ChartFormat, (value: number | null) => string>> = {
  loss: (value) => formatLoss(value),
  percent: (value) => formatPercent(value, 1),
  learningRate: (value) => formatLearningRate(value),
  integer: (value) => formatCount(value),
  count: (value) => formatCompactCount(value),
  seconds: (value) => formatClock(value === null ? null : value * 1000),
  milliseconds: (value) => formatSmallDuration(value),
  fraction: (value) => formatFixed(value, 3),
};

/** How the ticks of an axis are written: round numbers, without digits that say nothing. */
export const axisFormats: Readonly<Record<ChartFormat, (value: number) => string>> = {
  loss: formatLearningRate,
  percent: (value) => `${Number((value * 100).toPrecision(4))} %`,
  learningRate: formatLearningRate,
  integer: (value) => (Number.isInteger(value) ? formatCount(value) : ''),
  count: (value) =>
    formatCompactCount(value)
      .replace(/(\.\d*?)0+(?= |$)/, '$1')
      .replace(/\.(?= |$)/, ''),
  seconds: (value) => formatClock(value * 1000),
  milliseconds: formatSmallDuration,
  fraction: (value) => String(Number(value.toPrecision(4))),
};

/** A table whose rows are made when they are needed: there may be many. */
export interface LazyTable {
  readonly columns: Table['columns'];
  readonly rowCount: number;
  row(index: number): Table['rows'][number];
}

/** Everything that a chart shows, as a table: a row for each place of its cursor, a column for each line. */
export function chartTable(model: ChartModel): LazyTable {
  const { table, series, placeTitle, cursorPlaces, y, marks } = model;
  if (table !== undefined)
    return { columns: table.columns, rowCount: table.rows.length, row: (index) => table.rows[index] ?? [] };
  const measured = measuredSeries(series);
  const points = measured.map(byPlace);
  const notes = new Map<number, string[]>();
  for (const { place, text } of marks) notes.set(place, [...(notes.get(place) ?? []), text]);
  const write = chartFormats[y.format];
  return {
    columns: [
      { title: placeTitle, align: 'right' },
      ...measured.map(({ name, identity }) => ({ title: `${identity.letter} ${name}`, align: 'right' as const })),
      ...(notes.size === 0 ? [] : [{ title: 'Notes' }]),
    ],
    rowCount: cursorPlaces.length,
    row(index) {
      const place = cursorPlaces[index] ?? 0;
      return [
        placeName(model, place),
        ...points.map((ofSeries) => {
          const point = ofSeries.get(place);
          return point === undefined ? NO_VALUE : write(point.y);
        }),
        ...(notes.size === 0 ? [] : [(notes.get(place) ?? []).join(' ')]),
      ];
    },
  };
}

/** The numbers of a chart as CSV, not rounded: of each line a column of values, with those of its intervals. */
export function chartCsv(model: ChartModel): string {
  const { series, cursorPlaces, placeTitle, x, table } = model;
  if (table !== undefined) return tableCsv(table);
  const measured = measuredSeries(series);
  const points = measured.map(byPlace);
  // Lines that have the same places need not say where those are.
  const isPlaced = measured.every((of) => of.points.every((point) => point.x === point.place));
  const columnsOf = ({ name, identity, intervals }: ChartSeries): string[] => {
    const title = `${identity.letter} ${name}`;
    const bounds = intervals === undefined ? [] : [`${title}, low`, `${title}, high`];
    return [...(isPlaced ? [] : [`${title}, ${x.title}`]), title, ...bounds];
  };
  const valuesOf = (point: ChartPoint | undefined, { intervals }: ChartSeries): CsvValue[] => [
    ...(isPlaced ? [] : [point?.x]),
    point?.y,
    ...(intervals === undefined ? [] : [point?.low, point?.high]),
  ];
  return renderCsv([
    [placeTitle, ...measured.flatMap(columnsOf)],
    ...cursorPlaces.map((place) => [
      place,
      ...measured.flatMap((of, index) => valuesOf(points[index]?.get(place), of)),
    ]),
  ]);
}

/** One line's value under the cursor. */
export interface Reading {
  readonly letter: string;
  readonly name: string;
  readonly value: string;
}

/** What all lines say at a place, those that say something. */
export function readingsAt({ series, y }: ChartModel, place: number): Reading[] {
  return measuredSeries(series).flatMap(({ points, identity, name, intervals }) => {
    const point = points.find((candidate) => candidate.place === place);
    if (point === undefined) return [];
    const write = chartFormats[y.format];
    const { low, high } = point;
    const bounds =
      intervals === undefined || low === undefined || high === undefined ? '' : ` (${write(low)} to ${write(high)})`;
    return { letter: identity.letter, name, value: `${write(point.y)}${bounds}` };
  });
}

/** How a place is called. */
export function placeName({ cursorPlaces, placeNames }: ChartModel, place: number): string {
  return placeNames?.[cursorPlaces.indexOf(place)] ?? String(place);
}

/** The place of a cursor that goes a step further; from nowhere, the last one. Stops at the ends. */
export function nextPlace(places: readonly number[], from: number | undefined, steps: number): number | undefined {
  const index = from === undefined ? -1 : places.indexOf(from);
  if (index === -1) return places.at(-1);
  return places[Math.min(places.length - 1, Math.max(0, index + steps))];
}

/** Where the numbers of a chart are on the screen, in pixels. */
export interface ChartScales {
  toX(value: number): number;
  toY(value: number): number;
}

/** The place of the point that is nearest to a pixel, as the chart wants it; undefined where there is none. */
export function nearestPlace(
  { series, pointing }: Pick<ChartModel, 'series' | 'pointing'>,
  pixel: { readonly x: number; readonly y: number },
  { toX, toY }: ChartScales,
): number | undefined {
  let found: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const { points } of measuredSeries(series))
    for (const { x, y, place } of points) {
      const across = Math.abs(toX(x) - pixel.x);
      const distance = pointing === 'column' ? across : Math.hypot(across, toY(y ?? 0) - pixel.y);
      if (distance >= least) continue;
      least = distance;
      found = place;
    }
  return found;
}

function measuredSeries(series: readonly ChartSeries[]): ChartSeries[] {
  return series.filter(({ isFaint }) => !isFaint);
}

function byPlace({ points }: ChartSeries): Map<number, ChartPoint> {
  return new Map(points.map((point) => [point.place, point]));
}
