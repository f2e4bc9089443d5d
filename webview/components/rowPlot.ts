import { formatPercent } from '../../src/core/format.js';
import type { Theme } from '../theme/theme.js';
import { svgElement } from './dom.js';

/** Where the rows of a plot lie, in pixels, and the fractions below them. */
export interface RowPlotFrame {
  readonly width: number;
  readonly top: number;
  /** Where the last row ends. */
  readonly bottom: number;
  /** Below it, for the ticks. */
  readonly below: number;
  readonly fontSize: number;
  readonly ticks: readonly number[];
  readonly decimals: number;
  xOf(value: number): number;
}

/** A plot of rows: a line and a percentage for each tick, and the rows. */
export function rowPlot(frame: RowPlotFrame, theme: Theme, rows: readonly SVGElement[]): SVGSVGElement {
  const { width, top, bottom, below, fontSize, ticks, decimals, xOf } = frame;
  const lines = ticks.flatMap((value) => {
    const x = String(xOf(value));
    return [
      svgElement('line', { attributes: { x1: x, x2: x, y1: String(top), y2: String(bottom), stroke: theme.gridLine } }),
      svgElement('text', {
        text: formatPercent(value, decimals),
        attributes: { x, y: String(bottom + 18), 'text-anchor': 'middle', fill: theme.mutedForeground },
      }),
    ];
  });
  return svgElement('svg', {
    attributes: {
      width: String(width),
      height: String(bottom + below),
      viewBox: `0 0 ${width} ${bottom + below}`,
      'font-family': theme.fontFamily,
      'font-size': String(fontSize),
    },
    children: [...lines, ...rows],
  });
}

/** The whole of a row, for the mouse; framed where it is marked. */
export function rowArea(
  { y, width, height }: { readonly y: number; readonly width: number; readonly height: number },
  { foreground }: Theme,
  isMarked: boolean,
): SVGElement {
  return svgElement('rect', {
    class: 'row-area',
    attributes: {
      x: '1',
      y: String(y + 1),
      width: String(width - 2),
      height: String(height - 2),
      fill: 'transparent',
      ...(isMarked ? { stroke: foreground } : {}),
    },
  });
}

/** A row's name, ending at `x`; cut where it has more letters than `longest`. */
export function rowName(name: string, longest: number, x: number, middle: number, { foreground }: Theme): SVGElement {
  return svgElement('text', {
    text: name.length > longest ? `${name.slice(0, longest - 1)}…` : name,
    attributes: {
      x: String(x),
      y: String(middle),
      'text-anchor': 'end',
      'dominant-baseline': 'central',
      fill: foreground,
    },
  });
}

/** An interval: a line with a stroke at each end, `half` high upwards and downwards. */
export function intervalMark(low: number, high: number, middle: number, half: number, stroke: string): SVGElement {
  return svgElement('path', {
    attributes: {
      d: `M${low} ${middle - half}v${2 * half}m0 -${half}H${high}m0 -${half}v${2 * half}`,
      stroke,
      'stroke-width': '1.5',
      fill: 'none',
    },
  });
}
