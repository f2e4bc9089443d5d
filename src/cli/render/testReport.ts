import { countsText, type TestedFile, testTable } from '../../core/report/testLines.js';
import type { Io } from '../io.js';
import { renderTerminalTable } from './terminalTable.js';

/** Where a screen has no width, tests are drawn for one this wide. */
const FILE_COLUMNS = 140;

/** Tests for a terminal: the table, a sentence on all that is not met, what came of it. */
export function renderTests(file: TestedFile, { columns, color }: Pick<Io, 'columns' | 'color'>): string {
  const { name, lines, notes } = file;
  const width = Number.isFinite(columns) ? columns : FILE_COLUMNS;
  const remarks = lines.filter(({ status }) => status !== 'pass').map(({ message }) => message);
  const sections = [
    lines.length === 0 ? '' : renderTerminalTable(testTable(file), width, color),
    [...notes, ...remarks].join('\n'),
    color.bold(`${name}: ${countsText(lines)}.`),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}
