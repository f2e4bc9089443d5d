import { describe, expect, it } from 'vitest';
import type { ValueProblem } from '../../../src/core/definition/option.js';
import { applyRecipe, defaultRecipe, readRecipe } from '../../../src/core/definition/recipe.js';

describe('the default recipe', () => {
  it('is the published one', () => {
    expect(defaultRecipe).toMatchObject({
      optimizer: { type: 'adamW', options: { learningRate: 0.001, weightDecay: 0.004, epsilon: 1e-7 } },
      learningRateSchedule: { type: 'constant' },
      batchSize: 64,
      epochs: 30,
      callbacks: [
        { type: 'earlyStopping', options: { monitor: 'validationLoss', patience: 5, restoreBestWeights: true } },
        { type: 'reduceLearningRateOnPlateau', options: { monitor: 'validationLoss', factor: 0.5, patience: 2 } },
      ],
    });
  });
});

describe('readRecipe', () => {
  const read = (value: unknown) => {
    const problems: ValueProblem[] = [];
    return { recipe: readRecipe(value, ['training'], (problem) => problems.push(problem)), problems };
  };

  it('gives the keys that are there, and no others', () => {
    expect(read(undefined)).toEqual({ recipe: {}, problems: [] });
    expect(read({ epochs: 3 })).toEqual({ recipe: { epochs: 3 }, problems: [] });
  });

  it('reads a name as an object with that type alone', () => {
    expect(read({ optimizer: 'adamW' }).recipe).toEqual(read({ optimizer: { type: 'adamW' } }).recipe);
    expect(read({ callbacks: ['bestCheckpoint'] }).recipe?.callbacks?.[0]?.type).toBe('bestCheckpoint');
  });

  it.each([null, 3, 'adamW', []])('refuses %j', (value) => {
    const { recipe, problems } = read(value);
    expect(recipe).toBeUndefined();
    expect(problems).toMatchObject([{ path: ['training'], code: 'wrong-type' }]);
  });

  it('refuses a callback without a type', () => {
    expect(read({ callbacks: [{ patience: 3 }] }).problems).toMatchObject([
      { path: ['training', 'callbacks', 0], code: 'missing-key' },
    ]);
  });
});

describe('applyRecipe', () => {
  it('replaces key by key, and leaves its arguments alone', () => {
    const override = { epochs: 3, callbacks: [] };
    const before = structuredClone(defaultRecipe);
    expect(applyRecipe(defaultRecipe, override)).toEqual({ ...defaultRecipe, epochs: 3, callbacks: [] });
    expect(defaultRecipe).toEqual(before);
    expect(applyRecipe(defaultRecipe, {})).toEqual(defaultRecipe);
  });

  it('takes epochs for each phase, unless it says more of the second', () => {
    const recipe = { ...defaultRecipe, fineTuning: { epochs: 10, learningRate: 1e-4 } };
    expect(applyRecipe(recipe, { epochs: 3 }).fineTuning).toEqual({ epochs: 3, learningRate: 1e-4 });
    expect(applyRecipe(recipe, { epochs: 30 }).fineTuning).toEqual(recipe.fineTuning);
    const own = { epochs: 7, learningRate: 1e-5 };
    expect(applyRecipe(recipe, { epochs: 3, fineTuning: own }).fineTuning).toEqual(own);
  });
});
