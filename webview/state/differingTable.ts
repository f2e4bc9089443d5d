import { cellText, type Table } from '../../src/core/report/table.js';

/** The table without the columns in which all rows say the same; its first column stays. One row differs from nothing. */
export function differingTable(table: Table): Table {
  const { columns, rows } = table;
  if (rows.length < 2) return table;
  const isKept = columns.map(
    (_, index) => index === 0 || new Set(rows.map((cells) => cellText(cells[index] ?? ''))).size > 1,
  );
  return {
    ...table,
    columns: columns.filter((_, index) => isKept[index]),
    rows: rows.map((cells) => cells.filter((_, index) => isKept[index])),
  };
}
