import { renderCsv } from '../../src/core/report/csv.js';
import { renderMarkdownTable } from '../../src/core/report/markdownTable.js';
import { cellText, type Table } from '../../src/core/report/table.js';

/** A table to be taken elsewhere. */
export interface ExportedTable {
  /** Of the file, without ending. */
  readonly fileName: string;
  readonly markdown: string;
  readonly csv: string;
}

/** A table as it stands, in both forms. */
export function exportedTable(fileName: string, table: Table): ExportedTable {
  return { fileName, markdown: renderMarkdownTable(table), csv: tableCsv(table) };
}

/** The texts of a table as CSV. */
export function tableCsv({ columns, rows }: Table): string {
  return renderCsv([columns.map(({ title }) => title), ...rows.map((cells) => cells.map(cellText))]);
}
