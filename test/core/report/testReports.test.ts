import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/core/comparison/expectations.js';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { junitXml, xmlText } from '../../../src/core/report/junitXml.js';
import { countsText, type TestedFile, testedFile, testTable } from '../../../src/core/report/testLines.js';
import { testMarkdown } from '../../../src/core/report/testMarkdown.js';

/** The parser that `vsce` brings: strict, and without types of its own. */
const sax = createRequire(__filename)('sax') as {
  parser(isStrict: boolean): {
    onopentag: (tag: { readonly name: string; readonly attributes: Record<string, string> }) => void;
    ontext: (text: string) => void;
    onerror: (error: Error) => void;
    write(text: string): { close(): void };
  };
};

const text = `{
  "name": "a <b> & 'c'",
  "models": ["ann.model.jsonc", "c\\"n<n>.model.jsonc"],
  "expect": {
    "accuracy": ">=0.90",
    "recall.<Shirt> | \\"x\\"": ">=70 %"
  }
}`;

const outcome = (expectation: number, model: number, rest: Partial<Outcome> = {}): Outcome => ({
  expectation,
  model,
  status: 'pass',
  measured: { value: 0.912, interval: { low: 0.906, high: 0.918 }, covers: 'images' },
  needed: null,
  missing: null,
  ...rest,
});

function tested(): TestedFile {
  const { value } = parseComparison(text);
  if (value === undefined) throw new Error('the text has errors');
  const models = [
    { key: 'ann', runIds: ['r1', 'r2'], seedCount: 3 },
    { key: 'cnn', runIds: [], seedCount: 3 },
  ];
  const needed = { kind: 'images', images: 23_456, counted: 'images of the class' } as const;
  const outcomes = [
    outcome(0, 0),
    outcome(1, 0, { status: 'undecided', needed }),
    outcome(0, 1, { status: 'fail' }),
    outcome(1, 1, { status: 'missing', measured: null, missing: 'not-trained' }),
  ];
  return testedFile('dir/my.bakeoff.jsonc', text, value, { outcomes, models, testCount: 100, margin: 0.003 });
}

/** Elements of a document with their attributes and texts; throws where it is not well-formed. */
function elementsIn(xml: string) {
  const parser = sax.parser(true);
  const elements: { name: string; attributes: Record<string, unknown>; text: string }[] = [];
  parser.onopentag = ({ name, attributes }) => elements.push({ name, attributes, text: '' });
  parser.ontext = (part) => {
    const last = elements.at(-1);
    if (last !== undefined) last.text += part;
  };
  parser.onerror = (error) => {
    throw error;
  };
  parser.write(xml).close();
  return elements;
}

describe('lines of a test', () => {
  it('have their place, what was measured, and a sentence', () => {
    const { lines, notes } = tested();
    expect(lines.map(({ line, column, status, value, interval }) => [line, column, status, value, interval])).toEqual([
      [5, 5, 'pass', '91.20 %', '90.60–91.80 %'],
      [6, 5, 'undecided', '91.20 %', '90.60–91.80 %'],
      [5, 5, 'fail', '91.20 %', '90.60–91.80 %'],
      [6, 5, 'missing', '–', ''],
    ]);
    expect(lines[1]?.message).toMatch(/ is not decided\. About 23,000 images of the class would decide it\.$/);
    expect(lines[3]?.message).toMatch(/has not been trained as this comparison says/);
    expect(notes).toEqual(['ann: 2 of 3 seeds trained.']);
    expect(countsText(lines)).toBe('1 met, 1 not met, 1 undecided, 1 not measured');
    expect(testTable(tested()).rows.map((row) => row.at(-1))).toEqual(
      [5, 6, 5, 6].map((line) => `dir/my.bakeoff.jsonc:${line}`),
    );
  });
});

describe('JUnit XML', () => {
  it.each([
    ['skip', { failures: '1', errors: '1', skipped: '1' }, ['system-out', 'skipped', 'failure', 'error']],
    ['fail', { failures: '2', errors: '1', skipped: '0' }, ['system-out', 'failure', 'failure', 'error']],
    ['pass', { failures: '1', errors: '1', skipped: '0' }, ['system-out', 'system-out', 'failure', 'error']],
  ] as const)('is well-formed, and counts undecided as %s', (undecidedAs, counts, results) => {
    const elements = elementsIn(junitXml([tested()], undecidedAs));
    for (const name of ['testsuites', 'testsuite'])
      expect(elements.find((element) => element.name === name)?.attributes).toMatchObject({ tests: '4', ...counts });
    const cases = elements.filter(({ name }) => name === 'testcase');
    expect(cases.map(({ attributes }) => attributes.line)).toEqual(['5', '6', '5', '6']);
    expect(cases[3]?.attributes).toMatchObject({
      file: 'dir/my.bakeoff.jsonc',
      name: 'c"n<n>: recall.<Shirt> | "x" >=70 %',
    });
    const inCases = elements.filter(({ name }) => results.some((result) => result === name));
    expect(inCases.slice(0, 4).map(({ name }) => name)).toEqual(results);
  });

  it('holds any text whatever', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 0xffff }), (one, unit) => {
        const hostile = `${one}${String.fromCharCode(unit)}]]>`;
        const [element] = elementsIn(`<a b="${xmlText(hostile)}">${xmlText(hostile)}</a>`);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML 1.0 cannot hold
        expect(element?.text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u);
      }),
    );
  });
});

describe('Markdown', () => {
  it('is a table and a list, whatever the names are', () => {
    const markdown = testMarkdown([tested()]);
    expect(markdown).toMatch(
      /^### a \\<b\\> &amp; 'c': 1 met, 1 not met, 1 undecided, 1 not measured\n\n\| Verdict \|/,
    );
    expect(markdown).toContain('recall.\\<Shirt\\> \\| "x"');
    expect(markdown.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(6);
    expect(markdown.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(4);
  });
});
