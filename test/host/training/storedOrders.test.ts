import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStoredOrders, type StoredOrder, storeOrders } from '../../../src/host/training/storedOrders.js';

const order = {
  definition: 'file:///w/a.model.jsonc',
  text: '{}',
  modelName: 'a',
  dataset: 'fashion-mnist',
  seed: 2,
  validationSplit: 0.1,
  recipe: { epochs: 3 },
  comparison: 'abc',
  seedPlan: { minimum: 3, maximum: 5, models: ['0123', '4567'] },
  round: { batch: 'abc 7', number: 2, minimum: 3, maximum: 10, model: 0, modelCount: 2, since: 7 },
};

const copyOf = (orders: readonly StoredOrder[]): unknown => JSON.parse(JSON.stringify(storeOrders(orders)));

describe('orders that a window kept', () => {
  it('are read as they were written', () => {
    const short = { definition: 'untitled:Untitled-1', text: '', modelName: 'b' };
    expect(readStoredOrders(copyOf([order, short, order]))).toEqual([order, short, order]);
  });

  it('hold each text once', () => {
    const text = 'x'.repeat(10_000);
    const orders = Array.from({ length: 300 }, (_, seed) => ({ ...order, text, seed }));
    expect(JSON.stringify(storeOrders(orders)).length).toBeLessThan(100_000);
    expect(readStoredOrders(copyOf(orders))).toEqual(orders);
  });

  it('are none where none were kept', () => {
    expect(readStoredOrders(undefined)).toEqual([]);
    expect(readStoredOrders([order])).toEqual([]);
    expect(readStoredOrders({ texts: [], orders: 1 })).toEqual([]);
  });

  it.each([
    ['definition', undefined],
    ['text', 7],
    ['text', '{}'],
    ['modelName', null],
    ['dataset', 1],
    ['seed', '1'],
    ['validationSplit', {}],
    ['recipe', null],
    ['recipe', 'x'],
    ['comparison', 1],
    ['seedPlan', 7],
    ['round', null],
    ['round', { ...order.round, number: '2' }],
    ['round', { ...order.round, batch: 1 }],
  ])('of which one with another %s is left out (%j)', (key, value) => {
    const { orders, ...once } = storeOrders([order, order]);
    expect(readStoredOrders({ ...once, orders: [{ ...orders[0], [key]: value }, orders[1]] })).toEqual([order]);
  });

  it('never make it throw', () => {
    const hostile = fc.record({ texts: fc.jsonValue(), orders: fc.array(fc.jsonValue()) });
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), hostile), (value) => Array.isArray(readStoredOrders(value))));
  });
});
