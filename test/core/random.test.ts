import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PhiloxBlock, philox4x32, randomStream, statelessUniform } from '../../src/core/random.js';

interface UniformFixture {
  readonly cases: readonly {
    readonly key: readonly [number, number];
    readonly counter: PhiloxBlock;
    readonly values: readonly number[];
  }[];
  readonly long: {
    readonly count: number;
    readonly key: readonly [number, number];
    readonly counter: PhiloxBlock;
    readonly positions: readonly number[];
    readonly values: readonly number[];
  };
}

const ones = 0xffffffff;
const seeds = fc.integer({ min: 0, max: ones });

describe('philox4x32', () => {
  // Known answers published with the paper: all zeros, all ones, digits of pi.
  it.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [[ones, ones, ones, ones], [ones, ones], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ] as const)('counter %j, key %j', (counter, key, expected) => {
    const words = philox4x32(counter, key).map((word) => word.toString(16).padStart(8, '0'));
    expect(words.join(' ')).toBe(expected);
  });
});

describe('statelessUniform', () => {
  const path = join(__dirname, '../fixtures/tensorflowUniform.json');
  const { cases, long } = JSON.parse(readFileSync(path, 'utf8')) as UniformFixture;

  it.each(cases)('gives TensorFlow’s numbers for key $key, counter $counter', ({ key, counter, values }) => {
    expect([...statelessUniform(values.length, key, counter)]).toEqual(values);
  });

  it('gives TensorFlow’s numbers where TensorFlow shares the work among threads', () => {
    const numbers = statelessUniform(long.count, long.key, long.counter);
    expect(long.positions.map((position) => numbers[position])).toEqual(long.values);
  });
});

describe('randomStream', () => {
  it('repeats itself, whatever else was drawn before', () => {
    fc.assert(
      fc.property(seeds, fc.string(), seeds, (seed, name, counter) => {
        const stream = randomStream(seed, name, counter);
        const first = Array.from({ length: 5 }, () => stream.uniform());
        randomStream(seed, `${name}x`, counter).uniform();
        const again = randomStream(seed, name, counter);
        expect(Array.from({ length: 5 }, () => again.uniform())).toEqual(first);
      }),
    );
  });

  it('differs with the seed, the name and the counter', () => {
    const firsts = [
      randomStream(1, 'split'),
      randomStream(2, 'split'),
      randomStream(1, 'shuffle'),
      randomStream(1, 'split', 1),
      randomStream(0, 'split', 1),
      randomStream(1, 'tilps'),
    ].map((stream) => stream.uniform());
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it.each([
    ['seeds', (i: number) => randomStream(i, 'shuffle')],
    ['names', (i: number) => randomStream(7, `layer${i}/kernel`)],
    ['counters', (i: number) => randomStream(7, 'shuffle', i)],
  ])('has no correlation between neighbouring %s', (_, streamOf) => {
    const count = 20_000;
    const left = streamOf(1);
    const right = streamOf(2);
    let product = 0;
    for (let i = 0; i < count; i += 1) product += (left.uniform() - 0.5) * (right.uniform() - 0.5);
    // Standard error of the correlation is 1/√count; five of them.
    expect(Math.abs((12 * product) / count)).toBeLessThan(5 / Math.sqrt(count));
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('refuses %d as seed and as counter', (bad) => {
    expect(() => randomStream(bad, 'x')).toThrow(RangeError);
    expect(() => randomStream(0, 'x', bad)).toThrow(`got ${bad}`);
  });

  it('draws uniform numbers: range, mean, variance, and as many in each tenth', () => {
    const count = 100_000;
    const stream = randomStream(3, 'uniform');
    const numbers = Array.from({ length: count }, () => stream.uniform());
    expect(Math.min(...numbers.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(numbers.every((value) => value < 1)).toBe(true);
    const { mean, variance } = momentsOf(numbers);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.005);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.002);
    const tenths = new Array<number>(10).fill(0);
    for (const value of numbers) tenths[Math.floor(value * 10)] = (tenths[Math.floor(value * 10)] as number) + 1;
    const chiSquare = tenths.reduce((total, seen) => total + (seen - count / 10) ** 2 / (count / 10), 0);
    // 99.9th percentile of chi-square with 9 degrees of freedom.
    expect(chiSquare).toBeLessThan(27.88);
  });

  it('draws normal numbers: moments, and the share within one, two and three deviations', () => {
    const stream = randomStream(4, 'normal');
    const numbers = Array.from({ length: 100_000 }, () => stream.normal());
    const { mean, variance } = momentsOf(numbers);
    expect(Math.abs(mean)).toBeLessThan(0.015);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    const within = (limit: number) => numbers.filter((value) => Math.abs(value) < limit).length / numbers.length;
    expect(within(1)).toBeCloseTo(0.6827, 2);
    expect(within(2)).toBeCloseTo(0.9545, 2);
    expect(within(3)).toBeCloseTo(0.9973, 2);
  });

  it('draws truncated normal numbers: none beyond 2, standard deviation 0.8796', () => {
    const stream = randomStream(5, 'truncated');
    const numbers = Array.from({ length: 100_000 }, () => stream.truncatedNormal());
    expect(numbers.every((value) => Math.abs(value) < 2)).toBe(true);
    const { mean, variance } = momentsOf(numbers);
    expect(Math.abs(mean)).toBeLessThan(0.015);
    expect(Math.sqrt(variance)).toBeCloseTo(0.8796, 2);
  });

  it('draws whole numbers below a bound, all equally likely', () => {
    const stream = randomStream(6, 'integer');
    const seen = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i += 1) {
      const value = stream.integer(6);
      seen[value] = (seen[value] as number) + 1;
    }
    expect(seen).toHaveLength(6);
    const chiSquare = seen.reduce((total, count) => total + (count - 10_000) ** 2 / 10_000, 0);
    // 99.9th percentile of chi-square with 5 degrees of freedom.
    expect(chiSquare).toBeLessThan(20.52);
    expect(stream.integer(1)).toBe(0);
    expect(stream.integer(2 ** 32)).toBeLessThan(2 ** 32);
    for (const bad of [0, -1, 1.5, 2 ** 32 + 1]) expect(() => stream.integer(bad)).toThrow(RangeError);
  });

  it('favours no whole number where the bound does not divide 2³²', () => {
    const stream = randomStream(6, 'bound');
    const bound = 3 * 2 ** 30;
    const count = 20_000;
    let lowest = 0;
    for (let i = 0; i < count; i += 1) if (stream.integer(bound) < bound / 3) lowest += 1;
    // Without drawing again, the lowest third would get half of all numbers.
    expect(Math.abs(lowest / count - 1 / 3)).toBeLessThan(0.02);
  });

  it('makes permutations', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 300 }), (seed, count) => {
        const order = randomStream(seed, 'shuffle').permutation(count);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      }),
    );
  });

  it('makes each permutation of three equally often', () => {
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < 12_000; epoch += 1) {
      const order = randomStream(9, 'shuffle', epoch).permutation(3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const chiSquare = [...counts.values()].reduce((total, count) => total + (count - 2000) ** 2 / 2000, 0);
    expect(chiSquare).toBeLessThan(20.52);
  });
});

function momentsOf(numbers: readonly number[]): { mean: number; variance: number } {
  const mean = numbers.reduce((total, value) => total + value, 0) / numbers.length;
  return { mean, variance: numbers.reduce((total, value) => total + (value - mean) ** 2, 0) / numbers.length };
}
