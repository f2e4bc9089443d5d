import { cellText, type Table } from './table.js';

/** A table in GitHub-flavoured Markdown. */
export function renderMarkdownTable(table: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(table.columns.map((column) => escapeMarkdown(column.title))),
    line(table.columns.map((column) => (column.align === 'right' ? '--:' : ':--'))),
    ...table.rows.map((row) => line(row.map((cell) => escapeMarkdown(cellText(cell))))),
  ].join('\n');
}

/** Text that Markdown shows as it is: no emphasis, link, code, HTML or table border comes of it. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>|~]/g, (character) => `\\${character}`)
    .replace(/&/g, '&amp;')
    .replace(/\r\n|\r|\n/g, ' ');
}
