import { attributionReading, type WaterfallBar } from '../../src/core/difference/attributionText.js';
import { formatPercent } from '../../src/core/format.js';
import type { Theme } from '../theme/theme.js';
import type { WaterfallModel } from '../views/attributionModel.js';
import { svgElement } from './dom.js';

const ROW = 30;
const BAR = 14;
const TOP = 6;
const BOTTOM = 28;
const RIGHT = 120;
const LETTER_WIDTH = 0.58;

/**
 * A waterfall as a picture of its own, `width` pixels wide: a row for each bar, what it is worth beside it, and its interval
 * below it. Rows have `data-row`. `cursor`: the row that is marked.
 */
export function waterfallPicture(
  { bars, minimum, maximum, ticks }: WaterfallModel,
  theme: Theme,
  width: number,
  cursor: number | undefined,
): SVGSVGElement {
  const fontSize = theme.fontSize - 1;
  const left = Math.min(
    width * 0.38,
    Math.max(...bars.map(({ label }) => label.length)) * fontSize * LETTER_WIDTH + 12,
  );
  const bottom = TOP + bars.length * ROW;
  const xOf = (value: number) => left + ((value - minimum) / (maximum - minimum)) * (width - left - RIGHT);
  const lines = ticks.flatMap((value) => {
    const x = String(xOf(value));
    return [
      svgElement('line', { attributes: { x1: x, x2: x, y1: String(TOP), y2: String(bottom), stroke: theme.gridLine } }),
      svgElement('text', {
        text: formatPercent(value, 1),
        attributes: { x, y: String(bottom + 18), 'text-anchor': 'middle', fill: theme.mutedForeground },
      }),
    ];
  });
  const rows = bars.map((bar, index) => {
    const y = TOP + index * ROW;
    const [from, to] = [xOf(bar.kind === 'model' ? minimum : bar.from), xOf(bar.to)];
    const letters = Math.max(3, Math.floor((left - 12) / (fontSize * LETTER_WIDTH)));
    const name = bar.label.length > letters ? `${bar.label.slice(0, letters - 1)}…` : bar.label;
    return svgElement('g', {
      class: 'waterfall-row',
      attributes: { 'data-row': String(index) },
      children: [
        svgElement('title', { text: attributionReading(bar) }),
        svgElement('rect', {
          attributes: {
            x: '1',
            y: String(y + 1),
            width: String(width - 2),
            height: String(ROW - 2),
            fill: 'transparent',
            ...(index === cursor ? { stroke: theme.foreground } : {}),
          },
        }),
        svgElement('text', {
          text: name,
          attributes: {
            x: String(left - 8),
            y: String(y + ROW / 2),
            'text-anchor': 'end',
            'dominant-baseline': 'central',
            fill: theme.foreground,
          },
        }),
        ...barElements(bar, { y, from, to, xOf, theme }),
        svgElement('text', {
          text: bar.estimate === null ? formatPercent(bar.to, 2) : attributionReading(bar).slice(bar.label.length + 2),
          attributes: {
            x: String(Math.max(from, to, bar.estimate?.interval ? xOf(bar.from + bar.estimate.interval.high) : 0) + 6),
            y: String(y + ROW / 2),
            'dominant-baseline': 'central',
            fill: theme.foreground,
          },
        }),
      ],
    });
  });
  return svgElement('svg', {
    attributes: {
      width: String(width),
      height: String(bottom + BOTTOM),
      viewBox: `0 0 ${width} ${bottom + BOTTOM}`,
      'font-family': theme.fontFamily,
      'font-size': String(fontSize),
    },
    children: [...lines, ...rows],
  });
}

interface BarPlace {
  readonly y: number;
  readonly from: number;
  readonly to: number;
  readonly xOf: (value: number) => number;
  readonly theme: Theme;
}

/** Gains and losses differ in colour and in fill, so that they are told apart without colours too. */
function barElements({ kind, from: start, to: end, estimate }: WaterfallBar, place: BarPlace): SVGElement[] {
  const { y, from, to, xOf, theme } = place;
  const isLoss = kind !== 'model' && end < start;
  const color = kind === 'model' ? theme.mutedForeground : isLoss ? theme.lessColor : theme.moreColor;
  const body = svgElement('rect', {
    attributes: {
      x: String(Math.min(from, to)),
      y: String(y + (ROW - BAR) / 2),
      width: String(Math.max(1, Math.abs(to - from))),
      height: String(BAR),
      fill: isLoss ? theme.background : color,
      stroke: color,
      'stroke-width': '2',
      ...(kind === 'interaction' ? { 'stroke-dasharray': '3 2' } : {}),
    },
  });
  const interval = estimate?.interval;
  if (interval === null || interval === undefined) return [body];
  const [low, high] = [xOf(start + interval.low), xOf(start + interval.high)];
  const middle = y + ROW / 2;
  const path = svgElement('path', {
    attributes: {
      d: `M${low} ${middle - 4}v8m0 -4H${high}m0 -4v8`,
      stroke: theme.foreground,
      'stroke-width': '1.5',
      fill: 'none',
    },
  });
  return [body, path];
}
