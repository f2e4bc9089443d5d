import { serveParent } from '../../src/trainer/serveParent.js';

// A trainer that has two things to make ready, the second of which cannot be; asked for activations it says how often it was
// at it.
let prepared = 0;
serveParent({
  train: async () => undefined,
  activations: async () => ({ layers: [], probabilities: [prepared] }),
  async prepare() {
    prepared += 1;
    if (prepared === 2) throw new Error('it cannot be made ready');
    return true;
  },
});
