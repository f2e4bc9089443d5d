import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halvingCost, halvingPlan, survivors } from '../../../src/core/sweep/halvingPlan.js';
import '../../support/seededProperties.js';

describe('successive halving', () => {
  it('has the rungs of the brackets that are published for 81 epochs', () => {
    const rungs = (count: number, minEpochs: number) =>
      halvingPlan({ count, eta: 3, minEpochs, maxEpochs: 81 }).map((rung) => [rung.count, rung.epochs]);
    // Table 1 of Li et al. 2018: brackets 4, 2 and 0.
    expect(rungs(81, 1)).toEqual([
      [81, 1],
      [27, 3],
      [9, 9],
      [3, 27],
      [1, 81],
    ]);
    expect(rungs(15, 9)).toEqual([
      [15, 9],
      [5, 27],
      [1, 81],
    ]);
    expect(rungs(5, 81)).toEqual([[5, 81]]);
  });

  it('always ends with at least one variant at the last epoch, with fewer variants and more epochs at each rung', () => {
    const whole = (min: number, max: number) => fc.integer({ min, max });
    fc.assert(
      fc.property(whole(1, 1000), whole(2, 10), whole(1, 50), whole(1, 300), (count, eta, minEpochs, maxEpochs) => {
        const rungs = halvingPlan({ count, eta, minEpochs, maxEpochs });
        expect(rungs[0]?.count).toBe(count);
        expect(rungs.at(-1)?.epochs).toBe(maxEpochs);
        expect(rungs.at(-1)?.count).toBeGreaterThan(0);
        rungs.slice(1).forEach((rung, index) => {
          expect(rung.count).toBe(Math.floor(count / eta ** (index + 1)));
          expect(rung.epochs).toBeGreaterThan(rungs[index]?.epochs ?? 0);
        });
        const { epochs, allEpochs } = halvingCost(rungs);
        expect(epochs).toBeLessThanOrEqual(allEpochs);
      }),
    );
  });

  it('lets the best go on; those that failed never, and of equals the first', () => {
    const standings = [0.5, undefined, 0.9, 0.5, Number.NaN].map((validationAccuracy) => ({ validationAccuracy }));
    expect(survivors(standings, 2)).toEqual([0, 2]);
    expect(survivors(standings, 5)).toEqual([0, 2, 3]);
  });

  it('counts what resumed variants cost', () => {
    expect(halvingCost(halvingPlan({ count: 9, eta: 3, minEpochs: 1, maxEpochs: 9 }))).toEqual({
      epochs: 9 + 3 * 2 + 6,
      allEpochs: 81,
    });
  });
});
