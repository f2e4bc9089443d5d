import { attributionReading, barFigure, type WaterfallBar } from '../../src/core/difference/attributionText.js';
import type { Theme } from '../theme/theme.js';
import type { WaterfallModel } from '../views/attributionModel.js';
import { svgElement } from './dom.js';
import { intervalMark, rowArea, rowName, rowPlot } from './rowPlot.js';

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
  const rows = bars.map((bar, index) => {
    const y = TOP + index * ROW;
    const start = bar.kind === 'model' ? minimum : Math.max(minimum, bar.from);
    const [from, to] = [xOf(start), xOf(bar.kind === 'unknown' ? start : bar.to)];
    const letters = Math.max(3, Math.floor((left - 12) / (fontSize * LETTER_WIDTH)));
    return svgElement('g', {
      class: bar.group === undefined ? 'waterfall-row' : 'waterfall-row leads',
      attributes: { 'data-row': String(index) },
      children: [
        svgElement('title', { text: attributionReading(bar) }),
        rowArea({ y, width, height: ROW }, theme, index === cursor),
        rowName(bar.label, letters, left - 8, y + ROW / 2, theme),
        ...barElements(bar, { y, from, to, xOf, theme }),
        svgElement('text', {
          text: barFigure(bar),
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
  return rowPlot({ width, top: TOP, bottom, below: BOTTOM, fontSize, ticks, decimals: 1, xOf }, theme, rows);
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
  if (kind === 'unknown') return [];
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
  const mark = intervalMark(xOf(start + interval.low), xOf(start + interval.high), y + ROW / 2, 4, theme.foreground);
  return [body, mark];
}
