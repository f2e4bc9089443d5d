import { describe, expect, it } from 'vitest';
import { writeAttribution } from '../../src/runs/attributionFile.js';
import { attributionHandlers } from '../../src/service/attributionHandlers.js';
import { attributionRecord } from '../support/attributionRecord.js';
import { modelText } from '../support/modelText.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const context = { signal: new AbortController().signal, report: () => undefined };
const output = '{ "type": "dense", "units": 10, "activation": "softmax" }';
const flatten = '{ "type": "flatten" }';
const firstText = modelText(flatten, '{ "type": "dense", "units": 8 }', output);
const secondText = modelText(flatten, '{ "type": "dense", "units": 16 }', '{ "type": "dropout", "rate": 0.1 }', output);
const setup = { dataset: 'fashion-mnist', validationSplit: 0.2, recipe: {}, engine: 'portable' } as const;

describe('attributionHandlers', () => {
  it('list changes, and plan what is to be trained', async () => {
    const { listChanges, planAttribution } = attributionHandlers;
    expect(await listChanges({ firstText, secondText, recipe: {} }, context)).toEqual([
      'dense: units 8 → 16',
      'dropout added',
    ]);
    const choice = { method: 'shapley' } as const;
    const question = { root: temporary.path, firstText, secondText, setup, choice, seeds: [0, 1] };
    const plan = await planAttribution(question, context);
    expect(plan.models.map(({ mask, side }) => [mask, side])).toEqual([
      [0, 'first'],
      [1, 'between'],
      [2, 'between'],
      [3, 'second'],
    ]);
    expect(plan.trained).toEqual(Array.from({ length: 8 }, () => null));
    await expect(attributionHandlers.planAttribution({ ...question, secondText: firstText }, context)).rejects.toThrow(
      'mean the same',
    );
  });

  it('find what has been measured by the texts it is of', async () => {
    const record = attributionRecord();
    await writeAttribution(temporary.path, record);
    const question = { root: temporary.path, firstHash: record.first.hash, secondHash: record.second.hash };
    expect(await attributionHandlers.findAttribution(question, context)).toEqual(record);
    const turned = { ...question, firstHash: question.secondHash };
    expect(await attributionHandlers.findAttribution(turned, context)).toBeNull();
  });
});
