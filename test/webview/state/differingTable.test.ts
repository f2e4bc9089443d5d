import { describe, expect, it } from 'vitest';
import { differingTable } from '../../../webview/state/differingTable.js';

const columns = [{ title: 'Model' }, { title: 'Same' }, { title: 'Other' }];

describe('the differences of a table', () => {
  it('leave out columns in which all rows say the same', () => {
    const rows = [
      ['a', { text: '1', tone: 'good' as const }, '2'],
      ['b', '1', '3'],
    ];
    expect(differingTable({ columns, rows })).toEqual({
      columns: [columns[0], columns[2]],
      rows: [
        ['a', '2'],
        ['b', '3'],
      ],
    });
  });

  it('are those of two rows at least, and keep what names the rows', () => {
    const one = { columns, rows: [['a', '1', '2']] };
    expect(differingTable(one)).toBe(one);
    const alike = {
      columns,
      rows: [
        ['a', '1', '2'],
        ['a', '1', '2'],
      ],
    };
    expect(differingTable(alike).columns).toEqual([columns[0]]);
  });
});
