import assert from 'node:assert/strict';
import { recall } from '../../support/suitePlace.js';
import { timedActivation } from './timedActivation.js';

/** Far beyond the 50 ms that are aimed at: a machine at work on other things must not fail the tests. */
const NO_ACTIVATION_MS = 250;

describe('activation, the best of three', () => {
  it('is not slow', async () => {
    const best = Math.min(...recall<number[]>('activations'), await timedActivation());
    console.log(`      activation, the best of three: ${best} ms (aim: 50)`);
    assert.ok(best < NO_ACTIVATION_MS, `${best} ms`);
  });
});
