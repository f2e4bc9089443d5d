import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossedDifferences } from '../../../src/core/comparison/crossedDifference.js';
import {
  type AttributionMethod,
  contrastsOf,
  contrastValue,
  nodesOf,
} from '../../../src/core/difference/attributionDesign.js';
import { attribute, estimateContrast, type SeedOutcomes } from '../../../src/core/difference/attributionResult.js';
import { randomStream } from '../../../src/core/random.js';
import { crossedTest } from '../../../src/core/statistics/crossedTest.js';

/** A game: an accuracy for each combination of so many changes. */
const games = fc
  .integer({ min: 1, max: 4 })
  .chain((count) =>
    fc.tuple(
      fc.constant(count),
      fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2 ** count, maxLength: 2 ** count }),
    ),
  );

const valuesOf = (method: AttributionMethod, count: number, accuracyOf: (mask: number) => number | undefined) =>
  contrastsOf(method, count).steps.map((step) => contrastValue(step, accuracyOf));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('contrastsOf', () => {
  it('adds up to the total: Shapley values, paths, and changes by themselves with their interaction', () => {
    fc.assert(
      fc.property(games, ([count, accuracies]) => {
        const total = (accuracies.at(-1) ?? 0) - (accuracies[0] ?? 0);
        const of = (mask: number) => accuracies[mask];
        expect(sum(valuesOf('shapley', count, of))).toBeCloseTo(total, 8);
        expect(sum(valuesOf('path', count, of))).toBeCloseTo(total, 8);
        const { interaction } = contrastsOf('alone', count);
        if (interaction === null) throw new Error('There is no interaction.');
        expect(sum(valuesOf('alone', count, of)) + contrastValue(interaction, of)).toBeCloseTo(total, 8);
        for (const method of ['alone', 'path', 'shapley'] as const)
          expect(contrastValue(contrastsOf(method, count).total, of)).toBe(total);
      }),
    );
  });

  it('gives changes that do the same everywhere the same Shapley value, and those that do nothing none', () => {
    fc.assert(
      fc.property(games, fc.nat(3), ([count, accuracies], chosen) => {
        // Worth what the number of changes among the first ones is worth: they are all alike; the last does nothing.
        const isIdle = (index: number) => count > 1 && index === count - 1;
        const of = (mask: number) => {
          let present = 0;
          for (let index = 0; index < count; index += 1) if (!isIdle(index) && (mask >> index) & 1) present += 1;
          return accuracies[(present + chosen) % accuracies.length];
        };
        const values = valuesOf('shapley', count, of);
        values.forEach((value, index) => {
          expect(value).toBeCloseTo(isIdle(index) ? 0 : (values[0] ?? 0), 8);
        });
      }),
    );
  });

  it('is the mean over all orders', () => {
    fc.assert(
      fc.property(games, ([count, accuracies]) => {
        const orders = permutations(Array.from({ length: count }, (_, index) => index));
        const means = Array.from({ length: count }, () => 0);
        for (const order of orders) {
          let mask = 0;
          for (const index of order) {
            const next = mask | (1 << index);
            means[index] = (means[index] ?? 0) + ((accuracies[next] ?? 0) - (accuracies[mask] ?? 0)) / orders.length;
            mask = next;
          }
        }
        valuesOf('shapley', count, (mask) => accuracies[mask]).forEach((value, index) => {
          expect(value).toBeCloseTo(means[index] ?? 0, 8);
        });
      }),
    );
  });

  it("gives the published values of Shapley's glove game", () => {
    // One left glove, two right ones; a pair is worth 1: 2/3, 1/6, 1/6.
    const worth = (mask: number) => ((mask & 1) === 1 && (mask & 6) !== 0 ? 1 : 0);
    const values = valuesOf('shapley', 3, worth);
    expect(values.map((value) => value.toFixed(6))).toEqual(['0.666667', '0.166667', '0.166667']);
  });

  it('needs the models that it names, no other', () => {
    for (const method of ['alone', 'path', 'shapley'] as const)
      for (let count = 1; count <= 4; count += 1) {
        const { total, steps, interaction } = contrastsOf(method, count);
        const used = new Set(
          [total, ...steps, ...(interaction === null ? [] : [interaction])].flatMap((one) => [...one.keys()]),
        );
        expect(new Set(nodesOf(method, count))).toEqual(used);
      }
    expect(nodesOf('alone', 3)).toEqual([0, 1, 2, 4, 7]);
    expect(nodesOf('path', 3)).toEqual([0, 1, 3, 7]);
  });
});

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

