import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coreBudget } from '../../src/queue/coreBudget.js';

describe('coreBudget', () => {
  it('never has more threads than cores, whatever is asked for', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), fc.integer({ min: 1, max: 64 }), (atOnce, cores, available) => {
        const budget = coreBudget({ atOnce, cores }, available);
        expect(budget.atOnce).toBeGreaterThanOrEqual(1);
        expect(budget.atOnce * Math.max(1, budget.cores)).toBeLessThanOrEqual(available);
        expect(budget.atOnce).toBeLessThanOrEqual(Math.max(1, atOnce));
      }),
    );
  });

  it('leaves one training alone the choice that it has outside the queue', () => {
    expect(coreBudget({ atOnce: 1, cores: 0 }, 8)).toEqual({ atOnce: 1, cores: 0 });
    expect(coreBudget({ atOnce: 3, cores: 0 }, 8)).toEqual({ atOnce: 3, cores: 2 });
    expect(coreBudget({ atOnce: 3, cores: 4 }, 8)).toEqual({ atOnce: 2, cores: 4 });
  });
});
