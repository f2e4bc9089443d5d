import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RecipeOverride } from '../../../src/core/definition/definition.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import type { AttributionMethod } from '../../../src/core/difference/attributionDesign.js';
import { planAttribution } from '../../../src/core/difference/attributionPlan.js';
import { planText } from '../../../src/core/difference/changeEffects.js';
import { fashionTarget, modelText } from '../../support/modelText.js';

const sideOf = (text: string, override?: RecipeOverride) => {
  const { value } = parseModel(text);
  if (value === undefined) throw new Error(text);
  return { definition: value, override };
};

function plan(first: string, second: string, method: AttributionMethod = 'alone', groups: number[][] = []) {
  return planAttribution(sideOf(first), sideOf(second), fashionTarget, { method, groups });
}

const flatten = '{ "type": "flatten" }';
const output = '{ "type": "dense", "units": 10, "activation": "softmax" }';
const dense = (units: number, more = '') => `{ "type": "dense", "units": ${units}${more} }`;
const first = modelText(flatten, dense(16), output);
const second = modelText(flatten, dense(32, ', "activation": "relu"'), '{ "type": "dropout", "rate": 0.2 }', output);

describe('planAttribution', () => {
  it('trains both ends from their own texts, and one model for each change', () => {
    const { models, groups } = plan(first, second);
    expect(groups.map(({ label }) => label)).toEqual([
      'dense: units 16 → 32',
      'dense: activation linear → relu',
      'dropout added',
    ]);
    expect(models.map(({ mask, side }) => [mask, side])).toEqual([
      [0, 'first'],
      [1, 'between'],
      [2, 'between'],
      [4, 'between'],
      [7, 'second'],
    ]);
    expect([models[0]?.text, models.at(-1)?.text]).toEqual([first, second]);
    expect(models[1]?.name).toBe('test + dense: units 16 → 32');
    expect(JSON.parse(models[1]?.text ?? '').layers).toEqual([
      { type: 'flatten' },
      { type: 'dense', units: 32 },
      { type: 'dense', units: 10, activation: 'softmax' },
    ]);
  });

  it('applies together what a person groups, and all combinations for Shapley values', () => {
    const { groups, models } = plan(first, second, 'shapley', [[2, 0]]);
    expect(groups.map(({ label }) => label)).toEqual([
      'dense: units 16 → 32 + dropout added',
      'dense: activation linear → relu',
    ]);
    expect(models).toHaveLength(4);
    expect(new Set(models.map(({ name }) => name)).size).toBe(3);
  });

  it('puts a change together with what it needs, and says why', () => {
    const image = '{ "type": "conv2d", "filters": 4, "kernelSize": 3 }';
    const pooled = modelText(image, '{ "type": "globalAveragePooling2d" }', output);
    const { groups, models } = plan(modelText(image, flatten, output), pooled);
    expect(groups.map(({ label }) => label)).toEqual(['flatten removed + globalAveragePooling2d added']);
    expect(groups[0]?.reasons[0]).toMatch(
      /^"flatten removed" makes no valid model \(.*\), so it is taken together with "glo/,
    );
    expect(models.map(({ side }) => side)).toEqual(['first', 'second']);
  });

  it('does not train half a branch', () => {
    const image = '{ "type": "conv2d", "filters": 4, "kernelSize": 1, "name": "a" }';
    const branch = [
      '{ "type": "conv2d", "filters": 4, "kernelSize": 1, "name": "b", "from": "a" }',
      '{ "type": "add", "from": ["a", "b"] }',
    ];
    const { groups } = plan(modelText(image, flatten, output), modelText(image, ...branch, flatten, dense(8), output));
    expect(groups.map(({ label }) => label)).toEqual(['b (conv2d) added + add added', 'dense added']);
  });

  it('makes models of all shipped definitions that are valid, each by itself and on the way', () => {
    const texts = ['ann-relu', 'ann', 'cnn-small', 'cnn', 'resnet'].map((name) =>
      readFileSync(`data/${name}.model.jsonc`, 'utf8'),
    );
    for (const [index, one] of texts.entries())
      for (const other of texts.slice(index + 1, index + 2)) {
        const { changes } = plan(one, other, 'alone', [Array.from({ length: 5 }, (_, index) => index)]).comparison;
        const half = changes.flatMap((_, at) => (at % 2 === 0 ? [at] : []));
        const rest = changes.flatMap((_, at) => (at % 2 === 1 && at % 5 !== 1 ? [at] : []));
        for (const method of ['alone', 'path'] as const)
          for (const { text } of plan(one, other, method, [half, rest]).models)
            expect(planText(text, fashionTarget).plan).toBeDefined();
      }
  });

  it('writes what is laid over differently into the definitions, and leaves alone what is laid over both', () => {
    const choice = { method: 'alone' } as const;
    const both = planAttribution(sideOf(first, { epochs: 2 }), sideOf(second, { epochs: 2 }), fashionTarget, choice);
    expect(both.models[0]?.text).toBe(first);
    const different = planAttribution(
      sideOf(first, { epochs: 2 }),
      sideOf(first, { epochs: 5 }),
      fashionTarget,
      choice,
    );
    expect(different.models.map(({ text }) => JSON.parse(text).training)).toEqual([{ epochs: 2 }, { epochs: 5 }]);
  });

  it('refuses what cannot be attributed', () => {
    expect(() => plan(first, first)).toThrow('mean the same');
    expect(() => plan(first, second, 'alone', [[7]])).toThrow('There is no change 8: they are numbered 1 to 3.');
    expect(() => plan(first, second, 'alone', [[0], [0]])).toThrow('Change 1 is in two groups');
    const many = modelText(flatten, ...Array.from({ length: 6 }, () => '{ "type": "dropout", "rate": 0.1 }'), output);
    expect(() => plan(modelText(flatten, output), many, 'shapley')).toThrow('at most 4 changes');
    expect(() => plan(modelText(flatten, output), modelText(flatten, dense(7, ', "activation": "softmax"')))).toThrow(
      'is no model for these images',
    );
  });
});
