import fc from 'fast-check';
import { parse, parseTree } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import {
  applyEdit,
  applyFixes,
  insertAfter,
  insertBefore,
  removeItem,
  setProperty,
  writeInline,
} from '../../../src/core/definition/edit.js';

function treeOf(text: string) {
  const root = parseTree(text);
  if (root === undefined) throw new Error(`not JSON: ${text}`);
  return root;
}

function childOf(text: string, index: number) {
  const child = treeOf(text).children?.[index];
  if (child === undefined) throw new Error(`no child ${index}: ${text}`);
  return child;
}

describe('setProperty', () => {
  it.each([
    ['{}', '{ "k": 1 }'],
    ['{ "a": 0 }', '{ "a": 0, "k": 1 }'],
    ['{ "a": 0, }', '{ "a": 0, "k": 1, }'],
    ['{ "k": 0, "b": 2 }', '{ "k": 1, "b": 2 }'],
    ['{\n  "a": 0\n}', '{\n  "a": 0,\n  "k": 1\n}'],
    ['{\r\n\t"a": 0,\r\n}', '{\r\n\t"a": 0,\r\n\t"k": 1,\r\n}'],
    ['{\n  "a": 0 // zero\n}', '{\n  "a": 0, // zero\n  "k": 1\n}'],
    ['{\n  "a": 0, // zero\n}', '{\n  "a": 0, // zero\n  "k": 1,\n}'],
    ['{\n  "a": 0 }', '{\n  "a": 0, "k": 1 }'],
    ['{\n  "a": 0 /* zero */ }', '{\n  "a": 0, "k": 1 /* zero */ }'],
  ])('%j → %j', (text, expected) => {
    expect(applyEdit(text, setProperty(text, treeOf(text), 'k', 1))).toBe(expected);
  });
});

describe('insertBefore and insertAfter', () => {
  it.each([
    ['[1, 2]', 1, '[1, 0, 2]', '[1, 2, 0]'],
    ['[\n  1,\n  2\n]', 1, '[\n  1,\n  0,\n  2\n]', '[\n  1,\n  2,\n  0\n]'],
    [
      '[\n  1, // one\n  2, // two\n]',
      0,
      '[\n  0,\n  1, // one\n  2, // two\n]',
      '[\n  1, // one\n  0,\n  2, // two\n]',
    ],
    ['[\r\n 1\r\n]', 0, '[\r\n 0,\r\n 1\r\n]', '[\r\n 1,\r\n 0\r\n]'],
  ])('%j at %i', (text, index, before, after) => {
    const node = childOf(text, index);
    expect(applyEdit(text, insertBefore(text, node, ['0']))).toBe(before);
    expect(applyEdit(text, insertAfter(text, node, ['0']))).toBe(after);
  });

  it('inserts several', () => {
    const text = '[\n  1\n]';
    expect(applyEdit(text, insertAfter(text, childOf(text, 0), ['2', '3']))).toBe('[\n  1,\n  2,\n  3\n]');
    expect(applyEdit(text, insertBefore(text, childOf(text, 0), ['2', '3']))).toBe('[\n  2,\n  3,\n  1\n]');
  });
});

describe('removeItem', () => {
  it.each([
    ['[1]', 0, '[]'],
    ['[1, 2, 3]', 0, '[2, 3]'],
    ['[1, 2, 3]', 1, '[1, 3]'],
    ['[1, 2, 3]', 2, '[1, 2]'],
    ['[\n  1,\n  2\n]', 1, '[\n  1\n]'],
    ['[\n  1, // one\n  2 // two\n]', 1, '[\n  1, // one\n   // two\n]'],
    ['[1 /* a */, 2 /* b */, 3]', 1, '[1 /* a */,  /* b */ 3]'],
    ['[1 /* a */ , 2 , 3]', 0, '[ /* a */  2 , 3]'],
  ])('%j at %i → %j', (text, index, expected) => {
    expect(applyEdit(text, removeItem(text, treeOf(text), index))).toBe(expected);
  });
});

describe('writeInline', () => {
  it('writes what JSON reads back, on one line', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = writeInline(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text).not.toContain('\n');
      }),
    );
  });
});

describe('any edit of any list', () => {
  const trivia = fc.constantFrom('', ' ', '\n', '\n    ', '\r\n  ', ' /* , */ ', ' // ,\n');
  const list = fc.array(fc.record({ before: trivia, after: trivia }), { minLength: 1, maxLength: 5 }).chain((items) =>
    fc.record({
      text: fc.boolean().map((trailing) => {
        const body = items.map(({ before, after }, index) => `${before}${index}${after}`).join(',');
        return `[${body}${trailing ? ',' : ''}\n]`;
      }),
      count: fc.constant(items.length),
      index: fc.nat(items.length - 1),
    }),
  );
  const read = (text: string): unknown => {
    const errors: never[] = [];
    const value = parse(text, errors, { allowTrailingComma: true });
    expect(errors).toEqual([]);
    return value;
  };

  it('does what it says to the values and nothing to the comments', () => {
    fc.assert(
      fc.property(list, ({ text, count, index }) => {
        const values = Array.from({ length: count }, (_, value) => value);
        const node = childOf(text, index);
        const inserted = applyEdit(text, insertBefore(text, node, ['8', '9']));
        expect(read(inserted)).toEqual(values.toSpliced(index, 0, 8, 9));
        const appended = applyEdit(text, insertAfter(text, node, ['8', '9']));
        expect(read(appended)).toEqual(values.toSpliced(index + 1, 0, 8, 9));
        const removed = applyEdit(text, removeItem(text, treeOf(text), index));
        expect(read(removed)).toEqual(values.toSpliced(index, 1));
        const comments = (of: string) => of.match(/\/\/ ,|\/\* , \*\//g) ?? [];
        for (const edited of [inserted, appended, removed]) expect(comments(edited)).toEqual(comments(text));
      }),
      { numRuns: 500 },
    );
  });
});

describe('applyFixes', () => {
  it('applies those that do not touch each other', () => {
    const problem = (start: number, end: number, text: string) => ({
      code: 'x',
      severity: 'error' as const,
      message: 'x',
      range: { start, end },
      fix: { title: 'x', range: { start, end }, text },
    });
    expect(applyFixes('abcdef', [problem(4, 5, 'E'), problem(0, 2, 'AB'), problem(1, 3, 'no')])).toBe('ABcdEf');
    expect(applyFixes('abc', [])).toBe('abc');
  });
});