/** Outcomes of models: each image has a difficulty, each seed luck, each combination its worth. */
function madeOutcomes(
  worth: (mask: number) => number,
  { count = 2, images = 2000, seeds = 5, seed = 1, luck = 0.01, method = 'shapley' as AttributionMethod } = {},
): Map<number, SeedOutcomes> {
  const stream = randomStream(seed, 'made outcomes');
  const hardness = Float64Array.from({ length: images }, () => stream.uniform());
  return new Map(
    nodesOf(method, count).map((mask) => [
      mask,
      Array.from({ length: seeds }, () => {
        const level = worth(mask) + luck * stream.normal();
        return Uint8Array.from(hardness, (hard) => (hard + 0.05 * stream.normal() < level ? 1 : 0));
      }),
    ]),
  );
}

describe('attribute', () => {
  it('agrees with the paired comparison of two models where there is one change', () => {
    const outcomes = madeOutcomes((mask) => 0.8 + 0.05 * mask, { count: 1 });
    const { total, steps, interaction, covers } = attribute('shapley', 1, outcomes);
    const expected = crossedTest(crossedDifferences(outcomes.get(0) ?? [], outcomes.get(1) ?? [], true));
    expect(total?.value).toBeCloseTo(expected.difference, 12);
    // The same variances; never narrower, as few seeds are counted with more carefully.
    const half = ((total?.interval?.high ?? 0) - (total?.interval?.low ?? 0)) / 2;
    const other = (expected.interval.high - expected.interval.low) / 2;
    expect(half / other).toBeGreaterThan(0.97);
    expect(half / other).toBeLessThan(1.5);
    expect(steps).toEqual([total]);
    expect(interaction).toBeNull();
    expect(covers).toBe('images-and-seeds');
  });

  it('says so when changes cannot be told apart, and only then', () => {
    const xor = madeOutcomes((mask) => 0.7 + (mask === 3 ? 0.1 : 0), { images: 4000 });
    expect(attribute('shapley', 2, xor).isInseparable).toBe(true);
    expect(attribute('alone', 2, xor).isInseparable).toBe(true);
    const additive = madeOutcomes((mask) => 0.7 + 0.05 * (mask & 1) + 0.03 * (mask >> 1), { images: 4000 });
    expect(attribute('shapley', 2, additive).isInseparable).toBe(false);
    // An interaction that is there, and smaller than what the larger change does.
    const mixed = madeOutcomes((mask) => 0.7 + 0.1 * (mask & 1) + (mask === 3 ? 0.05 : 0), { images: 4000 });
    const { interaction, isInseparable } = attribute('alone', 2, mixed);
    expect(interaction?.interval?.low).toBeGreaterThan(0);
    expect(isInseparable).toBe(false);
  });

  it('counts with images alone below three seeds, and never claims to know for sure', () => {
    const outcomes = madeOutcomes((mask) => 0.7 + 0.05 * mask, { count: 1, seeds: 1 });
    const { covers, total } = attribute('alone', 1, outcomes);
    expect(covers).toBe('images');
    expect(total?.interval?.low).toBeLessThan(total?.value ?? Number.NaN);
    const same = new Map([0, 1].map((mask) => [mask, [Uint8Array.from({ length: 100 }, () => 1)]]));
    expect(attribute('alone', 1, same).total).toEqual({ value: 0, interval: { low: -0.03, high: 0.03 } });
  });

  it('says of models that are missing nothing, and of the others what there is', () => {
    const outcomes = madeOutcomes((mask) => 0.7 + 0.05 * mask, { images: 500, seeds: 3, method: 'alone' });
    const whole = attribute('alone', 2, outcomes);
    const without = (...masks: number[]) => new Map([...outcomes].filter(([mask]) => !masks.includes(mask)));
    expect(attribute('alone', 2, without(3))).toMatchObject({ total: null, steps: whole.steps, interaction: null });
    const oneStep = attribute('alone', 2, without(2));
    expect(oneStep).toMatchObject({ total: whole.total, steps: [whole.steps[0], null], isInseparable: false });
    expect(attribute('alone', 2, without(0)).steps).toEqual([null, null]);
    expect(attribute('path', 2, without(1, 2)).steps).toEqual([null, null]);
    expect(attribute('alone', 2, new Map())).toMatchObject({ total: null, covers: 'images' });
  });

  it('refuses models that do not go together', () => {
    const outcomes = madeOutcomes(() => 0.7, { count: 1, images: 10 });
    const [step] = contrastsOf('alone', 1).steps;
    if (step === undefined) throw new Error('There is no step.');
    expect(() => estimateContrast(step, new Map([...outcomes].slice(0, 1)))).toThrow('The model 1 is not known.');
    const shorter = new Map([...outcomes, [1, [new Uint8Array(9)]] as const]);
    expect(() => estimateContrast(step, shorter)).toThrow('other images or numbers of seeds');
  });
});
