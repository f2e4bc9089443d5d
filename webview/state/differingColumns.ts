import { cellText, type Table } from '../../src/core/report/table.js';

/**
 * For each column of a table, whether something differs in it; the first one, which heads the rows, always stays. One row
 * differs from nothing: all columns stay. `differs` says it of columns; where it does not, they differ if not all rows say
 * the same.
 */
export function differingColumns(
  { columns, rows }: Pick<Table, 'columns' | 'rows'>,
  differs: readonly (boolean | undefined)[] = [],
): boolean[] {
  return columns.map((_, index) => {
    if (index === 0 || rows.length < 2) return true;
    return differs[index] ?? new Set(rows.map((cells) => cellText(cells[index] ?? ''))).size > 1;
  });
}

/** The table with those columns alone. */
export function withColumns(table: Table, isKept: readonly boolean[]): Table {
  return {
    ...table,
    columns: table.columns.filter((_, index) => isKept[index]),
    rows: table.rows.map((cells) => cells.filter((_, index) => isKept[index])),
  };
}
