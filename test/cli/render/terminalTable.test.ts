import fc from 'fast-check';
import { createColors } from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cut, renderTerminalTable } from '../../../src/cli/render/terminalTable.js';
import type { Table } from '../../../src/core/report/table.js';

const plain = createColors(false);

const table: Table = {
  turnable: true,
  columns: [
    { title: 'Model', flexible: true },
    { title: 'Parameters', align: 'right' },
    { title: 'Accuracy', align: 'right' },
    { title: 'Worst classes', flexible: true },
  ],
  rows: [
    ['ann', '437,642', { text: '89.1 %', tone: 'bad' }, 'Shirt 68 %, Pullover 81 %'],
    ['cnn', '421,642', { text: '91.6 %', tone: 'good' }, 'Shirt 75 %, Coat 86 %'],
  ],
};

const widthOf = (text: string) => Math.max(...text.split('\n').map((line) => stringWidth(line)));

describe('a table in the terminal', () => {
  it('is drawn in one piece where it fits', () => {
    expect(renderTerminalTable(table, 80, plain)).toBe(
      [
        '┌───────┬────────────┬──────────┬───────────────────────────┐',
        '│ Model │ Parameters │ Accuracy │ Worst classes             │',
        '├───────┼────────────┼──────────┼───────────────────────────┤',
        '│ ann   │    437,642 │   89.1 % │ Shirt 68 %, Pullover 81 % │',
        '│ cnn   │    421,642 │   91.6 % │ Shirt 75 %, Coat 86 %     │',
        '└───────┴────────────┴──────────┴───────────────────────────┘',
      ].join('\n'),
    );
  });

  it('breaks flexible columns at spaces when it is a little too wide', () => {
    const text = renderTerminalTable(table, 52, plain);
    expect(widthOf(text)).toBeLessThanOrEqual(52);
    expect(text).toContain('│ ann   │    437,642 │   89.1 % │ Shirt 68 %,');
    expect(text).not.toContain('…');
  });

  it('is turned when it is much too wide, and loses nothing', () => {
    const text = renderTerminalTable(table, 46, plain);
    expect(widthOf(text)).toBeLessThanOrEqual(46);
    expect(text).toContain('│ Parameters    │ 437,642');
    expect(text).not.toContain('…');
    for (const word of ['ann', 'cnn', '437,642', '89.1', '91.6', 'Pullover', 'Coat']) expect(text).toContain(word);
  });

  it('uses several blocks when not all rows fit side by side', () => {
    const text = renderTerminalTable(table, 34, plain);
    expect(text.split('\n\n')).toHaveLength(2);
    expect(widthOf(text)).toBeLessThanOrEqual(34);
    expect(text).not.toContain('…');
  });

  it('colours by tone only where colours are on', () => {
    expect(renderTerminalTable(table, 80, plain)).not.toContain('\u001b');
    const colored = renderTerminalTable(table, 80, createColors(true));
    expect(colored).toContain('\u001b[32m91.6 %\u001b[39m');
    expect(colored).toContain('\u001b[31m89.1 %\u001b[39m');
    expect(widthOf(colored)).toBe(widthOf(renderTerminalTable(table, 80, plain)));
  });

  it('is never wider than the screen, whatever it holds', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'é', '漢', 'W', ' ', '-', '👟'), maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(word, word, word), { maxLength: 6 }),
        fc.boolean(),
        fc.integer({ min: 24, max: 120 }),
        (rows, turnable, columns) => {
          const text = renderTerminalTable(
            {
              turnable,
              columns: [
                { title: 'A', flexible: true },
                { title: 'Number', align: 'right' },
                { title: 'C', flexible: true },
              ],
              rows,
            },
            columns,
            plain,
          );
          expect(widthOf(text)).toBeLessThanOrEqual(columns);
          const lines = text.split('\n').filter((line) => line !== '');
          expect(lines.every((line) => /^[┌├│└].*[┐┤│┘]$/u.test(line))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('cut', () => {
  it('ends in an ellipsis exactly when something is missing', () => {
    expect(cut('Ankle boot', 10)).toBe('Ankle boot');
    expect(cut('Ankle boot', 6)).toBe('Ankle…');
    expect(stringWidth(cut('漢字漢字', 4))).toBeLessThanOrEqual(4);
  });
});

describe('droppable columns', () => {
  it('go one by one from the right, before anything is cut', () => {
    const wide: Table = {
      columns: [
        { title: 'Run' },
        { title: 'Model', droppable: true },
        { title: 'Status' },
        { title: 'Started', droppable: true },
      ],
      rows: [['20310405-060708-ann-s0-aaaa', 'ann', 'completed', '2031-04-05']],
    };
    const at = (columns: number) => renderTerminalTable(wide, columns, plain).split('\n')[1];
    expect(at(80)).toMatch(/Run.*Model.*Status.*Started/);
    expect(at(55)).toMatch(/Run.*Model.*Status +│$/);
    expect(at(45)).toMatch(/Run +│ Status +│$/);
    expect(renderTerminalTable(wide, 45, plain)).not.toContain('…');
  });
});
