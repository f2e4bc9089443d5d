import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseTree } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import type { JsonNode } from '../../../src/core/definition/jsonDocument.js';
import { cursorAt, typesAround } from '../../../src/core/language/cursor.js';
import { marked } from '../../support/cursorMark.js';

/** A cursor in short: what, where, and the token with its borders. */
function inShort(source: string): string {
  const { text, offset } = marked(source);
  const { at, path, token, commaBefore, needsCommaAfter, hasColon } = cursorAt(text, offset);
  const commas = `${commaBefore === undefined ? '' : `,${commaBefore} `}${needsCommaAfter ? '> ' : ''}`;
  return `${at} ${path.join('/')} ${commas}<${text.slice(token.start, token.end)}>${hasColon ? ':' : ''}`;
}

describe('a cursor', () => {
  it.each([
    ['|', 'value  <>'],
    ['{|}', 'key  <>'],
    ['{ "a": | }', 'value a <>'],
    ['{ "a": "x|y" }', 'value a <"xy">'],
    ['{ "a": | "xy" }', 'none a <>'],
    ['{ "a": [| "xy"] }', 'value a/0 > <>'],
    ['{ "a": tr|ue }', 'value a <true>'],
    ['{ "a": 12| }', 'value a <12>'],
    ['{ "a": 12 | }', 'key  ,9 <>'],
    ['{ "a": 12, | }', 'key  <>'],
    ['{ | "a": 12 }', 'key  > <>'],
    ['{ "|a": 12 }', 'key  <"a">:'],
    ['{ "a|" }', 'key  <"a">'],
    ['{ un|its }', 'key  <units>'],
    ['{ "a": [|] }', 'value a/0 <>'],
    ['{ "a": [1, |] }', 'value a/1 <>'],
    ['{ "a": [1 |] }', 'value a/1 ,9 <>'],
    ['{ "a": [1, |2] }', 'value a/1 <2>'],
    ['{ "a": [|, 2] }', 'value a/0 <>'],
    ['{ "a": [{}, { "b": "|" }] }', 'value a/1/b <"">'],
    ['{ "a": [{}, { | }] }', 'key a/1 <>'],
    ['{ "a": [{}, {} | ] }', 'value a/2 ,14 <>'],
    ['{ "a": { "b": 1 } | }', 'key  ,17 <>'],
    ['{ } |', 'none  <>'],
    ['| { }', 'none  <>'],
    ['{ "a" | }', 'none a <>'],
    ['{ // a |\n }', 'none  <// a >'],
    ['{ // a\n | }', 'key  <>'],
    ['{ /* | */ }', 'none  </*  */>'],
    ['{ /* */| }', 'key  <>'],
    ['{ /* |', 'none  </* >'],
  ])('in %s is at %s', (source, expected) => {
    expect(inShort(source)).toBe(expected);
  });

  it.each([
    ['in a text that is not closed, over the word alone', '{ "type": "de|nse }', 'value type <"dense>'],
    ['at its end', '{ "type": "|', 'value type <">'],
    ['in a key that is not closed', '{ "un|', 'key  <"un>'],
    ['after a colon at the end', '{ "layers": [{ "type": |', 'value layers/0/type <>'],
    ['behind a bracket of the wrong kind', '{ "a": [1, 2 }, | }', 'none  <>'],
    ['behind a lost bracket', '{ "a": 1 ], | }', 'key  <>'],
    ['where a comma is missing before a key', '{ "a": 1 "b": | }', 'value b <>'],
    ['where a comma is missing before an entry', '{ "a": [1 2 |] }', 'value a/2 ,11 <>'],
    ['where a value is missing before a key', '{ "a": | "b": 1 }', 'value a > <>'],
    ['after a list that lacks its end', '{ "layers": [ { "type": "x" }, { | ', 'key layers/1 <>'],
  ])('works in broken text: %s', (_, source, expected) => {
    expect(inShort(source)).toBe(expected);
  });

  it('knows the other keys of the objects around, on both sides', () => {
    const { text, offset } = marked(
      '{ "name": "x", "layers": [{ "units": 3, "|": 1, "type": "dense" }], "training": {} }',
    );
    const cursor = cursorAt(text, offset);
    expect([...(cursor.enclosing[2]?.entries ?? [])]).toEqual([
      ['units', undefined],
      ['type', 'dense'],
    ]);
    expect([...(cursor.enclosing[0]?.entries.keys() ?? [])]).toEqual(['name', 'layers', 'training']);
    expect(typesAround(cursor)(['layers', 0])).toBe('dense');
    expect(typesAround(cursor)([])).toBeUndefined();
  });

  it('agrees with the parser about every value and key of valid JSON', () => {
    const shipped = ['ann.model', 'cnn.model', 'fashion-mnist.bakeoff'].map((name) =>
      readFileSync(`data/${name}.jsonc`, 'utf8'),
    );
    const generated = fc.json({ maxDepth: 4 });
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...shipped), generated), (text) => {
        const root = parseTree(text);
        if (root !== undefined) checkNodes(text, root, []);
      }),
      { numRuns: 150 },
    );
  });

  it('is found in any text at any offset', () => {
    const word = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      'tr',
      ' ',
      '\n',
      '//',
      '/*',
      '*/',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), fc.integer({ min: -3, max: 60 }), (words, offset) => {
        const text = words.join('');
        const { token, path, at, enclosing, commaBefore } = cursorAt(text, offset);
        expect(token.start).toBeGreaterThanOrEqual(0);
        expect(token.end).toBeGreaterThanOrEqual(token.start);
        expect(token.end).toBeLessThanOrEqual(text.length);
        expect(commaBefore ?? 0).toBeLessThanOrEqual(token.start);
        if (at !== 'none') expect(enclosing).toHaveLength(path.length + (at === 'key' ? 1 : 0));
      }),
      { numRuns: 1000 },
    );
  });
});

function checkNodes(text: string, node: JsonNode, path: readonly (string | number)[]): void {
  if (node.type === 'object')
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? [];
      if (key === undefined || value === undefined) throw new Error('the text is valid');
      const found = cursorAt(text, key.offset + 1);
      expect([found.at, found.path, found.content]).toEqual(['key', path, key.value]);
      checkNodes(text, value, [...path, String(key.value)]);
    }
  else if (node.type === 'array')
    node.children?.forEach((child, index) => void checkNodes(text, child, [...path, index]));
  else {
    const found = cursorAt(text, node.offset + (node.type === 'string' ? 1 : 0));
    expect([found.at, found.path]).toEqual(['value', path]);
    expect(found.token).toEqual({ start: node.offset, end: node.offset + node.length });
  }
}
