import { describe, expect, it } from 'vitest';
import { evidenceLayers } from '../../../src/core/evidence/evidenceLayers.js';
import { loadModel } from '../../support/loadModel.js';

const namesOf = (model: string) =>
  evidenceLayers(loadModel(model).plan).map(({ layer, after }) => [layer.definition.name, after]);

describe('the layers at which evidence is gathered', () => {
  it('are those that compute, each with the one before it', () => {
    expect(namesOf('data/ann-relu.model.jsonc')).toEqual([
      ['dense', null],
      ['dense_1', 'dense'],
      ['dense_2', 'dense_1'],
    ]);
  });

  it('of a backbone are the last part before each halving, and its last part', () => {
    const names = namesOf('data/transfer.model.jsonc').map(([name]) => String(name));
    const parts = names.filter((name) => name.includes(' › '));
    expect(parts.length).toBeGreaterThanOrEqual(2);
    expect(parts.length).toBeLessThan(8);
    expect(names.at(-1)).not.toContain(' › ');
  });

  it('end with the output, and each builds on an earlier one', () => {
    for (const model of ['resnet', 'cnn', 'cnn-augmented', 'transfer']) {
      const { plan } = loadModel(`data/${model}.model.jsonc`);
      const layers = evidenceLayers(plan);
      expect(layers.at(-1)?.layer).toBe(plan.layers.at(-1));
      const seen = new Set<string>();
      for (const { layer, after } of layers) {
        expect(after === null ? seen.size === 0 : seen.has(after), layer.definition.name).toBe(true);
        seen.add(layer.definition.name);
      }
    }
  });
});
