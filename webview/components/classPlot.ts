import { formatPercent } from '../../src/core/format.js';
import { runColor } from '../chart/pictureTheme.js';
import { identityOf } from '../state/identity.js';
import type { Theme } from '../theme/theme.js';
import type { ClassPlot, PlottedClass, PlottedFigure } from '../views/classesModel.js';
import { svgElement } from './dom.js';
import { intervalMark, rowArea, rowName, rowPlot } from './rowPlot.js';
import { markerPath } from './runGlyph.js';

const RUN_HEIGHT = 14;
const CLASS_GAP = 10;
const TOP = 8;
const BOTTOM = 26;
const RIGHT = 22;
/** Width of a letter as a part of the size of the font. */
const LETTER_WIDTH = 0.6;
const LONGEST_NAME = 22;

/**
 * The plot as a picture of its own, `width` pixels wide: a row for each class, a dot with its interval for each run, the
 * baseline's value as a line across the row. Rows have `data-class`. `cursor`: the row that is marked.
 */
export function classPlotPicture(
  plot: ClassPlot,
  theme: Theme,
  width: number,
  cursor: number | undefined,
): SVGSVGElement {
  const rowHeight = Math.max(1, plot.legend.length) * RUN_HEIGHT + CLASS_GAP;
  const fontSize = theme.fontSize - 1;
  const longest = Math.max(0, ...plot.classes.map(({ name }) => Math.min(LONGEST_NAME, name.length)));
  const left = Math.min(width * 0.4, longest * fontSize * LETTER_WIDTH + 14);
  const bottom = TOP + plot.classes.length * rowHeight;
  const xOf = (value: number) => left + ((value - plot.minimum) / (1 - plot.minimum)) * (width - left - RIGHT);
  const rows = plot.classes.map((row, index) =>
    rowElement(row, { y: TOP + index * rowHeight, rowHeight, left, width, xOf, theme, isMarked: index === cursor }),
  );
  const frame = { width, top: TOP, bottom, below: BOTTOM, fontSize, ticks: ticksFrom(plot.minimum), decimals: 0, xOf };
  return rowPlot(frame, theme, rows);
}

interface RowPlace {
  readonly y: number;
  readonly rowHeight: number;
  readonly left: number;
  readonly width: number;
  readonly xOf: (value: number) => number;
  readonly theme: Theme;
  readonly isMarked: boolean;
}

function rowElement(row: PlottedClass, place: RowPlace): SVGElement {
  const { y, rowHeight, left, width, xOf, theme, isMarked } = place;
  const area = rowArea({ y, width, height: rowHeight }, theme, isMarked);
  const name = rowName(row.name, LONGEST_NAME, left - 10, y + rowHeight / 2, theme);
  const title = svgElement('title', { text: readingOf(row) });
  const tick = row.tick === null ? [] : [tickElement(xOf(row.tick), y, rowHeight, theme)];
  const figures = row.figures.map((figure, index) =>
    figureElement(figure, y + CLASS_GAP / 2 + (index + 0.5) * RUN_HEIGHT, xOf, theme),
  );
  return svgElement('g', {
    class: 'class-row',
    attributes: { 'data-class': String(row.classIndex) },
    children: [title, area, name, ...tick, ...figures],
  });
}

function tickElement(x: number, y: number, rowHeight: number, { foreground }: Theme): SVGElement {
  return svgElement('line', {
    attributes: {
      x1: String(x),
      x2: String(x),
      y1: String(y + 4),
      y2: String(y + rowHeight - 4),
      stroke: foreground,
      'stroke-width': '2',
      'stroke-dasharray': '2 2',
    },
  });
}

function figureElement(
  { letter, value, low, high }: PlottedFigure,
  y: number,
  xOf: (value: number) => number,
  theme: Theme,
): SVGElement {
  const { color, marker } = identityOf(letter);
  const stroke = runColor(color, theme);
  const interval = low === null || high === null ? [] : [intervalMark(xOf(low), xOf(high), y, 3, stroke)];
  const dot =
    value === null
      ? []
      : [
          svgElement('path', {
            // The marker's middle lies at 16, 8.
            attributes: {
              d: markerPath(marker),
              transform: `translate(${xOf(value) - 16} ${y - 8})`,
              fill: stroke,
              stroke,
              'stroke-width': '1.5',
            },
          }),
        ];
  return svgElement('g', { children: [...interval, ...dot] });
}

/** What a row of the plot says, in a sentence. */
export function readingOf({ name, figures }: PlottedClass): string {
  const readings = figures.map(({ letter, runName, value, low, high }) => {
    const interval = low === null || high === null ? '' : ` (${formatPercent(low)} – ${formatPercent(high)})`;
    return `${letter} ${runName} ${formatPercent(value)}${interval}`;
  });
  return `${name}: ${readings.join(' · ')}`;
}

function ticksFrom(minimum: number): number[] {
  const step = 1 - minimum > 0.5 ? 0.2 : 1 - minimum > 0.2 ? 0.1 : 0.02;
  const count = Math.floor((1 - minimum) / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => 1 - index * step).reverse();
}
