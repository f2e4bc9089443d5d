import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyseComparison, modelLinkAt } from '../../../src/core/language/analyseComparison.js';
import { marked } from '../../support/cursorMark.js';

describe('a comparison', () => {
  it('has its models with their places', () => {
    const text = readFileSync('data/fashion-mnist.bakeoff.jsonc', 'utf8');
    const { models, problems, definition, lines } = analyseComparison(text);
    expect(problems).toEqual([]);
    expect(models.map(({ path }) => path)).toEqual(definition?.models.map(({ path }) => path));
    for (const { path, range } of models) expect(text.slice(range.start, range.end)).toBe(path);
    expect(lines.lineCount).toBe(text.split('\n').length);
  });

  it.each([
    ['{ "models": ["a", "|b"] }', 'b'],
    ['{ "models": ["a", |"b"] }', 'b'],
    ['{ "models": ["a"|, "b"] }', 'a'],
    ['{ "models": ["a", 3|] }', undefined],
    ['{ "models": ["a", "b|', 'b'],
    ['{ "models": "|a" }', undefined],
    ['{ "name": "|a", "models": ["a"] }', undefined],
  ])('leads from %s to %s', (source, expected) => {
    const { text, offset } = marked(source);
    expect(modelLinkAt(analyseComparison(text), offset)?.path).toBe(expected);
  });

  it('has the problems that reading it finds, broken or not', () => {
    expect(analyseComparison('{ "name": "t", "models": [] }').problems.map(({ code }) => code)).toEqual([
      'wrong-length',
    ]);
    expect(analyseComparison('{ "models": [').problems.map(({ code }) => code)).toEqual(['syntax']);
    expect(analyseComparison('').models).toEqual([]);
  });
});
