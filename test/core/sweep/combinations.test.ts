import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combinationCount, combinationsOf } from '../../../src/core/sweep/combinations.js';
import type { Dimension } from '../../../src/core/sweep/dimension.js';
import '../../support/seededProperties.js';

const list = fc.uniqueArray(fc.oneof(fc.integer({ min: 0, max: 99 }), fc.constantFrom('relu', 'gelu', 'tanh')), {
  minLength: 1,
  maxLength: 4,
});
const range = fc
  .tuple(
    fc.double({ min: 1e-6, max: 1, noNaN: true }),
    fc.double({ min: 1.5, max: 1e4, noNaN: true }),
    fc.constantFrom('linear' as const, 'log' as const),
    fc.boolean(),
  )
  .map(([min, factor, scale, isWhole]) => ({
    values: {
      kind: 'range' as const,
      min: isWhole ? 1 : min,
      max: isWhole ? Math.ceil(factor) : min * factor,
      scale,
      steps: 3,
    },
    isWhole,
  }));
const dimensions: fc.Arbitrary<Dimension[]> = fc
  .array(
    fc.oneof(
      list.map((values) => ({ values: { kind: 'list' as const, values }, isWhole: false })),
      range,
    ),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((drawn) => drawn.map((one, index) => ({ ...one, path: `training.option${index}` })));

describe('the combinations of a sweep', () => {
  it('are all there are, each once, in the order of the file, as many as were counted', () => {
    const axis = (path: string, values: unknown[]): Dimension => ({
      path,
      values: { kind: 'list', values },
      isWhole: false,
    });
    expect(combinationsOf({ trials: undefined, seed: 0 }, [axis('a', [1, 2]), axis('b', ['x', 'y'])])).toEqual([
      [1, 'x'],
      [1, 'y'],
      [2, 'x'],
      [2, 'y'],
    ]);
    fc.assert(
      fc.property(dimensions, (axes) => {
        const found = combinationsOf({ trials: undefined, seed: 0 }, axes);
        expect(found).toHaveLength(combinationCount({ trials: undefined }, axes));
        expect(new Set(found.map((one) => JSON.stringify(one))).size).toBe(found.length);
      }),
      { numRuns: 200 },
    );
  });

  it('are drawn within their ranges, none twice, the same for a seed, and more of them add to those there were', () => {
    fc.assert(
      fc.property(
        dimensions,
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 1, max: 20 }),
        (axes, seed, trials) => {
          const drawn = combinationsOf({ trials, seed }, axes);
          expect(combinationsOf({ trials, seed }, axes)).toEqual(drawn);
          expect(drawn.length).toBeLessThanOrEqual(trials);
          expect(new Set(drawn.map((one) => JSON.stringify(one))).size).toBe(drawn.length);
          const more = combinationsOf({ trials: trials + 5, seed }, axes);
          expect(more.slice(0, drawn.length)).toEqual(drawn);
          for (const combination of drawn)
            combination.forEach((value, axis) => {
              const { values, isWhole } = axes[axis] as Dimension;
              if (values.kind === 'list') expect(values.values).toContain(value);
              else {
                expect(value).toBeGreaterThanOrEqual(values.min);
                expect(value).toBeLessThanOrEqual(values.max);
                if (isWhole) expect(Number.isInteger(value)).toBe(true);
              }
            });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('does not move one option when another is added, and finds each of few combinations', () => {
    const rate: Dimension = {
      path: 'layers.dropout.rate',
      values: { kind: 'range', min: 0, max: 0.5, scale: 'linear' },
      isWhole: false,
    };
    const units: Dimension = { path: 'layers.dense.units', values: { kind: 'list', values: [16, 32] }, isWhole: false };
    const alone = combinationsOf({ trials: 8, seed: 4 }, [rate]).flat();
    expect(combinationsOf({ trials: 8, seed: 4 }, [units, rate]).map(([, second]) => second)).toEqual(alone);
    expect(combinationsOf({ trials: 2, seed: 0 }, [units]).flat().toSorted()).toEqual([16, 32]);
  });

  it('lie evenly on their scale', () => {
    const log: Dimension = {
      path: 'lr',
      values: { kind: 'range', min: 1e-4, max: 1e-2, scale: 'log' },
      isWhole: false,
    };
    const drawn = combinationsOf({ trials: 600, seed: 1 }, [log]).flat() as number[];
    const below = drawn.filter((value) => value < 1e-3).length / drawn.length;
    expect(below).toBeGreaterThan(0.43);
    expect(below).toBeLessThan(0.57);
  });
});
