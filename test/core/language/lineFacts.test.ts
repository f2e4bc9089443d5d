import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyseComparison } from '../../../src/core/language/analyseComparison.js';
import { analyseModel } from '../../../src/core/language/analyseModel.js';
import { comparisonLenses, modelLenses, probeOfLayer, resultTitle } from '../../../src/core/language/codeLenses.js';
import { inlayHints } from '../../../src/core/language/inlayHints.js';
import { formatMacs } from '../../../src/core/language/layerFacts.js';
import { type OutlineSymbol, outlineOfComparison, outlineOfModel } from '../../../src/core/language/outline.js';
import { madeEvidence } from '../../support/madeEvidence.js';
import { fashionTarget, modelText } from '../../support/modelText.js';

const cnn = readFileSync('data/cnn.model.jsonc', 'utf8');
const analysis = analyseModel(cnn, fashionTarget);

describe('lenses', () => {
  it('stand on the name of the file and on each layer', () => {
    const result = { runId: 'cnn-1', accuracy: 0.928, macroF1: 0.9271, durationMs: 41_000, isStale: false };
    const lenses = modelLenses(analysis, result);
    expect(lenses.map(({ title }) => title)).toEqual([
      'Train',
      'Compare with…',
      '92.8 % · macro-F1 0.927 · 41 s',
      '28×28×1',
      '28×28×32 · 320 parameters · 0.2 M MACs',
      '28×28×32 · 128 parameters',
      '14×14×32',
      '14×14×64 · 18,496 parameters · 3.6 M MACs',
      '14×14×64 · 256 parameters',
      '7×7×64',
      '3136',
      '128 · 401,536 parameters · 0.4 M MACs',
      '128',
      '10 · 1,290 parameters · 1,280 MACs',
    ]);
    expect(lenses.slice(0, 3).map(({ range }) => cnn.slice(range.start, range.end))).toEqual([
      '"name"',
      '"name"',
      '"name"',
    ]);
    expect(lenses[2]?.action).toEqual({ kind: 'openResult', runId: 'cnn-1' });
    for (const { range, action } of lenses.slice(3)) {
      expect(cnn[range.start]).toBe('{');
      expect(action.kind).toBe('layerFacts');
    }
  });

  it('tell what a layer knows, where that has been looked at', () => {
    const result = { runId: 'cnn-1', accuracy: 0.928, isStale: false };
    const known = {
      evidence: madeEvidence(['conv2d', 'backbone › pool', 'dense_1']),
      classNames: ['T-shirt', 'a', '', '', '', '', 'Shirt'],
    };
    const told = (lenses: ReturnType<typeof modelLenses>) =>
      lenses.flatMap(({ title, action, range }) =>
        action.kind === 'layerEvidence'
          ? [[cnn.slice(range.start, range.end), title, action.probe.name, action.runId]]
          : [],
      );
    expect(told(modelLenses(analysis, result, known))).toEqual([
      ['{', 'conv2d · probe 50.0 % · T-shirt/Shirt 60 % · 3 of 32 units dead', 'conv2d', 'cnn-1'],
      ['{', 'dense_1 · probe 70.0 % · T-shirt/Shirt 80 %', 'dense_1', 'cnn-1'],
    ]);
    const aged = told(modelLenses(analysis, { ...result, isStale: true }, known));
    expect(aged[1]?.[1]).toBe('dense_1 · probe 70.0 % · T-shirt/Shirt 80 % · edited since');
    expect(told(modelLenses(analysis, undefined, known))).toEqual([]);
    expect(probeOfLayer({ name: 'backbone' }, known.evidence)?.name).toBe('backbone › pool');
    expect(probeOfLayer({ name: 'back' }, known.evidence)).toBeUndefined();
  });

  it('are none without an object, and those of the file where shapes are not known', () => {
    expect(modelLenses(analyseModel('[]', fashionTarget))).toEqual([]);
    expect(modelLenses(analyseModel('', fashionTarget))).toEqual([]);
    expect(modelLenses(analyseModel(cnn)).map(({ title }) => title)).toEqual(['Train', 'Compare with…']);
  });

  it('train all of a comparison', () => {
    const comparison = analyseComparison('{ "models": ["a"] }');
    const result = { runId: 'r', accuracy: 0.5, isStale: true };
    expect(comparisonLenses(comparison, result).map(({ title }) => title)).toEqual([
      'Train all and compare',
      'Best: 50.0 % · edited since',
    ]);
    expect(comparisonLenses(comparison).map(({ action }) => action.kind)).toEqual(['trainAll']);
    expect(comparisonLenses(analyseComparison('3'))).toEqual([]);
  });

  it.each([
    [0, '0'],
    [1_280, '1,280'],
    [49_999, '49,999'],
    [50_000, '0.1 M'],
    [705_600, '0.7 M'],
    [999_949_999, '999.9 M'],
    [999_950_000, '1.0 G'],
    [3.05e9, '3.0 G'],
  ])('say %d MACs as %s', (macs, expected) => {
    expect(formatMacs(macs)).toBe(expected);
  });

  it('leave out what is not known of a result', () => {
    expect(resultTitle({ runId: 'r', accuracy: 1, isStale: false })).toBe('100.0 %');
  });
});

