import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TestReport } from '../../../src/core/comparison/testReport.js';
import { LastOutcomes } from '../../../src/host/tests/lastOutcomes.js';
import { rememberedTest } from '../../../src/host/tests/rememberedTest.js';
import { testOutline } from '../../../src/host/tests/testOutline.js';

const text = `{
  "name": "a\\u202e",
  "models": ["ann.model.jsonc", "cnn.model.jsonc"],
  "expect": { "accuracy": ">=0.9", "vs:ann": "better", "cnn": { "accuracy": ">=0.95" } }
}`;

const piece = ({ start, end }: { start: number; end: number }) => text.slice(start, end);

describe('the tests of a comparison', () => {
  it('are its models, and what is expected of each, with places', () => {
    const outline = testOutline(text);
    expect(outline?.label).toBe('a\\u202e');
    expect(outline?.models.map(({ label, range }) => [label, piece(range)])).toEqual([
      ['ann', '"ann.model.jsonc"'],
      ['cnn', '"cnn.model.jsonc"'],
    ]);
    const tests = outline?.models.map(({ expectations }) =>
      expectations.map(({ label, range }) => [label, piece(range)]),
    );
    expect(tests).toEqual([
      [['accuracy >=0.9', '"accuracy": ">=0.9"']],
      [
        ['accuracy >=0.9', '"accuracy": ">=0.9"'],
        ['vs:ann better', '"vs:ann": "better"'],
        ['accuracy >=0.95', '"accuracy": ">=0.95"'],
      ],
    ]);
  });

  it('have names that none other has', () => {
    const ids = testOutline(text)?.models.flatMap(({ expectations }) => expectations.map(({ id }) => id)) ?? [];
    expect(new Set(ids).size).toBe(4);
  });

  it('leave out models of which nothing is expected, and are none without expectations or with an error', () => {
    const only = text.replace('"accuracy": ">=0.9", ', '');
    expect(testOutline(only)?.models.map(({ label }) => label)).toEqual(['cnn']);
    expect(testOutline('{ "name": "a", "models": ["b"] }')).toBeUndefined();
    expect(testOutline(text.replace('>=0.9"', '>=90"'))).toBeUndefined();
  });

  it('are there in the comparison that is shipped', () => {
    const outline = testOutline(readFileSync('data/fashion-mnist.bakeoff.jsonc', 'utf8'));
    expect(outline?.models.map(({ label, expectations }) => [label, expectations.length])).toEqual([
      ['ann', 1],
      ['ann-relu', 1],
      ['cnn', 5],
      ['transfer', 1],
    ]);
  });
});

describe('what is remembered of a test', () => {
  const report: TestReport = {
    outcomes: [
      {
        expectation: 2,
        model: 1,
        status: 'fail',
        measured: { value: 0.9, interval: { low: 0.89, high: 0.91 }, covers: 'images' },
        needed: null,
        missing: null,
      },
    ],
    models: [],
    testCount: 100,
    margin: 0.003,
  };

  it('has the place in the text, for hovers, and the words of every other report', () => {
    const { lines, outcomes } = rememberedTest(text, report);
    const words = { model: 'cnn', value: '90.00 %', interval: '89.00–91.00 %', status: 'fail' };
    expect(outcomes).toEqual([{ ...words, path: ['expect', 'cnn', 'accuracy'] }]);
    expect(lines).toMatchObject([{ ...words, line: 4, expected: 'at least 95.00 %' }]);
    expect(rememberedTest('{', report)).toEqual({ lines: [], outcomes: [] });
  });

  it('is kept by address, the last one', () => {
    const kept = new LastOutcomes();
    const { outcomes } = rememberedTest(text, report);
    expect(kept.of('file:///a')).toEqual([]);
    kept.set('file:///a', outcomes);
    expect(kept.of('file:///a')).toBe(outcomes);
    kept.set('file:///a', []);
    expect(kept.of('file:///a')).toEqual([]);
  });
});
