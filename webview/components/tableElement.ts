import { cellText, type Table } from '../../src/core/report/table.js';
import { element } from './dom.js';

/** A table as HTML; its first column heads the rows. `lead`: what stands before the text of a row's heading. */
export function tableElement(
  { columns, rows }: Table,
  caption: string,
  lead: (row: number) => readonly Node[] = () => [],
): HTMLTableElement {
  const alignment = columns.map(({ align }) => (align === 'right' ? 'number' : 'words'));
  const head = columns.map(({ title }, index) =>
    element('th', { class: alignment[index] ?? '', text: title, attributes: { scope: 'col' } }),
  );
  const body = rows.map((cells, row) =>
    element('tr', {
      children: cells.map((cell, index) => {
        const tone = typeof cell === 'string' || cell.tone === undefined ? '' : ` tone-${cell.tone}`;
        const options = { class: `${alignment[index] ?? ''}${tone}` };
        if (index > 0) return element('td', { ...options, text: cellText(cell) });
        return element('th', {
          ...options,
          attributes: { scope: 'row' },
          children: [...lead(row), element('span', { text: cellText(cell) })],
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
