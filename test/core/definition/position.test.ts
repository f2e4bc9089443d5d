import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineMap } from '../../../src/core/definition/position.js';

describe('createLineMap', () => {
  it('counts lines and columns from 1, after both kinds of line ends', () => {
    const text = 'ab\ncd\r\n\r\nef';
    const lines = createLineMap(text);
    const at = (piece: string) => lines.positionAt(text.indexOf(piece));
    expect([at('a'), at('b'), at('c'), at('e'), at('f')]).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 2, column: 1 },
      { line: 4, column: 1 },
      { line: 4, column: 2 },
    ]);
    expect(lines.lineCount).toBe(4);
    expect([1, 2, 3, 4].map((line) => lines.textOf(line))).toEqual(['ab', 'cd', '', 'ef']);
    expect([1, 2, 3, 4].map((line) => lines.startOf(line))).toEqual([0, 3, 7, 9]);
  });

  it('takes the nearest end for what lies outside', () => {
    const lines = createLineMap('ab\nc');
    expect(lines.positionAt(-5)).toEqual({ line: 1, column: 1 });
    expect(lines.positionAt(99)).toEqual({ line: 2, column: 2 });
    expect(lines.positionAt(Number.NaN)).toEqual({ line: 1, column: 1 });
    expect(lines.textOf(99)).toBe('c');
    expect(createLineMap('').positionAt(0)).toEqual({ line: 1, column: 1 });
  });

  it('agrees with counting, for any text and offset', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\r\n', 'é') });
    fc.assert(
      fc.property(text, fc.nat(), (content, seed) => {
        const offset = content.length === 0 ? 0 : seed % (content.length + 1);
        const before = content.slice(0, offset).split('\n');
        const expected = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
        const lines = createLineMap(content);
        expect(lines.positionAt(offset)).toEqual(expected);
        expect(lines.startOf(expected.line) + expected.column - 1).toBe(offset);
      }),
    );
  });
});
