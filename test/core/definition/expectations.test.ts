import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdit } from '../../../src/core/definition/edit.js';
import { modelsExpected } from '../../../src/core/definition/expectation.js';
import { classFigures, modelFigures } from '../../../src/core/definition/expectedFigures.js';
import { readLimit } from '../../../src/core/definition/expectedLimit.js';
import { modelKeysOf, modelOfKey } from '../../../src/core/definition/modelKeys.js';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { inShort } from '../../support/modelText.js';

const withExpect = (expect: string, models = '["ann.model.jsonc", "nets/cnn.model.json"]') =>
  `{ "name": "a", "models": ${models}, "expect": ${expect} }`;

/** What is expected, in short: models, key, comparator and limit, or the other model and the verdict. */
function shortly(text: string) {
  return (parseComparison(text).value?.expectations ?? []).map((of) => [
    modelsExpected(of, 2).join(),
    of.key,
    ...(of.kind === 'limit' ? [of.figure.id, of.className ?? '', of.comparator, of.limit] : [of.other, of.verdict]),
    text.slice(of.range.start, of.range.end),
  ]);
}

describe('expectations of a comparison', () => {
  it('are of all models at the top, and of one under its name', () => {
    const text = withExpect(
      '{ "accuracy": ">=0.90", "vs:ann": "better", "cnn": { "recall.T-shirt/top": "> 70.5 %", "vs:ann": "notWorse" } }',
    );
    expect(parseComparison(text).problems).toEqual([]);
    expect(shortly(text)).toEqual([
      ['0,1', 'accuracy', 'accuracy', '', '>=', 0.9, '"accuracy": ">=0.90"'],
      ['1', 'vs:ann', 0, 'better', '"vs:ann": "better"'],
      ['1', 'recall.T-shirt/top', 'recall', 'T-shirt/top', '>', 0.705, '"recall.T-shirt/top": "> 70.5 %"'],
      ['1', 'vs:ann', 0, 'notWorse', '"vs:ann": "notWorse"'],
    ]);
  });

  it('are absent where there are none', () => {
    expect(parseComparison(withExpect('{}')).value).not.toHaveProperty('expectations');
  });

  it('name classes with points and figures by the first one', () => {
    expect(shortly(withExpect('{ "f1.v1.2": ">0" }'))).toEqual([
      ['0,1', 'f1.v1.2', 'f1', 'v1.2', '>', 0, '"f1.v1.2": ">0"'],
    ]);
  });

  it.each<[name: string, expect: string, found: readonly string[], mended?: string]>([
    ['a misspelt figure', '{ "acuracy": ">=0.9" }', ['unknown-figure', '"acuracy"', 'Rename to "accuracy"']],
    [
      'a misspelt figure of a class',
      '{ "recal.Bag": ">=0.9" }',
      ['unknown-figure', '"recal.Bag"', 'Rename to "recall.Bag"'],
    ],
    ['a class figure without its class', '{ "recall": ">=0.9" }', ['unknown-figure', '"recall"']],
    ['what nothing is like', '{ "beauty": ">=0.9" }', ['unknown-figure', '"beauty"']],
    ['a number without quotes', '{ "ece": 0.05 }', ['wrong-type', '0.05', 'Change to "<=0.05"']],
    ['a percentage without its sign', '{ "accuracy": ">=90" }', ['wrong-limit', '">=90"', 'Change to ">=90 %"']],
    ['the same without quotes', '{ "accuracy": 90 }', ['wrong-type', '90', 'Change to ">=90 %"']],
    ['a percentage of a loss', '{ "logLoss": "<30%" }', ['wrong-limit', '"<30%"', 'Change to "<30"']],
    ['a limit without a comparator', '{ "accuracy": "0.9" }', ['malformed-limit', '"0.9"', 'Change to ">=0.9"']],
    ['a comparator of mathematics', '{ "accuracy": "≥ 0.9" }', ['malformed-limit', '"≥ 0.9"', 'Change to ">= 0.9"']],
    ['a word', '{ "accuracy": "good" }', ['malformed-limit', '"good"']],
    ['more than everything', '{ "accuracy": ">=1.5e9" }', ['wrong-limit', '">=1.5e9"']],
    ['a negative recall', '{ "recall.Bag": ">=-0.1" }', ['wrong-limit', '">=-0.1"']],
    ['an unknown verdict', '{ "vs:ann": "beter" }', ['unknown-value', '"beter"', 'Change to "better"']],
    ['a verdict that is a limit', '{ "vs:ann": ">=0.1" }', ['unknown-value', '">=0.1"']],
    ['another model that there is not', '{ "vs:amn": "better" }', ['unknown-model', '"vs:amn"', 'Rename to "vs:ann"']],
    ['a model that there is not', '{ "cmn": { "accuracy": ">0.9" } }', ['unknown-model', '"cmn"', 'Rename to "cnn"']],
    ['a model against itself', '{ "ann": { "vs:ann": "tie" } }', ['versus-itself', '"vs:ann"']],
    ['a model in a model', '{ "ann": { "cnn": { "accuracy": ">0.9" } } }', ['unknown-figure', '"cnn"']],
    ['a list', '["accuracy"]', ['wrong-type', '["accuracy"]']],
    ['nothing', 'null', ['wrong-type', 'null']],
  ])('refuses %s', (_, expected, found) => {
    const text = withExpect(expected);
    const { value, problems } = parseComparison(text);
    expect(problems.map((problem) => inShort(text, problem))).toEqual([found]);
    expect(value).toBeUndefined();
    const [fix] = problems.flatMap((problem) => problem.fix ?? []);
    if (fix !== undefined) expect(parseComparison(applyEdit(text, fix)).problems).toEqual([]);
  });

  it('refuses a comparison of the only model with others', () => {
    const text = withExpect('{ "vs:ann": "better" }', '["ann.model.jsonc"]');
    expect(parseComparison(text).problems.map(({ code }) => code)).toEqual(['versus-itself']);
  });

  it('tells an unknown model once, however much is expected of it', () => {
    const text = withExpect('{ "cmn": { "accuracy": ">0.9", "ece": "<0.1" } }');
    expect(parseComparison(text).problems).toHaveLength(1);
  });

  it('never throws, whatever stands there', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const { value: read, problems } = parseComparison(withExpect(JSON.stringify(value)));
        expect(read === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
      }),
    );
  });
});

