import { expect, it } from 'vitest';
import type { BackboneRecord } from '../../src/core/run/events.js';
import { initialWeights } from '../../src/core/training/modelSession.js';
import { loadInitialWeights, requireSameBackbones } from '../../src/trainer/initialWeights.js';
import { planWithBackbone } from '../support/backboneWeights.js';

it('gives all weights of a model in its order: the backbone as published, the rest drawn', async () => {
  const plan = planWithBackbone({ name: 'mobilenetV1', inputSize: 32, upTo: 'conv_pw_1_relu' });
  const { weights, backbones } = await loadInitialWeights(plan, { seed: 3, definitionPath: 'm.model.jsonc' });
  const drawn = initialWeights(plan, 3);
  expect(Object.keys(weights)).toEqual(Object.keys(drawn));
  expect(weights['dense/kernel']).toEqual(drawn['dense/kernel']);
  expect(weights['backbone › conv1/kernel']?.data).not.toEqual(drawn['backbone › conv1/kernel']?.data);
  expect(backbones).toMatchObject([{ origin: 'embedded', upTo: 'conv_pw_1_relu' }]);
});

it('refuses to go on with other weights than those that a run began with', () => {
  const record = (checksum: string): BackboneRecord => ({
    ...{ layer: 'backbone', network: 'mobilenetV1', alpha: 1, inputSize: 96, upTo: 'conv1' },
    origin: 'file',
    checksum,
  });
  requireSameBackbones([record('aa')], [record('aa')]);
  requireSameBackbones(undefined, []);
  expect(() => requireSameBackbones([record('aaaaaaaaaa')], [record('bb')])).toThrow(/checksum bb, not aaaaaaaa\)/);
  expect(() => requireSameBackbones(undefined, [record('bb')])).toThrow(/not those that the run began with/);
});