describe('inlay hints', () => {
  /** The text with hints written into it. */
  function shown(text: string): string {
    return inlayHints(analyseModel(text, fashionTarget)).reduceRight(
      (result, { offset, label }) => `${result.slice(0, offset)}«${label}»${result.slice(offset)}`,
      text,
    );
  }

  it('stand at the end of the first line of each layer', () => {
    const text = modelText('{ "type": "flatten" }', '{ "type": "dense",\n      "units": 5 }').replaceAll('\n', '\r\n');
    expect(shown(text)).toBe(text.replace('"flatten" },', '"flatten" },«→ 784»').replace('"dense",', '"dense",«→ 5»'));
  });

  it('stand behind each layer where there are several on a line', () => {
    const text = '{ "name": "t", "layers": [{ "type": "flatten" }, { "type": "dense", "units": 5 }] }';
    expect(shown(text)).toBe(
      '{ "name": "t", "layers": [{ "type": "flatten" }«→ 784», { "type": "dense", "units": 5 }«→ 5»] }',
    );
  });

  it('stand behind a comment that ends the line, and not where no shape is known', () => {
    const text = '{ "layers": [\n { "type": "flatten" }, // all of it \n { "type": "conv2d" }\n] }';
    expect(shown(text)).toBe(text.replace('all of it', 'all of it«→ 784»'));
  });

  it('are those of a range alone, if one is given', () => {
    const flatten = cnn.indexOf('{ "type": "flatten"');
    expect(inlayHints(analysis, { start: flatten, end: flatten + 5 }).map(({ label }) => label)).toEqual(['→ 3136']);
    expect(inlayHints(analysis).map(({ tooltip }) => tooltip)).toContain(
      'dense: 128 · 401,536 parameters · 0.4 M MACs',
    );
  });
});

describe('the outline', () => {
  const lines = (symbols: readonly OutlineSymbol[], indentation = ''): string[] =>
    symbols.flatMap(({ name, detail, kind, children }) => [
      `${indentation}${kind} ${name}${detail === '' ? '' : `: ${detail}`}`,
      ...lines(children, `${indentation}  `),
    ]);

  it('of a model has layers with type and shape, and the training', () => {
    const text = `{ "name": "t", "layers": [
      { "type": "flatten" }, { "type": "dense", "units": 10, "activation": "softmax", "name": "out" }],
      "training": { "optimizer": { "type": "sgd" }, "epochs": 3, "callbacks": [] } }`;
    expect(lines(outlineOfModel(analyseModel(text, fashionTarget)))).toEqual([
      'option name: t',
      'layers layers: 28×28×1 → 10 classes',
      '  layer flatten: flatten · 784',
      '  layer out: dense · 10',
      'training training',
      '  option optimizer: sgd',
      '  option epochs: 3',
      '  option callbacks: []',
    ]);
  });

  it('works on text that is being written, and names what hides', () => {
    const text = '{ "layers": [{ "type": "flatten", "name": "a\\u202e" }, { "type": "den';
    expect(lines(outlineOfModel(analyseModel(text, fashionTarget)))).toEqual([
      'layers layers',
      '  layer a\\u202e: flatten · 784',
      '  layer layer',
    ]);
    expect(outlineOfModel(analyseModel('', fashionTarget))).toEqual([]);
  });

  it('of a comparison has its models', () => {
    const text =
      '{ "name": "c", "dataset": "fashion-mnist", "models": ["a.model.jsonc", ""], "training": { "epochs": 2 } }';
    expect(lines(outlineOfComparison(text))).toEqual([
      'option name: c',
      'option dataset: fashion-mnist',
      'models models',
      '  model a.model.jsonc',
      '  model ""',
      'training training',
      '  option epochs: 2',
    ]);
  });
});
