import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineMap } from '../../../src/core/definition/position.js';
import { foldingRanges } from '../../../src/core/language/foldingRanges.js';

/** Folds as `first-last`, comments with a `c`. */
function folds(text: string): string[] {
  return foldingRanges(text, createLineMap(text)).map(
    ({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind === 'comment' ? 'c' : ''}`,
  );
}

describe('folding', () => {
  it('leaves the closing bracket in sight', () => {
    expect(folds('{\n  "a": [\n    1,\n    2\n  ],\n  "b": { "c": 1 },\n  "d": {\n  }\n}')).toEqual(['1-8', '2-4']);
  });

  it('folds comments of several lines', () => {
    expect(folds('// one\n// two\n{\n  /* three\n     four */\n  // five\n  "a": 1 // six\n  // seven\n}')).toEqual([
      '1-2c',
      '3-8',
      '4-5c',
      '7-8c',
    ]);
  });

  it('takes broken text as far as brackets have partners', () => {
    expect(folds('{\n  "a": [\n    1,\n    {\n      "b": 1\n    }\n')).toEqual(['4-5']);
    expect(folds(']\n{\n\n]\n}')).toEqual(['2-4']);
  });

  it('has only lines that there are, for any text', () => {
    const text = fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ',', '1', '\n', '/', '*', ' ') });
    fc.assert(
      fc.property(text, (source) => {
        const lines = createLineMap(source);
        for (const { startLine, endLine } of foldingRanges(source, lines)) {
          expect(startLine).toBeGreaterThanOrEqual(1);
          expect(endLine).toBeGreaterThan(startLine);
          expect(endLine).toBeLessThanOrEqual(lines.lineCount);
        }
      }),
    );
  });
});
