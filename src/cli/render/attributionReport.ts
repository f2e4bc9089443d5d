import type { AttributionPlan } from '../../core/difference/attributionPlan.js';
import type { AttributionRecord } from '../../core/difference/attributionRecord.js';
import {
  attributionNotes,
  attributionTable,
  attributionTitle,
  barFigure,
  methodText,
  type WaterfallBar,
  waterfall,
} from '../../core/difference/attributionText.js';
import { formatQuantity } from '../../core/format.js';
import type { Io } from '../io.js';
import { renderTerminalTable } from './terminalTable.js';

/** Characters that the bars of a waterfall have. */
const BAR_WIDTH = 40;
/** Where the terminal has no width. */
const FULL_WIDTH = 110;

/** What an attribution says: the total, the waterfall, the table, and what is to be said of it. */
export function renderAttribution(
  record: AttributionRecord,
  { columns, color }: Pick<Io, 'columns' | 'color'>,
): string {
  return [
    color.bold(attributionTitle(record)),
    '',
    ...waterfallLines(waterfall(record), Math.min(columns, FULL_WIDTH)),
    '',
    renderTerminalTable(attributionTable(record), columns, color),
    ...attributionNotes(record).map((note) => `- ${note}`),
    methodText(record),
  ].join('\n');
}

/** What would be trained, a line for each group of changes. */
export function renderAttributionPlan({ groups, models }: AttributionPlan): string {
  const between = models.filter(({ side }) => side === 'between').length;
  return [
    `${formatQuantity(groups.length, 'change')} or groups of changes, ${formatQuantity(models.length, 'model')} (${between} between the two):`,
    ...groups.flatMap(({ label, reasons }, index) => [
      `  ${index + 1}  ${label}`,
      ...reasons.map((reason) => `     ${reason}`),
    ]),
  ].join('\n');
}

/** Bars from where to where the accuracy goes; the axis begins shortly below the lowest of them. */
function waterfallLines(bars: readonly WaterfallBar[], columns: number): string[] {
  const heights = bars.flatMap(({ from, to, kind }) => (kind === 'model' ? [to] : [from, to]));
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const base = low - Math.max(high - low, 1e-4) * 0.1;
  const place = (height: number) => Math.round(((height - base) / Math.max(high - base, 1e-9)) * BAR_WIDTH);
  const labelWidth = Math.max(
    12,
    Math.min(Math.max(...bars.map(({ label }) => label.length)), columns - BAR_WIDTH - 26),
  );
  return bars.map((bar) => {
    const { label, kind, from, to } = bar;
    const short = label.length > labelWidth ? `${label.slice(0, labelWidth - 1)}…` : label;
    const [start, end] = kind === 'model' ? [0, place(to)] : [place(Math.min(from, to)), place(Math.max(from, to))];
    const body =
      kind === 'unknown'
        ? '?'
        : start === end
          ? '│'
          : (kind === 'model' ? '█' : to < from ? '░' : '▓').repeat(end - start);
    const drawn = `${' '.repeat(Math.min(start, BAR_WIDTH - 1))}${body}`;
    return `${short.padEnd(labelWidth)} ${drawn.padEnd(BAR_WIDTH)} ${barFigure(bar)}`;
  });
}
