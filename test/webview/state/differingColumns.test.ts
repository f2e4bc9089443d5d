import { describe, expect, it } from 'vitest';
import { differingColumns, withColumns } from '../../../webview/state/differingColumns.js';

const columns = [{ title: 'Model' }, { title: 'Same' }, { title: 'Other' }];

describe('the differences of a table', () => {
  it('leave out columns in which all rows say the same', () => {
    const rows = [
      ['a', { text: '1', tone: 'good' as const }, '2'],
      ['b', '1', '3'],
    ];
    expect(differingColumns({ columns, rows })).toEqual([true, false, true]);
    expect(withColumns({ columns, rows }, [true, false, true])).toEqual({
      columns: [columns[0], columns[2]],
      rows: [
        ['a', '2'],
        ['b', '3'],
      ],
    });
  });

  it('are what is said of a column rather than its texts: what differs by less than its interval does not', () => {
    const rows = [
      ['a', '1', '2'],
      ['b', '1', '3'],
    ];
    expect(differingColumns({ columns, rows }, [false, true, false])).toEqual([true, true, false]);
    expect(differingColumns({ columns, rows }, [undefined, undefined, undefined])).toEqual([true, false, true]);
  });

  it('are those of two rows at least, and keep what names the rows', () => {
    expect(differingColumns({ columns, rows: [['a', '1', '2']] })).toEqual([true, true, true]);
    const alike = [
      ['a', '1', '2'],
      ['a', '1', '2'],
    ];
    expect(differingColumns({ columns, rows: alike })).toEqual([true, false, false]);
  });
});
