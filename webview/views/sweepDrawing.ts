import { svgElement } from '../components/dom.js';
import type { Theme } from '../theme/theme.js';
import type { SweepAxis, SweepPlot, SweepPoint } from './sweepModel.js';

/** How a sweep is drawn: a plot for each option, or a line for each variant through all of them. */
export type SweepForm = 'scatter' | 'parallel';

const SIZE = { width: 210, height: 200, left: 52, right: 28, top: 12, bottom: 44 };
const PARALLEL = { height: 260, top: 34, bottom: 16, side: 72, gap: 130 };

/** The pictures of a sweep, one or several. `chosen`: the variant that stands out, by index. */
export function sweepPictures(plot: SweepPlot, form: SweepForm, theme: Theme, chosen: number): SVGSVGElement[] {
  if (form === 'parallel') return [parallelPicture(plot, theme, chosen)];
  return plot.axes.slice(0, -1).map((_, axis) => scatterPicture(plot, axis, theme, chosen));
}

function scatterPicture({ axes, points }: SweepPlot, axis: number, theme: Theme, chosen: number): SVGSVGElement {
  const { width, height, left, right, top, bottom } = SIZE;
  const [xAxis, yAxis] = [axes[axis], axes.at(-1)];
  const xOf = (at: number) => left + at * (width - left - right);
  const yOf = (at: number) => height - bottom - at * (height - top - bottom);
  const ticks = (of: SweepAxis | undefined) => of?.ticks ?? [];
  return picture(width, height, theme, [
    ...ticks(yAxis).flatMap(({ at, label }) => [
      line(xOf(0), yOf(at), xOf(1), yOf(at), theme.gridLine),
      words(label, left - 6, yOf(at), 'end', theme.mutedForeground),
    ]),
    ...ticks(xAxis).map(({ at, label }) =>
      words(label, xOf(at), height - bottom + 14, 'middle', theme.mutedForeground),
    ),
    words(xAxis?.title ?? '', xOf(0.5), height - 10, 'middle', theme.foreground),
    ...lastChosen(points, chosen).flatMap(({ point, isChosen }) => {
      const [x, y] = [point.places[axis], point.places.at(-1)];
      return typeof x === 'number' && typeof y === 'number' ? [dot(xOf(x), yOf(y), point, isChosen, theme)] : [];
    }),
  ]);
}

function parallelPicture({ axes, points }: SweepPlot, theme: Theme, chosen: number): SVGSVGElement {
  const { height, top, bottom, side, gap } = PARALLEL;
  const width = 2 * side + gap * (axes.length - 1);
  const xOf = (axis: number) => side + axis * gap;
  const yOf = (at: number) => height - bottom - at * (height - top - bottom);
  return picture(width, height, theme, [
    ...lastChosen(points, chosen).map(({ point, isChosen }) => {
      const places = point.places.flatMap((at, axis) => (at === null ? [] : [`${xOf(axis)} ${yOf(at)}`]));
      return svgElement('path', {
        attributes: {
          d: `M${places.join('L')}`,
          fill: 'none',
          stroke: isChosen ? theme.moreColor : point.isBest ? theme.foreground : theme.lessColor,
          'stroke-width': isChosen || point.isBest ? '2.5' : '1',
          'stroke-opacity': isChosen || point.isBest ? '1' : '0.55',
        },
      });
    }),
    ...axes.flatMap(({ title, ticks }, axis) => [
      line(xOf(axis), yOf(0), xOf(axis), yOf(1), theme.foreground),
      words(title, xOf(axis), 14, 'middle', theme.foreground),
      ...ticks.map(({ at, label }) =>
        words(label, xOf(axis) + 5, yOf(at), 'start', theme.mutedForeground, theme.background),
      ),
    ]),
  ]);
}

/** What stands out is drawn over the others. */
function lastChosen(points: readonly SweepPoint[], chosen: number) {
  const all = points.map((point, index) => ({ point, isChosen: index === chosen }));
  return all.toSorted((a, b) => Number(a.isChosen || a.point.isBest) - Number(b.isChosen || b.point.isBest));
}

function picture(width: number, height: number, theme: Theme, children: readonly SVGElement[]): SVGSVGElement {
  return svgElement('svg', {
    attributes: {
      width: String(width),
      height: String(height),
      viewBox: `0 0 ${width} ${height}`,
      'font-family': theme.fontFamily,
      'font-size': String(Math.min(theme.fontSize, 12)),
      'aria-hidden': 'true',
    },
    children: [...children],
  });
}

/** The best is a ring, so that it is known without its colour. */
function dot(x: number, y: number, { isBest }: SweepPoint, isChosen: boolean, theme: Theme): SVGElement {
  return svgElement('circle', {
    attributes: {
      cx: String(x),
      cy: String(y),
      r: isBest || isChosen ? '5.5' : '3.5',
      fill: isChosen ? theme.moreColor : isBest ? theme.background : theme.lessColor,
      stroke: isBest ? theme.foreground : theme.background,
      'stroke-width': isBest ? '2' : '0.5',
    },
  });
}

function line(x1: number, y1: number, x2: number, y2: number, stroke: string): SVGElement {
  return svgElement('line', {
    attributes: { x1: String(x1), y1: String(y1), x2: String(x2), y2: String(y2), stroke },
  });
}

function words(text: string, x: number, y: number, anchor: string, fill: string, behind?: string): SVGElement {
  const cut = text.length > 20 ? `${text.slice(0, 19)}…` : text;
  return svgElement('text', {
    text: cut,
    attributes: {
      x: String(x),
      y: String(y),
      'text-anchor': anchor,
      'dominant-baseline': 'central',
      fill,
      // Lines behind it do not cross it out.
      ...(behind === undefined ? {} : { stroke: behind, 'stroke-width': '3', 'paint-order': 'stroke' }),
    },
  });
}
