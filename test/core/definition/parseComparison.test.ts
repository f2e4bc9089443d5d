import { describe, expect, it } from 'vitest';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { inShort } from '../../support/modelText.js';

const withKeys = (keys: string) => `{ "name": "a", "models": ["a.model.jsonc"]${keys === '' ? '' : `, ${keys}`} }`;

describe('parseComparison', () => {
  it('fills in defaults', () => {
    const text = withKeys('');
    expect(parseComparison(text)).toEqual({
      value: {
        name: 'a',
        dataset: 'fashion-mnist',
        validationSplit: 0.2,
        seeds: [0],
        recipe: {},
        models: [{ path: 'a.model.jsonc', range: { start: 26, end: 41 } }],
      },
      problems: [],
    });
  });

  it.each([
    ['3', [0, 1, 2]],
    ['[7, 3]', [7, 3]],
  ])('reads seeds %s', (seeds, expected) => {
    expect(parseComparison(withKeys(`"seeds": ${seeds}`)).value?.seeds).toEqual(expected);
  });

  it('reads a plan of seeds', () => {
    const { value, problems } = parseComparison(withKeys('"seeds": { "min": 3, "max": 5, "stopWhen": "decided" }'));
    expect([value?.seeds, value?.seedPlan, problems]).toEqual([[0, 1, 2, 3, 4], { minimum: 3, maximum: 5 }, []]);
    expect(parseComparison(withKeys('"seeds": 5')).value).not.toHaveProperty('seedPlan');
  });

  it('overrides only what it names', () => {
    const { value } = parseComparison(withKeys('"training": { "epochs": 2, "optimizer": "sgd" }'));
    expect(Object.keys(value?.recipe ?? {})).toEqual(['optimizer', 'epochs']);
    expect(value?.recipe).toMatchObject({ epochs: 2, optimizer: { type: 'sgd' } });
  });

  it.each<[name: string, text: string, ...found: (readonly string[])[]]>([
    ['nothing', '{}', ['missing-key', '{'], ['missing-key', '{']],
    ['a list', '[]', ['wrong-type', '[]']],
    ['no model', '{ "name": "a", "models": [] }', ['wrong-length', '[]']],
    ['a model twice', '{ "name": "a", "models": ["b", "c", "b"] }', ['duplicate-model', '"b"']],
    ['a path that is a number', '{ "name": "a", "models": [1] }', ['wrong-type', '1']],
    ['a misspelt key', withKeys('"seed": 3'), ['unknown-key', '"seed"', 'Rename to "seeds"']],
    ['no seed', withKeys('"seeds": []'), ['wrong-length', '[]']],
    ['no run', withKeys('"seeds": 0'), ['out-of-range', '0']],
    ['a negative seed', withKeys('"seeds": [-1]'), ['out-of-range', '-1']],
    ['a seed twice', withKeys('"seeds": [4, 5, 4]'), ['duplicate-seed', '4']],
    [
      'a plan that never stops early, or always',
      withKeys('"seeds": { "min": 5, "max": 4, "stopWhen": "decided" }'),
      ['maximum-below-minimum', '4', 'Change to 5'],
    ],
    [
      'a plan that begins to look too soon',
      withKeys('"seeds": { "min": 2, "max": 4, "stopWhen": "decided" }'),
      ['out-of-range', '2'],
    ],
    ['half a plan', withKeys('"seeds": { "min": 3, "stopWhen": "decided" }'), ['missing-key', '{']],
    [
      'a plan to stop at will',
      withKeys('"seeds": { "min": 3, "max": 4, "stopWhen": "significant" }'),
      ['unknown-value', '"significant"'],
    ],
    ['everything held out', withKeys('"validationSplit": 1'), ['out-of-range', '1']],
    ['a split in percent', withKeys('"validationSplit": 20'), ['out-of-range', '20']],
    ['a misspelt recipe', withKeys('"training": { "epoch": 3 }'), ['unknown-key', '"epoch"', 'Rename to "epochs"']],
    ['a recipe that is null', withKeys('"training": null'), ['wrong-type', 'null']],
  ])('refuses %s', (_, text, ...found) => {
    const { value, problems } = parseComparison(text);
    expect(problems.map((problem) => inShort(text, problem))).toEqual(found);
    expect(value).toBeUndefined();
  });

  it('points at the second of two seeds', () => {
    const text = withKeys('"seeds": [4, 5, 4]');
    expect(parseComparison(text).problems[0]?.range.start).toBe(text.lastIndexOf('4'));
  });
});
