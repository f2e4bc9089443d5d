import { cellText, type Table } from '../../src/core/report/table.js';

/** The table with its rows as columns: the headings of the rows become those of columns, and the other way round. */
export function turnedTable({ columns, rows }: Table): Table {
  const [corner, ...headings] = columns;
  return {
    columns: [
      { title: corner?.title ?? '' },
      ...rows.map(([heading]) => ({ title: cellText(heading ?? ''), align: 'right' as const })),
    ],
    rows: headings.map(({ title }, index) => [title, ...rows.map((cells) => cells[index + 1] ?? '')]),
  };
}
