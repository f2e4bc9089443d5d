import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStoredOrders } from '../../../src/host/training/storedOrders.js';

const order = {
  definition: 'file:///w/a.model.jsonc',
  text: '{}',
  modelName: 'a',
  dataset: 'fashion-mnist',
  seed: 2,
  validationSplit: 0.1,
  recipe: { epochs: 3 },
  comparison: 'abc',
};

describe('orders that a window kept', () => {
  it('are read as they were written', () => {
    const short = { definition: 'untitled:Untitled-1', text: '', modelName: 'b' };
    expect(readStoredOrders(JSON.parse(JSON.stringify([order, short])))).toEqual([order, short]);
  });

  it('are none where none were kept', () => {
    expect(readStoredOrders(undefined)).toEqual([]);
    expect(readStoredOrders('[]')).toEqual([]);
  });

  it.each([
    ['definition', undefined],
    ['text', 1],
    ['modelName', null],
    ['dataset', 1],
    ['seed', '1'],
    ['validationSplit', {}],
    ['recipe', null],
    ['recipe', 'x'],
    ['comparison', 1],
  ])('of which one with another %s is left out (%j)', (key, value) => {
    expect(readStoredOrders([{ ...order, [key]: value }, order])).toEqual([order]);
  });

  it('never make it throw', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray(readStoredOrders(value))));
  });
});
