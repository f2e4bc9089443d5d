import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderCsv } from '../../../src/core/report/csv.js';
import { renderMarkdownTable } from '../../../src/core/report/markdownTable.js';

describe('a table in Markdown', () => {
  it('escapes what would break the table or turn into markup', () => {
    const text = renderMarkdownTable({
      columns: [{ title: 'Model' }, { title: 'F1', align: 'right' }],
      rows: [
        ['a|b', '0.91'],
        ['<img src=x> *bold* [link](x) `code`', { text: '0.89', tone: 'bad' }],
      ],
    });
    expect(text.split('\n')).toEqual([
      '| Model | F1 |',
      '| :-- | --: |',
      '| a\\|b | 0.91 |',
      '| \\<img src=x\\> \\*bold\\* \\[link\\](x) \\`code\\` | 0.89 |',
    ]);
  });

  it('has one line for each row and one cell for each column, whatever the texts', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1 }), (rows) => {
        const lines = renderMarkdownTable({ columns: [{ title: 'a' }, { title: 'b' }], rows }).split('\n');
        expect(lines).toHaveLength(rows.length + 2);
        for (const line of lines) expect(line.replace(/\\./g, '').match(/\|/g)).toHaveLength(3);
      }),
    );
  });
});

describe('CSV', () => {
  it('quotes as RFC 4180 has it and leaves numbers whole', () => {
    expect(
      renderCsv([
        ['model', 'note'],
        ['a "b", c', 0.1 + 0.2],
        ['line\nbreak', null],
      ]),
    ).toBe('model,note\r\n"a ""b"", c",0.30000000000000004\r\n"line\nbreak",\r\n');
  });

  it('never lets a name become a formula', () => {
    expect(renderCsv([['=1+1', '@x', -1.5]])).toBe("'=1+1,'@x,-1.5\r\n");
  });

  it('can be read back', () => {
    const field = fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field), { minLength: 1 }), (rows) => {
        expect(parseCsv(renderCsv(rows))).toEqual(rows);
      }),
    );
  });
});

/** A reader of RFC 4180, character by character. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let value = '';
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (quoted) {
      if (character !== '"') value += character;
      else if (text[index + 1] === '"') {
        value += '"';
        index += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      row.push(value);
      value = '';
    } else if (character === '\r' && text[index + 1] === '\n') {
      rows.push([...row, value]);
      row = [];
      value = '';
      index += 1;
    } else value += character;
  }
  return rows;
}
