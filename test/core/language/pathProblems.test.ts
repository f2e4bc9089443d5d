import { describe, expect, it } from 'vitest';
import { applyFixes } from '../../../src/core/definition/edit.js';
import { analyseComparison } from '../../../src/core/language/analyseComparison.js';
import { type PathState, pathProblems, pathsOf } from '../../../src/core/language/pathProblems.js';
import { inShort } from '../../support/modelText.js';

const comparison = (value: object) => JSON.stringify({ name: 'c', ...value }, null, 2);

function problems(text: string, states: Readonly<Record<string, PathState>>, models: readonly string[] = []) {
  return pathProblems(analyseComparison(text), new Map(Object.entries(states)), models);
}

describe('the paths of a comparison', () => {
  it('are its models and the folder of its dataset, each once', () => {
    const text = comparison({ dataset: 'idx:../set', models: ['a.model.jsonc', 'b.model.jsonc', 'a.model.jsonc'] });
    expect(pathsOf(analyseComparison(text))).toEqual(['a.model.jsonc', 'b.model.jsonc', '../set']);
    expect(pathsOf(analyseComparison(comparison({ dataset: 'fashion-mnist', models: [] })))).toEqual([]);
  });

  it('are read of broken text, too', () => {
    expect(pathsOf(analyseComparison('{ "models": ["a", "b"'))).toEqual(['a', 'b']);
  });

  it('are problems where they lead to nothing, or out of the workspace', () => {
    const text = comparison({ dataset: 'idx:/etc', models: ['a', 'b', 'c', 'd'] });
    const found = problems(text, { '/etc': 'outside', a: 'file', b: 'missing', c: 'outside', d: 'folder' });
    expect(found.map((problem) => inShort(text, problem))).toEqual([
      ['outside-workspace', '"idx:/etc"'],
      ['missing-model', 'b'],
      ['outside-workspace', 'c'],
      ['missing-model', 'd'],
    ]);
    expect(found[0]?.message).toBe(
      '"idx:/etc" leads out of this file\'s folder and the workspace. Move it there, or add its folder to the workspace.',
    );
  });

  it('are no problem as long as nobody has looked, nor when all are there', () => {
    const text = comparison({ dataset: 'idx:set', models: ['a'] });
    expect(problems(text, {})).toEqual([]);
    expect(problems(text, { a: 'file', set: 'folder' })).toEqual([]);
    expect(problems(text, { a: 'file', set: 'missing' }).map(({ code }) => code)).toEqual(['missing-dataset']);
  });

  it('are mended by the most similar model that there is', () => {
    const text = comparison({ models: ['cmn.model.jsonc', 'nothing-like-it'] });
    const found = problems(text, { 'cmn.model.jsonc': 'missing', 'nothing-like-it': 'missing' }, [
      'ann.model.jsonc',
      'cnn.model.jsonc',
    ]);
    expect(found.map(({ fix }) => fix?.title)).toEqual(['Change it to "cnn.model.jsonc"', undefined]);
    expect(applyFixes(text, found)).toBe(text.replace('cmn', 'cnn'));
  });

  it('are none in a text without any', () => {
    for (const text of ['', '{', '[]', '{ "models": 1, "dataset": [] }', '{ "models": [1] }'])
      expect(problems(text, { a: 'missing' })).toEqual([]);
  });
});
