import { describe, expect, it } from 'vitest';
import { runRequestOf } from '../../../src/host/training/runRequest.js';

describe('the request of a training', () => {
  it('follows the command line where nothing is said', () => {
    expect(runRequestOf({ text: '{}' }, '/w/a.model.jsonc', { engine: 'auto' })).toEqual({
      definitionText: '{}',
      definitionPath: '/w/a.model.jsonc',
      dataset: 'fashion-mnist',
      seed: 0,
      validationSplit: 0.2,
      recipe: {},
      engine: 'auto',
    });
  });

  it('is what the order says', () => {
    const order = {
      text: '{}',
      dataset: 'idx:/d',
      seed: 3,
      validationSplit: 0,
      recipe: { batchSize: 32, epochs: 10 },
      comparison: 'abc',
      seedPlan: { minimum: 3, maximum: 5, models: ['0123'] },
    };
    expect(runRequestOf(order, '/p', { engine: 'portable' })).toMatchObject({
      dataset: 'idx:/d',
      seed: 3,
      validationSplit: 0,
      recipe: { batchSize: 32, epochs: 10 },
      comparison: 'abc',
      seedPlan: { minimum: 3, maximum: 5, models: ['0123'] },
      engine: 'portable',
    });
  });

  it('has the epochs of the setting before those of a definition', () => {
    const order = { text: '{}', recipe: { batchSize: 32, epochs: 10 } };
    expect(runRequestOf(order, '/p', { engine: 'auto', epochs: 1 }).recipe).toEqual({ batchSize: 32, epochs: 1 });
  });
});
