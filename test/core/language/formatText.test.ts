import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdit, type Edit } from '../../../src/core/definition/edit.js';
import { parseDocument, valueIn } from '../../../src/core/definition/jsonDocument.js';
import { formatText } from '../../../src/core/language/formatText.js';

const spaces = { tabSize: 2, insertSpaces: true };

function applied(text: string, edits: readonly Edit[]): string {
  return edits.toReversed().reduce(applyEdit, text);
}

describe('formatting', () => {
  it('gives each key and entry a line, and leaves comments', () => {
    const text = '{"a":[1,2], // why\n"b":{}}';
    expect(applied(text, formatText(text, spaces))).toBe('{\n  "a": [\n    1,\n    2\n  ], // why\n  "b": {}\n}');
    expect(applied(text, formatText(text, { tabSize: 4, insertSpaces: false, insertFinalNewline: true }))).toBe(
      '{\n\t"a": [\n\t\t1,\n\t\t2\n\t], // why\n\t"b": {}\n}\n',
    );
  });

  it('keeps lines where that is wanted', () => {
    const text = '{\n"layers": [\n{ "type":"flatten" },\n{ "type":"dense" }\n]\n}';
    expect(applied(text, formatText(text, { ...spaces, keepLines: true }))).toBe(
      '{\n  "layers": [\n    { "type": "flatten" },\n    { "type": "dense" }\n  ]\n}',
    );
  });

  it('touches nothing outside a range', () => {
    const text = '{\n"a":1,\n"b":2\n}';
    const start = text.indexOf('"b"');
    const [first] = formatText(text, spaces, { start, end: text.length - 2 });
    expect(first?.range.start).toBeGreaterThanOrEqual(text.indexOf(',') + 1);
    expect(applied(text, formatText(text, spaces, { start, end: text.length - 2 }))).toContain('"a":1,');
  });

  it('changes no value, and nothing the second time, of the shipped definitions', () => {
    for (const name of ['ann.model', 'cnn.model', 'fashion-mnist.bakeoff']) {
      const text = readFileSync(`data/${name}.jsonc`, 'utf8');
      const once = applied(text, formatText(text, spaces));
      const value = (source: string) => {
        const { root } = parseDocument(source);
        return root && valueIn(root);
      };
      expect(value(once)).toEqual(value(text));
      expect(formatText(once, spaces)).toEqual([]);
    }
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '1', '\n', '/', '*', ' ') }),
        (text) => {
          const edits = formatText(text, spaces);
          expect(applied(text, edits).replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
        },
      ),
    );
  });
});
