import assert from 'node:assert/strict';
import { recall } from '../../support/suitePlace.js';
import { timedActivation } from './timedActivation.js';

describe('activation, the best of three', () => {
  it('takes less than 50 ms', async () => {
    const best = Math.min(...recall<number[]>('activations'), await timedActivation());
    assert.ok(best < 50, `${best} ms`);
  });
});
