import type { Marker } from '../state/identity.js';
import type { ChartMarkKind, ChartModel, ChartPoint } from './chartModel.js';
import type { ChartScales } from './chartTable.js';

/** A small sign at a point of a chart, in the chart's numbers: a canvas and a picture draw the same. */
export interface ChartGlyph {
  readonly x: number;
  readonly y: number;
  readonly shape: GlyphShape;
  /** In pixels, from its middle. */
  readonly radius: number;
  /** As in `Identity.color`. */
  readonly color: number;
  readonly fill: 'color' | 'background' | 'none';
}

export type GlyphShape = Marker | 'triangleDown' | 'xCross';

/** A text at a point. */
export interface ChartLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly color: number;
}

/** So many points of a line carry its marker, however many it has. */
const MARKED_POINTS = 24;
const MARKER_RADIUS = 3.5;
/** How much of a band's colour is seen. */
export const BAND_OPACITY = 0.2;
/** Half the width of the ends of an interval. */
const CAP = 3;

const markShapes = {
  best: { shape: 'circle', radius: 8 },
  learningRateReduced: { shape: 'triangleDown', radius: 7 },
  earlyStopped: { shape: 'square', radius: 8 },
  phaseStarted: { shape: 'diamond', radius: 8 },
  notANumber: { shape: 'xCross', radius: 7 },
} as const satisfies Record<ChartMarkKind, { readonly shape: GlyphShape; readonly radius: number }>;

/** Markers of lines and marks of what happened, the marks first, so that markers lie over them. */
export function chartGlyphs({ series, marks }: ChartModel): ChartGlyph[] {
  const glyphs: ChartGlyph[] = marks.map(({ x, y, kind, identity }) => ({
    x,
    y,
    ...markShapes[kind],
    color: identity.color,
    fill: 'none',
  }));
  for (const { points, identity, isDashed, isFaint, kind } of series) {
    // A line of one point is seen by its point alone.
    if (isFaint && points.length > 1) continue;
    const every = kind === 'points' ? 1 : Math.ceil(points.length / MARKED_POINTS);
    const radius = kind === 'points' ? MARKER_RADIUS + 1.5 : MARKER_RADIUS;
    for (let index = points.length - 1; index >= 0; index -= every) {
      const point = points[index];
      if (point === undefined || point.y === null) continue;
      const fill = isDashed ? 'background' : 'color';
      glyphs.push({ x: point.x, y: point.y, shape: identity.marker, radius, color: identity.color, fill });
    }
  }
  return glyphs;
}

/** The letters at the ends of lines. */
export function endLabels({ series }: ChartModel): ChartLabel[] {
  return series.flatMap(({ endLabel, points, identity }) => {
    const last = points.findLast(({ y }) => y !== null);
    if (endLabel === undefined || last === undefined || last.y === null) return [];
    return { x: last.x, y: last.y, text: endLabel, color: identity.color };
  });
}

/** Width of a bold letter as a part of the size of the font. */
const LABEL_LETTER_WIDTH = 0.75;
/** From a point to its label, and some air behind it. */
const LABEL_GAP = 9 + 4;

/** Room that the letters at the ends of lines need on the right, in pixels. */
export function labelRoom({ series }: Pick<ChartModel, 'series'>, fontSize: number): number {
  const longest = Math.max(1, ...series.map(({ endLabel }) => endLabel?.length ?? 0));
  return Math.ceil(LABEL_GAP + longest * (fontSize - 1) * LABEL_LETTER_WIDTH);
}

