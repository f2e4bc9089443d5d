import { describe, expect, it } from 'vitest';
import { expandComparison } from '../../../src/core/definition/expandComparison.js';

const definition = { seeds: [3, 1], validationSplit: 0.1, recipe: { epochs: 5, batchSize: 32 } };

describe('the trainings of a comparison', () => {
  it('come seed by seed, the models within in their order', () => {
    const order = expandComparison(definition, ['a', 'b']).map(({ model, seed }) => `${model}${seed}`);
    expect(order).toEqual(['a3', 'b3', 'a1', 'b1']);
  });

  it('are on equal terms', () => {
    for (const { validationSplit, recipe } of expandComparison(definition, ['a', 'b']))
      expect({ validationSplit, recipe }).toEqual({ validationSplit: 0.1, recipe: definition.recipe });
  });

  it('follow what a person chose, key by key', () => {
    const overrides = { seed: 7, validationSplit: 0, recipe: { epochs: 1 } };
    expect(expandComparison(definition, ['a'], overrides)).toEqual([
      { model: 'a', seed: 7, validationSplit: 0, recipe: { epochs: 1, batchSize: 32 } },
    ]);
  });

  it('are none without models', () => {
    expect(expandComparison(definition, [])).toEqual([]);
  });
});
