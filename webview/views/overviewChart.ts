import type { Judgement } from '../../src/core/comparison/judgement.js';
import { formatPercent, NO_VALUE, printable } from '../../src/core/format.js';
import { type MetricId, metrics } from '../../src/core/metrics/index.js';
import { chartAxis, heightsOf } from '../chart/chartAxis.js';
import type { ChartFormat, ChartGuide, ChartModel, ChartPoint, ChartSeries } from '../chart/chartModel.js';
import { identityOf } from '../state/identity.js';
import { lettersText } from '../state/lettersText.js';
import { accuracyInterval, type FiguresModel } from './figuresModel.js';
import { paretoFront } from './paretoFront.js';

/** What accuracy is held against. */
export type Cost = 'parameters' | 'macs' | 'trainDuration' | 'predictionTime';

export const costs = {
  parameters: { label: 'parameters', format: 'count', scale: 1 },
  macs: { label: 'multiplications', format: 'count', scale: 1 },
  trainDuration: { label: 'training time', format: 'seconds', scale: 1 / 1000 },
  predictionTime: { label: 'prediction time', format: 'milliseconds', scale: 1 },
} as const satisfies Record<Cost & MetricId, { label: string; format: ChartFormat; scale: number }>;

const costIds = Object.keys(costs) as readonly Cost[];

/** Costs further apart than this want a logarithmic axis. */
const WIDE_RANGE = 8;

interface Placed {
  readonly letters: string;
  readonly name: string;
  readonly letter: string;
  readonly point: ChartPoint & { readonly y: number };
}

/** The costs that are known of two models or more: of one there is nothing to be held against. */
export function knownCosts(models: readonly FiguresModel[]): Cost[] {
  return costIds.filter((cost) => placedModels(models, undefined, cost).length > 1);
}

/**
 * Accuracy against what it costs, a point for each model, with its interval; of several seeds that were not judged from the
 * lowest to the highest. A dashed line joins the models that none is both cheaper and more accurate than.
 */
export function costChart(models: readonly FiguresModel[], judgement: Judgement | undefined, cost: Cost): ChartModel {
  const { format } = costs[cost];
  const metric = metrics[cost];
  const points = placedModels(models, judgement, cost);
  const front = new Set(paretoFront(points.map(({ point }) => ({ cost: point.x, value: point.y }))));
  const series = points.map(
    ({ letter, letters, name, point }): ChartSeries => ({
      id: `${letter} ${name}`,
      name,
      identity: { ...identityOf(letter), letter: letters },
      kind: 'points',
      isDashed: false,
      isFaint: false,
      intervals: 'bars',
      points: [point],
      endLabel: letters,
    }),
  );
  const values = points.map(({ point }) => point.x);
  const isWide = Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) > WIDE_RANGE;
  const x = chartAxis({
    title: metric.title,
    format,
    scale: isWide ? 'logarithmic' : 'linear',
    values,
    ...(isWide ? {} : { floor: 0 }),
  });
  const write = (value: number) => metric.format(value / costs[cost].scale);
  const named = ({ letters, name }: Placed) => `${letters} ${name}`;
  const onFront = points.filter((_, index) => front.has(index));
  return {
    title: `Accuracy and ${costs[cost].label}`,
    x,
    y: chartAxis({ title: '', format: 'percent', values: heightsOf(series), floor: 0, ceiling: 1 }),
    series,
    marks: [],
    guides: staircase(
      onFront.map(({ point }) => point),
      Math.max(...values),
    ),
    cursorPlaces: points.map(({ point }) => point.place),
    placeTitle: 'Model',
    placeNames: points.map(named),
    pointing: 'point',
    table: {
      columns: [
        { title: 'Model' },
        { title: metric.title, align: 'right' },
        { title: 'Test accuracy', align: 'right' },
        { title: 'From', align: 'right' },
        { title: 'To', align: 'right' },
        { title: 'On the front' },
      ],
      rows: points.map((placed, index) => [
        named(placed),
        write(placed.point.x),
        formatPercent(placed.point.y, 2),
        placed.point.low === undefined ? NO_VALUE : formatPercent(placed.point.low, 2),
        placed.point.high === undefined ? NO_VALUE : formatPercent(placed.point.high, 2),
        front.has(index) ? 'yes' : 'no',
      ]),
    },
    summary: `Test accuracy against ${metric.title.toLowerCase()}. ${points
      .map((placed) => `${named(placed)}: ${write(placed.point.x)}, ${formatPercent(placed.point.y, 2)}`)
      .join('. ')}. On the front: ${onFront.map(named).join(', ')}.`,
  };
}

/** What the dashed line of the chart says, and what it does not. */
export const frontHint =
  'Dashed: the front of models that no other is both cheaper and more accurate than, by the measured values. Models within each other’s intervals may change places.';

function placedModels(models: readonly FiguresModel[], judgement: Judgement | undefined, cost: Cost): Placed[] {
  return models.flatMap((model, index) => {
    const { row, runs } = model;
    const x = row.values[cost]?.mean;
    const y = row.values.testAccuracy?.mean;
    if (x === undefined || y === undefined) return [];
    const evaluated = runs.filter(({ state }) => state.evaluation !== undefined);
    const known = evaluated.flatMap(({ state }) => state.evaluation?.test.accuracy ?? []);
    const spread = known.length > 1 ? { low: Math.min(...known), high: Math.max(...known) } : {};
    return [
      {
        letters: lettersText(evaluated.map(({ letter }) => letter)),
        letter: evaluated[0]?.letter ?? '?',
        name: printable(row.modelName),
        point: { x: x * costs[cost].scale, y, place: index, ...(accuracyInterval(model, judgement) ?? spread) },
      },
    ];
  });
}

/** From each model of the front on to the right as far as it is the best there is, then up to the next. */
function staircase(front: readonly { readonly x: number; readonly y: number }[], end: number): ChartGuide[] {
  const ordered = [...front].sort((a, b) => a.x - b.x || a.y - b.y);
  if (ordered.length < 2) return [];
  return ordered.flatMap(({ x, y }, index): ChartGuide[] => {
    const next = ordered[index + 1];
    const corner = { x: next?.x ?? end, y };
    if (next === undefined && corner.x === x) return [];
    return [
      { from: { x, y }, to: corner },
      ...(next === undefined ? [] : [{ from: corner, to: { x: next.x, y: next.y } }]),
    ];
  });
}
