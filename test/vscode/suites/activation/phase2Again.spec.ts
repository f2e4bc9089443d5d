import { recall, remember } from '../../support/suitePlace.js';
import { timedActivation } from './timedActivation.js';

describe('activation after a reload', () => {
  it('can be timed again', async () => {
    remember('activations', [...recall<number[]>('activations'), await timedActivation()]);
  });
});
