import { describe, expect, it } from 'vitest';
import { applyEdit } from '../../../src/core/definition/edit.js';
import { nodeAt, parseDocument } from '../../../src/core/definition/jsonDocument.js';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { completeComparison } from '../../../src/core/language/completeComparison.js';
import { classProblems, namesClasses } from '../../../src/core/language/expectationProblems.js';
import { hoverComparison } from '../../../src/core/language/hover.js';
import { marked } from '../../support/cursorMark.js';
import { inShort } from '../../support/modelText.js';
import { expandSnippet } from '../../support/snippetText.js';

const withExpect = (expect: string) =>
  `{ "name": "a", "models": ["ann.model.jsonc", "nets/cnn.model.jsonc"], "expect": ${expect} }`;
const classNames = ['T-shirt/top', 'Shirt', 'v1.2'];
const names = { datasets: [], modelPaths: [], classNames };

const proposals = (source: string, given: Partial<typeof names> = {}) => {
  const { text, offset } = marked(withExpect(source));
  return { text, found: completeComparison(text, offset, { ...names, ...given }) };
};
const labels = (source: string) => proposals(source).found.map(({ label }) => label);

describe('completion of expectations', () => {
  it('knows figures, classes, other models and the models themselves', () => {
    const found = labels('{ | }');
    expect(found.slice(0, 2)).toEqual(['accuracy', 'macroPrecision']);
    expect(found).toEqual(
      expect.arrayContaining(['recall.Shirt', 'f1.v1.2', 'precision.T-shirt/top', 'vs:ann', 'vs:cnn', 'ann', 'cnn']),
    );
  });

  it('proposes nothing twice, no model against itself, and no model in a model', () => {
    expect(labels('{ "accuracy": ">0.9", | }')).not.toContain('accuracy');
    const within = labels('{ "cnn": { | } }');
    expect(within).toContain('vs:ann');
    expect(within.filter((label) => ['vs:cnn', 'cnn', 'ann'].includes(label))).toEqual([]);
  });

  it.each([
    ['{ "accuracy": | }', ['>=0.90']],
    ['{ "cnn": { "ece": | } }', ['<=0.05']],
    ['{ "vs:ann": "|" }', ['better', 'notWorse', 'tie']],
  ])('proposes values in %s', (source, expected) => {
    expect(labels(source)).toEqual(expected);
  });

  it('writes what can be read, all of it', () => {
    const { text, found } = proposals('{ | }');
    for (const proposal of found) {
      const result = applyEdit(text, { ...proposal.edit, text: expandSnippet(proposal.edit.text) });
      expect([proposal.label, parseComparison(result).problems]).toEqual([proposal.label, []]);
    }
  });

  it('leaves the place of a class open where classes are not known', () => {
    const { text, offset } = marked(withExpect('{ | }'));
    const found = completeComparison(text, offset, { datasets: [], modelPaths: [] });
    expect(found.map(({ label }) => label)).toContain('recall.CLASS');
    const snippet = found.find(({ label }) => label === 'recall.CLASS')?.edit.text ?? '';
    expect(expandSnippet(snippet)).toBe('"recall.CLASS": ">=0.70"');
  });
});

describe('hovering over an expectation', () => {
  const outcome = { path: ['expect', 'accuracy'], value: '91.20 %', interval: '90.6–91.7 %', status: 'pass' } as const;

  it('says what the figure is, and what was measured the last time', () => {
    const { text, offset } = marked(withExpect('{ "accur|acy": ">=0.90", "cnn": { "accuracy": ">=0.95" } }'));
    const hover = hoverComparison(text, offset, [
      { ...outcome, model: 'ann' },
      { ...outcome, model: 'cnn', status: 'undecided' },
      { ...outcome, model: 'cnn', path: ['expect', 'cnn', 'accuracy'], value: 'another' },
    ]);
    expect(hover?.markdown).toMatch(/^\*\*accuracy\*\*\n\nFraction of the test images/);
    expect(hover?.markdown).toContain('- ✓ `ann`: 91.20 % (90.6–91.7 %)\n- ? `cnn`: 91.20 % (90.6–91.7 %), undecided');
    expect(hover?.markdown).not.toContain('another');
    expect(hover && text.slice(hover.range.start, hover.range.end)).toBe('"accuracy"');
  });

  it.each([
    ['{ "recall.Sh|irt": ">0.5" }', /^\*\*recall\.Shirt\*\*/],
    ['{ "recall.Shirt": ">|0.5" }', /^\*\*recall\.Shirt\*\*/],
    ['{ "vs:an|n": "tie" }', /^Against `ann`\n\n- `better`/],
    ['{ "cn|n": {} }', /^What is expected of `cnn`\.$/],
  ])('explains %s', (source, expected) => {
    const { text, offset } = marked(withExpect(source));
    expect(hoverComparison(text, offset)?.markdown).toMatch(expected);
  });

  it('explains the key itself as every other', () => {
    const { text, offset } = marked(withExpect('{}').replace('"expect"', '"exp|ect"'));
    expect(hoverComparison(text, offset)?.markdown).toContain('What is expected of the models');
  });
});

describe('classes that expectations name', () => {
  const problemsIn = (source: string) => {
    const text = withExpect(source);
    const tree = parseDocument(text).root;
    if (tree === undefined) throw new Error('no tree');
    expect(nodeAt(tree, ['expect'])).toBeDefined();
    const expectations = parseComparison(text).value?.expectations ?? [];
    return { text, expectations, problems: classProblems(tree, expectations, classNames) };
  };

  it('are held against those of the dataset, with the one that was meant', () => {
    const { text, problems } = problemsIn('{ "recall.Shrt": ">0.5", "cnn": { "f1.Hat": ">0.5" } }');
    expect(problems.map((problem) => inShort(text, problem))).toEqual([
      ['unknown-class', '"recall.Shrt"', 'Rename to "recall.Shirt"'],
      ['unknown-class', '"f1.Hat"'],
    ]);
    expect(problems[1]?.message).toBe('The dataset has no class "Hat". Its classes: T-shirt/top, Shirt, v1.2.');
    const [fix] = problems.flatMap((problem) => problem.fix ?? []);
    expect(fix && applyEdit(text, fix)).toContain('"recall.Shirt": ">0.5"');
  });

  it('are right as they stand', () => {
    expect(problemsIn('{ "recall.T-shirt/top": ">0.5", "f1.v1.2": ">0.1", "accuracy": ">0.1" }').problems).toEqual([]);
  });

  it('need only be known where one is named', () => {
    expect(namesClasses(problemsIn('{ "accuracy": ">0.5" }').expectations)).toBe(false);
    expect(namesClasses(problemsIn('{ "f1.Shirt": ">0.5" }').expectations)).toBe(true);
  });
});
