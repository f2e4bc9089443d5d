import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../src/core/definition/jsonDocument.js';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { hasSweep, sweepProblems } from '../../../src/core/sweep/sweepProblems.js';

const cnn = `{ "name": "cnn", "layers": [{ "type": "conv2d", "name": "conv1", "filters": 8, "kernelSize": 3 }, { "type": "flatten" },
  { "type": "dense", "units": 10, "activation": "softmax" }] }`;
const ann =
  '{ "name": "ann", "layers": [{ "type": "flatten" }, { "type": "dense", "units": 10, "activation": "softmax" }] }';

/** Code, what it stands at, and the fix, of each problem. */
function problemsIn(sweep: object, more: object = {}): string[] {
  const text = JSON.stringify({ name: 'x', models: ['cnn.model.jsonc', 'ann.model.jsonc'], sweep, ...more });
  const { value, problems } = parseComparison(text);
  const found =
    value !== undefined && hasSweep(value)
      ? sweepProblems(parseDocument(text), value, [parseModel(cnn).value, parseModel(ann).value])
      : [];
  return [...problems, ...found].map(
    ({ code, range, fix }) =>
      `${code} ${text.slice(range.start, range.end)}${fix === undefined ? '' : ` → ${fix.text}`}`,
  );
}

const only = (options: object, more: object = {}) => ({ models: ['cnn'], options, ...more });

describe('what is wrong with a sweep', () => {
  it('is nothing when its paths and values are right', () => {
    expect(
      problemsIn(only({ 'layers.conv1.filters': [8, 16], 'training.optimizer': ['adam', { type: 'sgd' }] })),
    ).toEqual([]);
    expect(
      problemsIn({
        method: 'random',
        trials: 9,
        options: { 'training.optimizer.learningRate': { min: 1e-4, max: 1, scale: 'log' } },
      }),
    ).toEqual([]);
  });

  it('says which path was meant, and which models have it', () => {
    expect(problemsIn(only({ 'layers.conv1.filter': [8] }))).toEqual([
      'unknown-option "layers.conv1.filter" → "layers.conv1.filters"',
    ]);
    expect(problemsIn(only({ 'optimizer.learningRate': [1] }))).toEqual([
      'unknown-option "optimizer.learningRate" → "training.optimizer.learningRate"',
    ]);
    expect(problemsIn({ options: { 'layers.conv1.filters': [8] } })).toEqual(['unknown-option "layers.conv1.filters"']);
    expect(problemsIn({ models: ['cn'], options: { 'training.batchSize': [8] } })).toEqual([
      'unknown-model "cn" → "cnn"',
    ]);
  });

  it('holds values to the option itself', () => {
    expect(problemsIn(only({ 'layers.conv1.filters': ['16', 0, 8] }))).toEqual([
      'wrong-type "16" → 16',
      'out-of-range 0',
    ]);
    expect(problemsIn(only({ 'layers.conv1.padding': ['sam'] }))).toEqual(['unknown-value "sam" → "same"']);
    expect(problemsIn(only({ 'layers.conv1.filters': { min: 0, max: 8, steps: 2 } }))).toEqual(['out-of-range 0']);
    expect(problemsIn(only({ 'layers.conv1.padding': { min: 0, max: 8, steps: 2 } }))[0]).toMatch(/^range-of-words/);
  });

  it('finds what would be trained twice, also where it is written otherwise', () => {
    expect(problemsIn(only({ 'layers.conv1.kernelSize': [3, [3, 3], 5] }))).toEqual(['duplicate-value [3,3]']);
    expect(problemsIn(only({ 'training.optimizer': ['adam'], 'training.optimizer.learningRate': [1, 2] }))).toEqual([
      'overlapping-options "training.optimizer.learningRate"',
    ]);
    expect(problemsIn(only({ 'training.batchSize': [8, 16] }, { method: 'random', trials: 3 }))).toEqual([
      'too-few-combinations 3 → 2',
    ]);
  });

  it('counts what is too much', () => {
    const many = Array.from({ length: 50 }, (_, index) => index + 1);
    const text = JSON.stringify({
      name: 'x',
      models: ['cnn.model.jsonc'],
      sweep: { options: { 'layers.conv1.filters': many, 'training.batchSize': many } },
    });
    const { value } = parseComparison(text);
    const [problem] =
      value !== undefined && hasSweep(value) ? sweepProblems(parseDocument(text), value, [parseModel(cnn).value]) : [];
    expect(problem?.code).toBe('too-many-combinations');
    expect(problem?.message).toContain('50 × 50 are 2,500 variants');
  });

  it('says what a method needs, and what means nothing to it', () => {
    const range = { 'training.batchSize': { min: 8, max: 64 } };
    expect(problemsIn({ options: range })[0]).toMatch(/^range-without-steps/);
    expect(problemsIn({ method: 'random', options: range })[0]).toMatch(/^missing-key/);
    expect(problemsIn({ options: { 'training.batchSize': [8] }, eta: 3 })).toEqual(['not-for-method "eta"']);
    const expecting = { expect: { accuracy: '>=0.9' } };
    expect(problemsIn(only({ 'training.batchSize': [8, 16] }), expecting)).toEqual([
      'expectations-of-variants "expect"',
    ]);
    const halving = only({ 'training.batchSize': [8, 16] }, { method: 'successiveHalving' });
    expect(problemsIn(halving, { validationSplit: 0 })).toEqual(['no-validation 0']);
    expect(problemsIn(halving, { training: { epochs: 2 } })[0]).toMatch(/^no-halving/);
    expect(problemsIn(only({ 'training.epochs': [8, 16] }, { method: 'successiveHalving' }))).toEqual([
      'not-for-method "training.epochs"',
    ]);
  });
});
