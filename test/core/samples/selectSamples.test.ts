import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disagreement } from '../../../src/core/samples/disagreement.js';
import { orderSamples, type SampleOrder } from '../../../src/core/samples/orderSamples.js';
import { type SampleColumns, sampleColumns } from '../../../src/core/samples/sampleColumns.js';
import { errorsOf, type RunsFilter, selectSamples } from '../../../src/core/samples/selectSamples.js';
import { arbitraryRuns, type MadePredictions, madePredictions } from '../../support/madePredictions.js';

const columnsOf = ({ probabilities, labels, classCount }: MadePredictions) =>
  sampleColumns(probabilities, labels, classCount);

/** Two classes; the probability of class 1 for each image. */
function binary(labels: number[], ofClassOne: number[]): SampleColumns {
  return sampleColumns(Float32Array.from(ofClassOne.flatMap((value) => [1 - value, value])), labels, 2);
}

const labels = [0, 0, 1, 1, 1];
const first = binary(labels, [0.25, 0.75, 0.875, 0.125, Number.NaN]);
const second = binary(labels, [0.625, 0.875, 0.75, 0.625, 0.5]);

describe('selectSamples', () => {
  it.each<[RunsFilter, number[]]>([
    [{}, [0, 1, 2, 3, 4]],
    [{ correctness: 'wrong' }, [0, 1, 3, 4]],
    [{ correctness: 'wrong', by: 'every' }, [1, 4]],
    [{ correctness: 'right', by: 'every' }, [2]],
    [{ trueClass: 0, predictedClass: 1 }, [0, 1]],
    [{ trueClass: 0, predictedClass: 1, by: 'every' }, [1]],
    [{ trueClass: 1, correctness: 'wrong' }, [3, 4]],
    [{ predictedClass: 0 }, [0, 3, 4]],
    [{ predictedClass: -1 }, [4]],
    [{ eitherClass: 0, correctness: 'wrong' }, [0, 1, 3, 4]],
    [{ isDisputed: true }, [0, 3, 4]],
    [{ isDisputed: true, trueClass: 0 }, [0]],
    [{ trueClass: 7 }, []],
  ])('of two runs: %j', (filter, expected) => {
    expect([...selectSamples([first, second], filter)]).toEqual(expected);
  });

  it('lists the errors of one run', () => {
    expect([...errorsOf(first)]).toEqual([1, 3, 4]);
    expect([...errorsOf(first, { trueClass: 1 })]).toEqual([3, 4]);
    expect([...errorsOf(first, { trueClass: 0, predictedClass: 0 })]).toEqual([]);
  });

  it('gives what some take so as the union, and what every run takes so as the intersection', () => {
    const filters = fc.record(
      {
        trueClass: fc.nat(4),
        predictedClass: fc.integer({ min: -1, max: 4 }),
        eitherClass: fc.nat(4),
        correctness: fc.constantFrom<'right' | 'wrong'>('right', 'wrong'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(arbitraryRuns(fc.integer({ min: 1, max: 4 })), filters, (made, filter) => {
        const runs = made.map(columnsOf);
        const each = runs.map((run) => new Set(selectSamples([run], filter)));
        const all = Array.from({ length: runs[0]?.count ?? 0 }, (_, index) => index);
        expect([...selectSamples(runs, filter)]).toEqual(all.filter((index) => each.some((set) => set.has(index))));
        expect([...selectSamples(runs, { ...filter, by: 'every' })]).toEqual(
          all.filter((index) => each.every((set) => set.has(index))),
        );
      }),
    );
  });
});

describe('disagreement', () => {
  it('counts pairs at odds and the spread of the true probability', () => {
    const { pairs, spread } = disagreement([first, second, second]);
    expect([...pairs]).toEqual([2 / 3, 0, 0, 2 / 3, 2 / 3].map(Math.fround));
    expect([...spread]).toEqual([0.375, 0.125, 0.125, 0.5, 0.5]);
  });

  it('is none for one run, and the same in whatever order the runs come', () => {
    expect([...disagreement([first]).pairs]).toEqual([0, 0, 0, 0, 0]);
    fc.assert(
      fc.property(arbitraryRuns(fc.integer({ min: 1, max: 4 })), (made) => {
        const runs = made.map(columnsOf);
        const found = disagreement(runs);
        expect(disagreement([...runs].reverse())).toEqual(found);
        const disputed = new Set(selectSamples(runs, { isDisputed: true }));
        for (const [index, share] of found.pairs.entries()) {
          expect(share > 0).toBe(disputed.has(index));
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('orderSamples', () => {
  const all = Uint32Array.of(0, 1, 2, 3, 4);

  it.each<[SampleOrder, number[], number[]]>([
    ['index', [0, 1, 2, 3, 4], [4, 3, 2, 1, 0]],
    ['loss', [4, 3, 1, 0, 2], [2, 0, 1, 3, 4]],
    ['confidence', [2, 3, 0, 1, 4], [0, 1, 2, 3, 4]],
    ['margin', [0, 1, 2, 3, 4], [2, 3, 0, 1, 4]],
    ['disagreement', [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]],
  ])('of one run by %s', (order, expected, reversed) => {
    expect([...orderSamples(all, [first], order)]).toEqual(expected);
    expect([...orderSamples(all, [first], order, true)]).toEqual(reversed);
  });

  it('takes the mean of several runs, and disputed images first', () => {
    expect([...orderSamples(all, [first, second], 'confidence')]).toEqual([1, 2, 3, 0, 4]);
    expect([...orderSamples(all, [first, second], 'disagreement')]).toEqual([3, 4, 0, 1, 2]);
    expect([...orderSamples(Uint32Array.of(4, 0), [first, second], 'disagreement')]).toEqual([4, 0]);
  });

  it('refuses an index of no image, and leaves what it is given as it is', () => {
    const given = Uint32Array.of(2, 0);
    orderSamples(given, [first], 'loss');
    expect([...given]).toEqual([2, 0]);
    expect(() => orderSamples(Uint32Array.of(5), [first], 'loss')).toThrow('There is no image 5: the set has 5.');
  });

  it('gives the same images, ordered by the key and then by their place', () => {
    const orders = fc.constantFrom<SampleOrder>('index', 'loss', 'confidence', 'margin', 'disagreement');
    fc.assert(
      fc.property(arbitraryRuns(fc.constant(1)), orders, fc.boolean(), ([made], order, isReversed) => {
        if (made === undefined) throw new Error('no run');
        const run = columnsOf(made);
        const indices = Uint32Array.from({ length: run.count }, (_, index) => run.count - 1 - index);
        const ordered = [...orderSamples(indices, [run], order, isReversed)];
        expect([...ordered].sort((a, b) => a - b)).toEqual([...indices].sort((a, b) => a - b));
        const column = order === 'loss' ? run.loss : order === 'confidence' ? run.probability : run.margin;
        if (order === 'index' || order === 'disagreement') return;
        const sign = (order === 'margin') === isReversed ? -1 : 1;
        for (let at = 1; at < ordered.length; at += 1) {
          const [a, b] = [ordered[at - 1] ?? 0, ordered[at] ?? 0];
          const [before, after] = [column[a] ?? 0, column[b] ?? 0];
          if (Number.isNaN(before)) expect(after).toBeNaN();
          else if (!Number.isNaN(after)) expect(sign * (after - before)).toBeGreaterThanOrEqual(0);
          if (Object.is(before, after)) expect(a).toBeLessThan(b);
        }
      }),
    );
  });
});

describe('a click on a cell', () => {
  it('finds and orders the images of 5 runs over 10,000 in a part of its 100 ms', () => {
    const runs = Array.from({ length: 5 }, (_, seed) => columnsOf(madePredictions(10_000, 10, seed)));
    const durations = Array.from({ length: 7 }, () => {
      const start = performance.now();
      const cell = selectSamples(runs, { trueClass: 3, predictedClass: 4 });
      const everything = selectSamples(runs, { correctness: 'wrong' });
      expect(cell.length).toBeGreaterThan(0);
      expect(orderSamples(everything, runs, 'disagreement')).toHaveLength(everything.length);
      return performance.now() - start;
    });
    expect(Math.min(...durations)).toBeLessThan(50);
  });
});
