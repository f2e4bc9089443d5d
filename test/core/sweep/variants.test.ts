import { describe, expect, it } from 'vitest';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { applyRecipe } from '../../../src/core/definition/recipe.js';
import { variantNames } from '../../../src/core/sweep/variantNames.js';
import { comparedModels } from '../../../src/core/sweep/variants.js';

const text = `{
  // Kept.
  "name": "cnn",
  "layers": [
    { "type": "conv2d", "name": "conv1", "filters": 8, "kernelSize": 3 },
    { "type": "flatten" },
    { "type": "dropout", "rate": 0.5 },
    { "type": "dense", "units": 10, "activation": "softmax" } // The last one.
  ],
  "training": { "optimizer": "adam", "epochs": 7 }
}`;

function variantsOf(sweep: unknown, more: object = {}) {
  const { value, problems } = parseComparison(
    JSON.stringify({ name: 'x', models: ['a/cnn.model.jsonc'], sweep, ...more }),
  );
  expect(problems).toEqual([]);
  const definition = parseModel(text).value;
  if (value === undefined || definition === undefined) throw new Error('not sound');
  return comparedModels(value, [{ text, definition }]).map((variant) => {
    const own = parseModel(variant.text);
    if (own.value === undefined) throw new Error(JSON.stringify(own.problems));
    return { ...variant, own: own.value, inForce: applyRecipe(own.value.recipe, variant.recipe) };
  });
}

describe('the variants of a model', () => {
  it('are models of their own that differ in just the options that are varied', () => {
    const variants = variantsOf({ options: { 'layers.conv1.filters': [16, 64], 'layers.dropout.rate': [0.1] } });
    expect(variants.map(({ name }) => name)).toEqual(['cnn · filters=16 · rate=0.1', 'cnn · filters=64 · rate=0.1']);
    const [, second] = variants;
    expect(second?.own.name).toBe('cnn · filters=64 · rate=0.1');
    expect(second?.own.layers.map(({ options }) => options.filters ?? options.rate)).toEqual([
      undefined,
      64,
      undefined,
      0.1,
      undefined,
    ]);
    expect(second?.text).toContain('// The last one.');
    expect(second?.sweep).toEqual({
      model: 'cnn',
      options: { 'layers.conv1.filters': 64, 'layers.dropout.rate': 0.1 },
    });
    expect(second?.inForce).toEqual(parseModel(text).value?.recipe);
  });

  it('have their own training in force, with the rest of what the comparison and the model say of it', () => {
    const [variant] = variantsOf(
      { options: { 'training.optimizer.learningRate': [0.5], 'training.callbacks.earlyStopping.patience': [9] } },
      { training: { optimizer: { type: 'sgd', learningRate: 1, momentum: 0.9 }, batchSize: 32 } },
    );
    expect(variant?.inForce.optimizer).toMatchObject({ type: 'sgd', options: { learningRate: 0.5, momentum: 0.9 } });
    expect(variant?.inForce.batchSize).toBe(32);
    expect(variant?.inForce.epochs).toBe(7);
    expect(variant?.inForce.callbacks.map(({ type, options }) => [type, options.patience])).toEqual([
      ['earlyStopping', 9],
      ['reduceLearningRateOnPlateau', 2],
    ]);
    expect(variant?.recipe).not.toHaveProperty('optimizer');
  });

  it('leave a model alone that is not named', () => {
    const { value } = parseComparison(
      JSON.stringify({
        name: 'x',
        models: ['cnn.model.jsonc', 'b.model.jsonc'],
        sweep: { models: ['b'], options: { 'layers.conv1.filters': [1, 2] } },
      }),
    );
    const definition = parseModel(text).value;
    if (value === undefined || definition === undefined) throw new Error('not sound');
    const compared = comparedModels(value, [
      { text, definition },
      { text, definition },
    ]);
    expect(compared.map(({ model, sweep }) => [model, sweep?.model])).toEqual([
      [0, undefined],
      [1, 'b'],
      [1, 'b'],
    ]);
    expect(compared[0]?.text).toBe(text);
  });

  it('have names that are readable, no longer than a model may have, and none twice', () => {
    expect(variantNames('cnn', ['training.optimizer.learningRate', 'layers.a.units'], [[3e-4, 64]])).toEqual([
      'cnn · lr=3e-4 · units=64',
    ]);
    expect(variantNames('cnn', ['layers.a.units', 'layers.b.units'], [[1, 2]])).toEqual([
      'cnn · a.units=1 · b.units=2',
    ]);
    const long = variantNames(
      'a very long name of a model that goes on and on and on',
      ['layers.a.kernelInitializer'],
      [['heNormal and much more'], ['x']],
    );
    expect(long.every((name) => name.length <= 80)).toBe(true);
    expect(new Set(long).size).toBe(2);
  });
});
