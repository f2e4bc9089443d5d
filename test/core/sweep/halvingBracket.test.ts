import { describe, expect, it } from 'vitest';
import type { RunState } from '../../../src/core/run/state.js';
import { type BracketPort, leaderOf, standingOf, trainBracket } from '../../../src/core/sweep/halvingBracket.js';
import { halvingPlan } from '../../../src/core/sweep/halvingPlan.js';

const rungs = halvingPlan({ count: 9, eta: 3, minEpochs: 1, maxEpochs: 9 });

/** A port whose variant v stands at `scores[v]`, and that writes down what it is asked to train. */
function port(scores: readonly (number | undefined)[], goesOn: (step: number) => boolean = () => true) {
  const trained: string[] = [];
  const made: BracketPort = {
    async train(variants, { epochs }, step) {
      trained.push(`${variants.join(' ')} to ${epochs}`);
      return goesOn(step);
    },
    standings: async (variants) => variants.map((variant) => ({ validationAccuracy: scores[variant] })),
  };
  return { made, trained };
}

describe('a bracket of successive halving', () => {
  it('goes on with the best of each rung', async () => {
    const { made, trained } = port([0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6, 0.5]);
    await trainBracket(9, rungs, made);
    expect(trained).toEqual(['0 1 2 3 4 5 6 7 8 to 1', '1 3 5 to 3', '1 to 9']);
  });

  it('passes over those that have no standing, and ends where none has one', async () => {
    const some = port([undefined, undefined, undefined, undefined, undefined, undefined, undefined, 0.1, undefined]);
    await trainBracket(9, rungs, some.made);
    expect(some.trained).toEqual(['0 1 2 3 4 5 6 7 8 to 1', '7 to 3', '7 to 9']);
    const none = port([]);
    await trainBracket(9, rungs, none.made);
    expect(none.trained).toHaveLength(1);
  });

  it('ends when no more is to be trained', async () => {
    const { made, trained } = port([1, 2, 3, 4, 5, 6, 7, 8, 9], (step) => step < 1);
    await trainBracket(9, rungs, made);
    expect(trained).toHaveLength(2);
  });
});

describe('a standing', () => {
  const state = (accuracies: readonly number[], status: RunState['status'] = 'stopped') =>
    ({
      status,
      epochs: accuracies.map((validationAccuracy, index) => ({ epoch: index + 1, validationAccuracy })),
    }) as unknown as RunState;

  it('is the mean over the seeds at the end of the epoch, however far they have come since', () => {
    expect(standingOf([state([0.5, 0.9]), state([0.7])], 1).validationAccuracy).toBeCloseTo(0.6, 12);
  });

  it.each([
    ['a seed has failed', [state([0.5]), state([0.5], 'failed')]],
    ['a seed is missing', [state([0.5]), undefined]],
    ['a seed has not come so far', [state([0.5]), state([])]],
    ['there is none', []],
  ])('is none where %s', (_, seeds) => {
    expect(standingOf(seeds, 1).validationAccuracy).toBeUndefined();
  });

  it('of several has a leader, if any', () => {
    expect(leaderOf([0.1, undefined, 0.3].map((validationAccuracy) => ({ validationAccuracy })))).toBe(2);
    expect(leaderOf([{ validationAccuracy: undefined }])).toBeUndefined();
  });
});