/** The outline of a sign around the origin, as the path of an SVG. */
export function glyphPath(shape: GlyphShape, radius: number): string {
  const at = (x: number, y: number) => `${round(x * radius)} ${round(y * radius)}`;
  switch (shape) {
    case 'circle':
      return `M${at(-1, 0)}A${round(radius)} ${round(radius)} 0 1 0 ${at(1, 0)}A${round(radius)} ${round(radius)} 0 1 0 ${at(-1, 0)}Z`;
    case 'diamond':
      return `M${at(0, -1.2)}L${at(1.2, 0)}L${at(0, 1.2)}L${at(-1.2, 0)}Z`;
    case 'triangle':
      return `M${at(0, -1.1)}L${at(1.05, 0.8)}L${at(-1.05, 0.8)}Z`;
    case 'triangleDown':
      return `M${at(0, 1.1)}L${at(1.05, -0.8)}L${at(-1.05, -0.8)}Z`;
    case 'square':
      return `M${at(-0.9, -0.9)}H${round(0.9 * radius)}V${round(0.9 * radius)}H${round(-0.9 * radius)}Z`;
    case 'star':
      return `M${at(0, -1.2)}L${at(0, 1.2)}M${at(-1.05, -0.6)}L${at(1.05, 0.6)}M${at(-1.05, 0.6)}L${at(1.05, -0.6)}`;
    case 'cross':
    case 'xCross':
      return `M${at(-0.9, -0.9)}L${at(0.9, 0.9)}M${at(-0.9, 0.9)}L${at(0.9, -0.9)}`;
  }
}

/** Labels further apart from left to right than this do not touch. */
const LABEL_WIDTH = 26;

/**
 * Heights of labels that would stand at some points, in pixels, moved apart where they would lie over each other, so that
 * each has `distance` for itself, within `low` and `high` while there is room; in the order given.
 */
export function apart(
  points: readonly { readonly x: number; readonly y: number }[],
  distance: number,
  low: number,
  high: number,
): number[] {
  const placed = points.map(({ y }) => y);
  const fromLeft = points.map((point, index) => ({ ...point, index })).sort((a, b) => a.x - b.x);
  let group: typeof fromLeft = [];
  for (const point of fromLeft) {
    if (point.x - (group.at(-1)?.x ?? point.x) > LABEL_WIDTH) {
      stack(group, placed, distance, low, high);
      group = [];
    }
    group.push(point);
  }
  stack(group, placed, distance, low, high);
  return placed;
}

function stack(
  group: readonly { readonly y: number; readonly index: number }[],
  placed: number[],
  distance: number,
  low: number,
  high: number,
): void {
  const order = [...group].sort((a, b) => a.y - b.y);
  const room = order.length > 1 ? Math.min(distance, (high - low) / (order.length - 1)) : distance;
  let previous = Number.NEGATIVE_INFINITY;
  for (const { y, index } of order) {
    previous = Math.max(previous + room, y, low);
    placed[index] = previous;
  }
  let next = high + room;
  for (const { index } of order.toReversed()) {
    next = Math.min(next - room, placed[index] ?? 0);
    placed[index] = next;
  }
}

/** Joined points, as a path of an SVG; a gap where there is no number. */
export function linePath(points: readonly ChartPoint[], toX: ChartScales['toX'], toY: ChartScales['toY']): string {
  let path = '';
  let isDown = false;
  for (const { x, y } of points) {
    if (y !== null) path += `${isDown ? 'L' : 'M'}${round(toX(x))} ${round(toY(y))}`;
    isDown = y !== null;
  }
  return path;
}

/** The area between the bounds of points, and its two edges, as paths of an SVG. */
export function bandPaths(
  points: readonly ChartPoint[],
  toX: ChartScales['toX'],
  toY: ChartScales['toY'],
): readonly [outline: string, upper: string, lower: string] {
  const bounded = points.flatMap(({ x, low, high }) =>
    low === undefined || high === undefined ? [] : [{ x: toX(x), low: toY(low), high: toY(high) }],
  );
  const upper = bounded.map(({ x, high }) => `${round(x)} ${round(high)}`);
  const lower = bounded.map(({ x, low }) => `${round(x)} ${round(low)}`);
  if (bounded.length === 0) return ['', '', ''];
  return [`M${[...upper, ...lower.toReversed()].join('L')}Z`, `M${upper.join('L')}`, `M${lower.join('L')}`];
}

/** Intervals as bars with caps, as a path of an SVG. */
export function barsPath(points: readonly ChartPoint[], toX: ChartScales['toX'], toY: ChartScales['toY']): string {
  return points
    .flatMap(({ x, low, high }) => {
      if (low === undefined || high === undefined) return [];
      const [middle, bottom, top] = [toX(x), round(toY(low)), round(toY(high))];
      const [left, right] = [round(middle - CAP), round(middle + CAP)];
      return `M${round(middle)} ${bottom}V${top}M${left} ${bottom}H${right}M${left} ${top}H${right}`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
