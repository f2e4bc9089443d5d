import { formatLearningRate, formatLoss, formatPercent, NO_VALUE } from '../../src/core/format.js';
import type { Table } from '../../src/core/report/table.js';
import type { ChartFormat, ChartModel } from './chartModel.js';

/** How values are written. */
export const chartFormats: Readonly<Record<ChartFormat, (value: number | null) => string>> = {
  loss: (value) => formatLoss(value),
  percent: (value) => formatPercent(value, 1),
  learningRate: (value) => formatLearningRate(value),
};

/** How the ticks of an axis are written: round numbers, without digits that say nothing. */
export const axisFormats: Readonly<Record<ChartFormat, (value: number) => string>> = {
  loss: formatLearningRate,
  percent: (value) => `${Number((value * 100).toPrecision(4))} %`,
  learningRate: formatLearningRate,
};

/** Everything that a chart shows, as a table: a row for each place on its axis, a column for each line. */
export function chartTable({ series, xTitle, cursorPlaces, format, marks }: ChartModel): Table {
  const measured = series.filter(({ isFaint }) => !isFaint);
  const values = measured.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])));
  const notes = new Map<number, string[]>();
  for (const { x, text } of marks) notes.set(x, [...(notes.get(x) ?? []), text]);
  return {
    columns: [
      { title: xTitle, align: 'right' },
      ...measured.map(({ name, identity }) => ({ title: `${identity.letter} ${name}`, align: 'right' as const })),
      ...(notes.size === 0 ? [] : [{ title: 'Notes' }]),
    ],
    rows: cursorPlaces.map((x) => [
      String(x),
      ...values.map((ofSeries) => (ofSeries.has(x) ? chartFormats[format](ofSeries.get(x) ?? null) : NO_VALUE)),
      ...(notes.size === 0 ? [] : [(notes.get(x) ?? []).join(' ')]),
    ]),
  };
}

/** One line's value under the cursor. */
export interface Reading {
  readonly seriesId: string;
  readonly value: string;
}

/** What all lines say at a place, those that say something. */
export function readingsAt({ series, format }: ChartModel, x: number): Reading[] {
  return series.flatMap(({ id, isFaint, points }) => {
    const point = isFaint ? undefined : points.find((candidate) => candidate.x === x);
    return point === undefined ? [] : { seriesId: id, value: chartFormats[format](point.y) };
  });
}

/** The place of a cursor that goes a step further; from nowhere, the last one. Stops at the ends. */
export function nextPlace(places: readonly number[], from: number | undefined, steps: number): number | undefined {
  const index = from === undefined ? -1 : places.indexOf(from);
  if (index === -1) return places.at(-1);
  return places[Math.min(places.length - 1, Math.max(0, index + steps))];
}

/** The place that is nearest to `x`; undefined where there is none. */
export function nearestPlace(places: readonly number[], x: number): number | undefined {
  return places.reduce<number | undefined>(
    (found, place) => (found === undefined || Math.abs(place - x) < Math.abs(found - x) ? place : found),
    undefined,
  );
}