describe('a limit', () => {
  it('is read as written, whatever the figure, comparator and spaces', () => {
    const figure = fc.constantFrom(...modelFigures, ...classFigures);
    const comparator = fc.constantFrom('>=', '>', '<=', '<');
    const space = fc.constantFrom('', ' ', '  ');
    fc.assert(
      fc.property(figure, comparator, space, fc.integer({ min: 0, max: 1000 }), (of, sign, gap, thousandths) => {
        const limit = thousandths / 1000;
        expect(readLimit(`${gap}${sign}${gap}${limit}${gap}`, of)).toEqual({ comparator: sign, limit });
        if (of.unit === 'fraction' || of.unit === 'difference')
          expect(readLimit(`${sign}${thousandths / 10}${gap}%`, of)).toEqual({
            comparator: sign,
            limit: expect.closeTo(limit, 12),
          });
      }),
    );
  });

  it('is what every figure proposes for itself', () => {
    for (const figure of [...modelFigures, ...classFigures])
      expect(readLimit(figure.usual, figure).wrong).toBeUndefined();
  });
});

describe('keys of models', () => {
  it('are names of files, or whole paths where two are called alike', () => {
    const paths = ['a/net.model.jsonc', 'b/net.model.jsonc', 'b\\cnn.MODEL.json', 'odd.txt', '.model.jsonc'];
    expect(modelKeysOf(paths)).toEqual(['a/net.model.jsonc', 'b/net.model.jsonc', 'cnn', 'odd.txt', '.model.jsonc']);
    expect(modelKeysOf(paths).map((key) => modelOfKey(paths, key))).toEqual([0, 1, 2, 3, 4]);
    expect(modelOfKey(paths, 'net')).toBeUndefined();
    expect(modelOfKey(paths, 'b\\cnn.MODEL.json')).toBe(2);
  });
});
