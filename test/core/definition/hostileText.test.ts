import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { applyEdit, applyFixes } from '../../../src/core/definition/edit.js';
import { formatProblems } from '../../../src/core/definition/formatProblems.js';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import type { Problem } from '../../../src/core/definition/problem.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { mutated } from '../../support/jsonMutation.js';
import { checkModelText, fashionTarget } from '../../support/modelText.js';

const shipped = ['ann.model', 'ann-relu.model', 'cnn.model', 'fashion-mnist.bakeoff'].map((name) =>
  readFileSync(`data/${name}.jsonc`, 'utf8'),
);

/** Reads, plans and prints a text as either kind of file, and holds every problem to its contract. */
function check(text: string): void {
  const model = checkModelText(text);
  const comparison = parseComparison(text);
  for (const problems of [model, comparison.problems]) {
    for (const problem of problems) checkProblem(text, problem);
    applyFixes(text, problems);
    formatProblems('f', text, problems);
  }
  const hasError = (problems: readonly Problem[]) => problems.some((problem) => problem.severity === 'error');
  expect(comparison.value === undefined).toBe(hasError(comparison.problems));
  const { value, problems } = parseModel(text);
  expect(value === undefined).toBe(hasError(problems));
  if (value === undefined) return;
  const planned = planModel(value, fashionTarget);
  expect(planned.plan === undefined).toBe(hasError(planned.problems));
}

function checkProblem(text: string, { range, fix, code, message }: Problem): void {
  for (const { start, end } of [range, ...(fix === undefined ? [] : [fix.range])]) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(text.length);
  }
  expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(message.length).toBeGreaterThan(10);
  expect(message.length).toBeLessThan(1000);
  if (fix === undefined) return;
  const left = checkModelText(applyEdit(text, fix));
  // A fix changes something, and is no circle: the same problem is not left at the same place with the same fix.
  expect(applyEdit(text, fix)).not.toBe(text);
  const same = left.filter(
    (other) => other.code === code && other.range.start === range.start && other.fix !== undefined,
  );
  for (const other of same) expect([other.message, other.fix?.text]).not.toEqual([message, fix.text]);
}

describe('no text', () => {
  it('makes reading, planning or printing throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), check), { numRuns: 300 });
  });

  it('of brackets, quotes and words does', () => {
    const word = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        "'",
        '//',
        '/*',
        '*/',
        '\n',
        '\r\n',
        '\\',
        '\\u',
        '-',
        '1',
        '1e9',
        '\0',
        '\uFEFF',
      ],
      ...[
        '"name"',
        '"layers"',
        '"type"',
        '"dense"',
        '"units"',
        '"from"',
        '"__proto__"',
        'true',
        'null',
        'name',
        'None',
      ],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => check(words.join(' '))),
      { numRuns: 400 },
    );
  });

  it('of JSON does, whatever it says', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 5 }), check), { numRuns: 300 });
  });

  it('one to four changes of meaning away from a shipped file does', () => {
    const changed = fc
      .constantFrom(...shipped)
      .chain((text) => mutated(parse(text, [], { allowTrailingComma: true })))
      .chain((value) => fc.constantFrom(0, 2).map((indentation) => JSON.stringify(value, null, indentation)));
    fc.assert(fc.property(changed, check), { numRuns: 250 });
  });

  it('one cut, copy or scribble away from a shipped file does', () => {
    const changed = fc
      .record({
        text: fc.constantFrom(...shipped),
        at: fc.nat(),
        length: fc.nat(40),
        scribble: fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('{', '}', '[', ']', '"', ',', '/*', '0')),
        kind: fc.constantFrom('cut', 'end', 'insert', 'copy'),
      })
      .map(({ text, at, length, scribble, kind }) => {
        const start = at % text.length;
        const [head, piece, tail] = [
          text.slice(0, start),
          text.slice(start, start + length),
          text.slice(start + length),
        ];
        return {
          cut: head + tail,
          end: head,
          insert: head + scribble + piece + tail,
          copy: head + piece + piece + tail,
        }[kind];
      });
    fc.assert(fc.property(changed, check), { numRuns: 250 });
  });
});

describe('fixes', () => {
  it.each([
    ['"units"', '"unit"'],
    ['"dense"', '"Dense"'],
    ['"gelu"', '"gleu"'],
    ['"rate"', '"rat"'],
    ['"epochs"', '"epoch"'],
    ['"flatten"', '"flaten"'],
    ['"layers"', '"layer"'],
    ['"input"', '"inputs"'],
    [': 256,', ': "256",'],
    ['true', '"true"'],
    ['10, "activation"', '11, "activation"'],
  ])('bring %s back from %s', (right, wrong) => {
    const [original = ''] = shipped;
    const text = original.replace(right, wrong);
    expect(text).not.toBe(original);
    expect(applyFixes(text, checkModelText(text))).toBe(original);
  });
});

describe('a file of a thousand layers', () => {
  const time = (run: () => unknown) => {
    const start = performance.now();
    run();
    return performance.now() - start;
  };
  const dense = (index: number) => `{ "type": "dense", "units": 16, "activation": "relu", "name": "layer${index}" }`;
  const output = '{ "type": "dense", "units": 10, "activation": "softmax" }';
  const file = (layers: readonly string[]) => `{ "name": "deep", "layers": [\n${layers.join(',\n')}\n] }`;

  it('is read and planned in a moment', () => {
    const text = file(['{ "type": "flatten" }', ...Array.from({ length: 998 }, (_, index) => dense(index)), output]);
    const durations = Array.from({ length: 5 }, () => time(() => expect(checkModelText(text)).toEqual([])));
    const [first = 0, ...warm] = durations;
    const median = warm.sort((a, b) => a - b)[2] ?? 0;
    console.log(`1,000 layers read and planned in ${first.toFixed(0)} ms, warm ${median.toFixed(0)} ms`);
    expect(median).toBeLessThan(2000);
  });

  it('is too long with two thousand and one', () => {
    const { problems } = parseModel(file(Array.from({ length: 2001 }, (_, index) => dense(index))));
    expect(problems.map((problem) => problem.code)).toEqual(['too-many-layers']);
  });

  it.each([
    ['each with the same name', () => '{ "type": "flatten", "name": "a" }'],
    ['each with an unknown input', (index: number) => `{ "type": "flatten", "from": "${'x'.repeat(50)}${index}" }`],
    ['each reading all that follow', () => `{ "type": "add", "from": [${Array(100).fill('"add_900"').join()}] }`],
    ['each of a type that almost exists', (index: number) => `{ "type": "globalAveragePoolin${index}d" }`],
    [
      'each with 40 unknown keys',
      () => `{ "type": "dense", ${Array.from({ length: 40 }, (_, key) => `"unit${key}": 1`)} }`,
    ],
    ['each wrong in its own way', (index: number) => `{ "type": "dropout", "rate": ${index + 1} }`],
  ])('is refused in a moment: %s', (_, layer) => {
    const text = file(Array.from({ length: 1000 }, (_, index) => layer(index)));
    const duration = time(() => {
      const { problems } = parseModel(text);
      expect(problems.length).toBeGreaterThan(90);
      expect(problems.length).toBeLessThanOrEqual(101);
      for (const problem of problems.slice(0, 3)) formatProblems('f', text, [problem]);
    });
    expect(duration).toBeLessThan(2000);
  });
});
