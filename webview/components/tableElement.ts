import { cellText, type Table } from '../../src/core/report/table.js';
import { element } from './dom.js';

/** What stands before the text of a heading, by its place in the table. */
export interface TableLeads {
  column?(index: number): readonly Node[];
  row?(index: number): readonly Node[];
}

/** A table as HTML; its first column heads the rows. */
export function tableElement({ columns, rows }: Table, caption: string, leads: TableLeads = {}): HTMLTableElement {
  const alignment = columns.map(({ align }) => (align === 'right' ? 'number' : 'words'));
  const head = columns.map(({ title }, index) =>
    element('th', {
      class: alignment[index] ?? '',
      attributes: { scope: 'col' },
      children: [...(leads.column?.(index) ?? []), element('span', { text: title })],
    }),
  );
  const body = rows.map((cells, row) =>
    element('tr', {
      children: cells.map((cell, index) => {
        const tone = typeof cell === 'string' || cell.tone === undefined ? '' : ` tone-${cell.tone}`;
        const options = { class: `${alignment[index] ?? ''}${tone}` };
        if (index > 0) return element('td', { ...options, text: withUnits(cellText(cell)) });
        return element('th', {
          ...options,
          attributes: { scope: 'row' },
          children: [...(leads.row?.(row) ?? []), element('span', { text: cellText(cell) })],
        });
      }),
    }),
  );
  return element('table', {
    children: [
      element('caption', { class: 'only-heard', text: caption }),
      element('thead', { children: [element('tr', { children: head })] }),
      element('tbody', { children: body }),
    ],
  });
}

/** A number stays with its unit when a line is broken. */
function withUnits(text: string): string {
  return text.replace(/(\d) %/g, '$1\u00a0%');
}
