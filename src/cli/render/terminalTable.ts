import stringWidth from 'string-width';
import { type Cell, type Column, cellText, type Table, type Tone } from '../../core/report/table.js';
import type { Io } from '../io.js';

/** Narrowest that a flexible column gets before the table is turned. */
const FLEXIBLE_MINIMUM = 14;
/** A column's own space: one border and a space on each side. */
const COLUMN_FRAME = 3;

/**
 * Draws a table that is never wider than `columns`: flexible columns are broken at spaces first, then droppable columns are
 * left out, then a turnable table is turned, and what still does not fit ends in `…`.
 */
export function renderTerminalTable(table: Table, columns: number, color: Io['color']): string {
  const natural = naturalWidths(table);
  const shrunk = shrink(natural, table, columns);
  if (frameWidth(shrunk) <= columns) return draw(table, shrunk, color);
  const dropped = table.columns.findLastIndex((column) => column.droppable);
  if (dropped >= 0) return renderTerminalTable(withoutColumn(table, dropped), columns, color);
  if (!table.turnable) return draw(table, squeeze(shrunk, columns), color);
  return turn(table, columns)
    .map((block) => {
      const widths = shrink(naturalWidths(block), block, columns);
      return draw(block, squeeze(widths, columns), color);
    })
    .join('\n\n');
}

function withoutColumn(table: Table, dropped: number): Table {
  const keep = <T>(list: readonly T[]) => list.filter((_, index) => index !== dropped);
  return { ...table, columns: keep(table.columns), rows: table.rows.map(keep) };
}

/** One table with the titles down its side, or several, each as wide as the screen allows. */
function turn(table: Table, columns: number): Table[] {
  const [corner, ...titles] = table.columns;
  if (corner === undefined) return [table];
  const labelWidth = Math.max(...table.columns.map((column) => widthOf(column.title)));
  const blocks: Table[] = [];
  let block: (readonly (Cell | string)[])[] = [];
  let width = labelWidth + COLUMN_FRAME + 1;
  const flush = () => {
    if (block.length > 0) blocks.push(turnRows(corner, titles, block));
    block = [];
    width = labelWidth + COLUMN_FRAME + 1;
  };
  for (const row of table.rows) {
    const cellWidths = row.map((cell, index) => {
      const full = widthOf(cellText(cell));
      return index === 0 || table.columns[index]?.flexible ? Math.min(full, FLEXIBLE_MINIMUM) : full;
    });
    const rowWidth = Math.max(...cellWidths) + COLUMN_FRAME;
    if (width + rowWidth > columns) flush();
    block.push(row);
    width += rowWidth;
  }
  flush();
  return blocks;
}

function turnRows(corner: Column, titles: readonly Column[], rows: readonly (readonly (Cell | string)[])[]): Table {
  return {
    columns: [{ title: corner.title }, ...rows.map((row) => ({ title: cellText(row[0] ?? ''), flexible: true }))],
    rows: titles.map((column, index) => [
      { text: column.title, tone: 'strong' },
      ...rows.map((row) => row[index + 1] ?? ''),
    ]),
  };
}

function naturalWidths(table: Table): number[] {
  return table.columns.map((column, index) =>
    Math.max(widthOf(column.title), ...table.rows.map((row) => widthOf(cellText(row[index] ?? ''))), 1),
  );
}

function frameWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + COLUMN_FRAME, 1);
}

/** Takes what is too much from the flexible columns, the widest first. */
function shrink(widths: readonly number[], table: Table, columns: number): number[] {
  const result = [...widths];
  for (let excess = frameWidth(result) - columns; excess > 0; excess -= 1) {
    let widest = -1;
    result.forEach((width, index) => {
      if (!table.columns[index]?.flexible || width <= FLEXIBLE_MINIMUM) return;
      if (widest < 0 || width > (result[widest] ?? 0)) widest = index;
    });
    if (widest < 0) break;
    result[widest] = (result[widest] ?? 0) - 1;
  }
  return result;
}

/** Takes what is still too much from the widest column, whatever it is; what does not fit will end in `…`. */
function squeeze(widths: readonly number[], columns: number): number[] {
  const result = [...widths];
  for (let excess = frameWidth(result) - columns; excess > 0; excess -= 1) {
    const widest = result.indexOf(Math.max(...result));
    if ((result[widest] ?? 0) <= 3) break;
    result[widest] = (result[widest] ?? 0) - 1;
  }
  return result;
}

/** Draws by hand: a list of thousands of runs takes a moment, where a table library takes seconds. */
function draw(table: Table, widths: readonly number[], color: Io['color']): string {
  const rule = (left: string, middle: string, right: string) =>
    `${left}${widths.map((width) => '─'.repeat(width + 2)).join(middle)}${right}`;
  const drawRow = (cells: readonly (Cell | string)[], paint?: (text: string) => string): string[] => {
    const blocks = table.columns.map((column, index) =>
      breakText(cellText(cells[index] ?? ''), widths[index] ?? 1, column).split('\n'),
    );
    const paints = table.columns.map((_, index) => paint ?? paintOf(cells[index] ?? '', color));
    const height = Math.max(...blocks.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) => {
      const texts = blocks.map((lines, index) =>
        aligned(lines[line] ?? '', widths[index] ?? 1, table.columns[index]?.align === 'right', paints[index]),
      );
      return `│ ${texts.join(' │ ')} │`;
    });
  };
  const head = drawRow(
    table.columns.map((column) => column.title),
    color.bold,
  );
  const body = table.rows.flatMap((row) => drawRow(row));
  return [
    rule('┌', '┬', '┐'),
    ...head,
    ...(body.length === 0 ? [] : [rule('├', '┼', '┤')]),
    ...body,
    rule('└', '┴', '┘'),
  ].join('\n');
}

function aligned(text: string, width: number, isRight: boolean, paint: ((text: string) => string) | undefined): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  const painted = paint === undefined || text === '' ? text : paint(text);
  return isRight ? `${space}${painted}` : `${painted}${space}`;
}

function paintOf(cell: Cell | string, color: Io['color']): ((text: string) => string) | undefined {
  return typeof cell === 'string' ? undefined : painter(cell.tone, color);
}

/** Width of a text on the screen; plain ASCII, which most cells are, needs no looking up. */
function widthOf(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text);
}

/** Breaks a flexible text at spaces; cuts whatever is still too long. */
function breakText(text: string, width: number, column: Column): string {
  if (widthOf(text) <= width) return text;
  if (!column.flexible) return cut(text, width);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(cut(word, width));
  }
  return lines.join('\n');
}

/** The beginning of a text, no wider than `width`, ending in `…` if anything is missing. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

function painter(tone: Tone | undefined, color: Io['color']): ((text: string) => string) | undefined {
  switch (tone) {
    case 'good':
      return (text) => color.green(text);
    case 'bad':
      return (text) => color.red(text);
    case 'muted':
      return (text) => color.dim(text);
    case 'strong':
      return (text) => color.bold(text);
    case undefined:
      return undefined;
  }
}
