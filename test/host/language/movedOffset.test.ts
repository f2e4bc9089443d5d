import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movedOffset, type TextChange } from '../../../src/host/language/movedOffset.js';

const change = (rangeOffset: number, rangeLength: number, text: string): TextChange => ({
  rangeOffset,
  rangeLength,
  text,
});

/** The text after changes that are told from the last to the first. */
function changed(text: string, changes: readonly TextChange[]): string {
  return changes.reduce(
    (before, { rangeOffset, rangeLength, text: put }) =>
      before.slice(0, rangeOffset) + put + before.slice(rangeOffset + rangeLength),
    text,
  );
}

describe('a place while the text around it changes', () => {
  it.each([
    ['what comes after it', change(11, 3, 'xyz'), 10],
    ['what is put in before it', change(2, 0, 'abc'), 13],
    ['what is taken away before it', change(2, 4, ''), 6],
    ['what is typed right there', change(10, 0, ','), 11],
    ['a line break right there', change(10, 0, '\n  '), 10],
    ['what ends there', change(8, 2, 'x'), 9],
    ['what takes the place of its surroundings', change(8, 5, 'abcdef'), 8],
    ['what begins there and goes on', change(10, 5, 'x'), 10],
  ])('follows %s', (_, one, expected) => {
    expect(movedOffset(10, [one])).toBe(expected);
  });

  it('follows changes at several places', () => {
    expect(movedOffset(10, [change(20, 1, 'aa'), change(6, 0, 'aa'), change(1, 2, '')])).toBe(10);
  });

  it('stays before the same character as long as that is not touched', () => {
    const pieces = fc.tuple(fc.nat(20), fc.nat(5), fc.string({ maxLength: 6 }));
    fc.assert(
      fc.property(fc.string({ minLength: 60, maxLength: 60 }), pieces, pieces, (text, [a, b, put], [c, d, also]) => {
        const changes = [change(32 + c, Math.min(d, 7), also), change(a, Math.min(b, 28 - a), put)];
        const after = changed(`${text.slice(0, 30)}\u0001${text.slice(31)}`, changes);
        expect(after[movedOffset(30, changes)]).toBe('\u0001');
      }),
    );
  });
});
