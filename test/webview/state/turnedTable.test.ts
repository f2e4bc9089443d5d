import { describe, expect, it } from 'vitest';
import { turnedTable } from '../../../webview/state/turnedTable.js';

describe('a turned table', () => {
  it('has a column for each row, tones and all', () => {
    const turned = turnedTable({
      columns: [{ title: 'Model' }, { title: 'Accuracy', align: 'right' }, { title: 'Time' }],
      rows: [
        [{ text: 'ann', tone: 'strong' }, '89 %', '1 s'],
        ['cnn', { text: '92 %', tone: 'good' }, '9 s'],
      ],
    });
    expect(turned.columns.map(({ title }) => title)).toEqual(['Model', 'ann', 'cnn']);
    expect(turned.rows).toEqual([
      ['Accuracy', '89 %', { text: '92 %', tone: 'good' }],
      ['Time', '1 s', '9 s'],
    ]);
  });
});
