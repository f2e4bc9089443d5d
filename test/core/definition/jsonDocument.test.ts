import { describe, expect, it } from 'vitest';
import {
  MAXIMUM_DEPTH,
  MAXIMUM_KEYS,
  MAXIMUM_LENGTH,
  nodeAt,
  parseDocument,
  rangeAt,
  valueIn,
} from '../../../src/core/definition/jsonDocument.js';

const codes = (text: string) => parseDocument(text).problems.map((problem) => problem.code);

describe('parseDocument', () => {
  it('refuses a text that is too long, without reading it', () => {
    const text = '['.repeat(MAXIMUM_LENGTH + 1);
    expect(codes(text)).toEqual(['file-too-large']);
    expect(codes(`"${'a'.repeat(MAXIMUM_LENGTH - 2)}"`)).toEqual([]);
  });

  it('refuses a binary file at its first NUL', () => {
    const [problem] = parseDocument('{ "a": "\0" }').problems;
    expect(problem).toMatchObject({ code: 'not-text', range: { start: 8, end: 9 } });
  });

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('refuses %s nested too deep before it recurses', (_, open, close) => {
    const nested = (depth: number) => `${open.repeat(depth)}${open === '[' ? '' : '1'}${close.repeat(depth)}`;
    expect(codes(nested(MAXIMUM_DEPTH))).toEqual([]);
    expect(codes(nested(MAXIMUM_DEPTH + 1))).toEqual(['too-deep']);
    expect(codes(nested(150_000))).toEqual(['too-deep']);
    expect(codes(open.repeat(150_000))).toEqual(['too-deep']);
  });

  it('is not fooled about the depth by brackets of the wrong kind, in strings or in comments', () => {
    expect(codes('[}'.repeat(100_000))).toEqual(['too-deep']);
    expect(codes(`{"a":${']'.repeat(1000)},"b":${'['.repeat(50_000)}`)).toEqual(['too-deep']);
    expect(codes(`{ "a": "${'['.repeat(500)}" /* ${'{'.repeat(500)} */ }`)).toEqual([]);
  });

  it('refuses an object with a flood of keys', () => {
    const keys = (count: number) => `{${Array.from({ length: count }, (_, key) => `"${key}":0`).join(',')}}`;
    expect(codes(keys(MAXIMUM_KEYS))).toEqual([]);
    expect(codes(keys(MAXIMUM_KEYS + 1))).toEqual(['too-many-keys']);
    expect(codes(`[${keys(100_000)}]`)).toEqual(['too-many-keys']);
  });

  it('finds keys given twice, at any depth, however they are written', () => {
    const text = '{ "a": [{ "b": 1, "\\u0062": 2 }], "c": { "__proto__": 1, "__proto__": 2 } }';
    const places = parseDocument(text).problems.map(({ code, range }) => [code, text.slice(range.start, range.end)]);
    expect(places).toEqual([
      ['duplicate-key', '"\\u0062"'],
      ['duplicate-key', '"__proto__"'],
    ]);
  });

  it('reads a list of very many small things quickly', () => {
    const text = `[${'[],'.repeat(300_000)}0]`;
    const start = performance.now();
    expect(codes(text)).toEqual([]);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('a document’s values', () => {
  const text = '{ "a": [1, { "b": null }], "__proto__": { "polluted": true }, "constructor": 2 }';
  const { root } = parseDocument(text);
  if (root === undefined) throw new Error('no root');

  it('have no prototype to pollute', () => {
    const value = valueIn(root) as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['a', '__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('are found by path, with the range of the nearest that there is', () => {
    const at = (range: { start: number; end: number }) => text.slice(range.start, range.end);
    expect(at(rangeAt(root, ['a', 1, 'b']))).toBe('null');
    expect(at(rangeAt(root, ['a', 1, 'b'], 'key'))).toBe('"b"');
    expect(at(rangeAt(root, ['a', 1, 'c']))).toBe('{ "b": null }');
    expect(at(rangeAt(root, ['a', 7]))).toBe('[1, { "b": null }]');
    expect(at(rangeAt(root, ['__proto__', 'polluted']))).toBe('true');
    expect(nodeAt(root, ['a', -1])).toBeUndefined();
    expect(nodeAt(root, ['a', 'length'])).toBeUndefined();
    expect(nodeAt(root, [0])).toBeUndefined();
  });
});
