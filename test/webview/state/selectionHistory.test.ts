import { describe, expect, it } from 'vitest';
import { amend, back, forward, initialHistory, step } from '../../../webview/state/selectionHistory.js';

describe('the history of selections', () => {
  it('goes back and forward', () => {
    const there = step(step(initialHistory, { view: 'training' }), { epoch: 3 });
    expect(there.present).toMatchObject({ view: 'training', epoch: 3 });
    const before = back(there);
    expect(before?.present).toMatchObject({ view: 'training' });
    expect(before?.present).not.toHaveProperty('epoch');
    expect(before && forward(before)).toEqual(there);
    expect(back(initialHistory)).toBeUndefined();
    expect(forward(there)).toBeUndefined();
  });

  it('takes parts away, and forgets the way forward after a new step', () => {
    const there = step(step(initialHistory, { epoch: 3 }), { epoch: undefined });
    expect(there.present).toEqual(initialHistory.present);
    const other = step(back(there) ?? there, { view: 'training' });
    expect(other.future).toEqual([]);
  });

  it('has no step where nothing changes', () => {
    expect(step(initialHistory, { view: 'overview' })).toBe(initialHistory);
    expect(amend(initialHistory, { runs: [] })).toBe(initialHistory);
  });

  it('does not bring back runs that are not shown any more', () => {
    const shown = amend(step(amend(initialHistory, { runs: ['a'] }), { view: 'training' }), { runs: ['b'] });
    expect(back(shown)?.present).toMatchObject({ view: 'overview', runs: ['b'] });
  });

  it('is bounded', () => {
    let history = initialHistory;
    for (let epoch = 1; epoch < 200; epoch += 1) history = step(history, { epoch });
    expect(history.past).toHaveLength(50);
    expect(history.past.at(-1)?.epoch).toBe(198);
  });
});
