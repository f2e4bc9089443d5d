import { describe, expect, it } from 'vitest';
import { chosenRuns } from '../../../src/host/panel/panelChoice.js';

describe('the runs of the panel', () => {
  it('are those that were asked for, those that are compared, or the latest', () => {
    expect(chosenRuns({ kind: 'certain', runIds: ['x'] }, ['a', 'b'], 'z')).toEqual(['x']);
    expect(chosenRuns({ kind: 'compared' }, ['a', 'b'], 'z')).toEqual(['a', 'b']);
    expect(chosenRuns({ kind: 'compared' }, [], 'z')).toEqual(['z']);
    expect(chosenRuns({ kind: 'compared' }, [], undefined)).toEqual([]);
  });
});
