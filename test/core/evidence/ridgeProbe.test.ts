import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitRidgeProbe, voteOf } from '../../../src/core/evidence/ridgeProbe.js';
import { randomStream } from '../../../src/core/random.js';

interface ProbeCase {
  readonly name: string;
  readonly rows: number;
  readonly features: number;
  readonly classCount: number;
  readonly values: readonly number[];
  readonly labels: readonly number[];
  readonly penalty: number;
  readonly heldOutScores: readonly number[];
  readonly others: readonly number[];
  readonly otherScores: readonly number[];
}

/** Made by test/parity/make_probe_fixture.py. */
const cases = JSON.parse(readFileSync('test/fixtures/probes.json', 'utf8')) as ProbeCase[];

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  return Array.from(a, (value, i) => Math.abs(value - (b[i] ?? Number.NaN))).reduce((x, y) => Math.max(x, y), 0);
};

describe('a ridge probe', () => {
  it.each(cases)('is that of scikit-learn, with $name', (fixture) => {
    const { rows, features, values, labels, classCount } = fixture;
    const probe = fitRidgeProbe({ rows, features, values }, labels, classCount);
    expect(probe?.penalty).toBe(fixture.penalty);
    expect(largestDifference(probe?.heldOutScores ?? [], fixture.heldOutScores)).toBeLessThan(1e-9);
    const others = { rows: fixture.others.length / features, features, values: fixture.others };
    expect(largestDifference(probe?.score(others) ?? [], fixture.otherScores)).toBeLessThan(1e-9);
  });

  it('holds each image out: a label that is changed changes no vote of its own image', () => {
    const random = randomStream(1, 'probe');
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 40 }), fc.integer({ min: 1, max: 50 }), (rows, features) => {
        const values = Float32Array.from({ length: rows * features }, () => random.normal());
        const labels = Array.from({ length: rows }, (_, row) => row % 3);
        const row = random.integer(rows - 9) + 9;
        const before = fitRidgeProbe({ rows, features, values }, labels, 3);
        const after = fitRidgeProbe({ rows, features, values }, labels.with(row, ((labels[row] ?? 0) + 1) % 3), 3);
        if (before === undefined || after === undefined || before.penalty !== after.penalty) return;
        const own = (scores: Float64Array) => scores.subarray(row * 3, row * 3 + 3);
        expect(largestDifference(own(before.heldOutScores), own(after.heldOutScores))).toBeLessThan(1e-8);
      }),
      { numRuns: 50 },
    );
  });

  it('tells apart what can be told apart, and does not care for scale and shift of a unit', () => {
    const random = randomStream(2, 'probe');
    const labels = Array.from({ length: 80 }, (_, row) => row % 4);
    const values = Float32Array.from(
      labels.flatMap((label) => [0, 1, 2, 3].map((c) => Number(c === label) + 0.1 * random.normal())),
    );
    const moved = values.map((value, at) => value * ([1, 100, 0.01, 7][at % 4] ?? 1) + ([0, 50, -3, 1e3][at % 4] ?? 0));
    const plain = fitRidgeProbe({ rows: 80, features: 4, values }, labels, 4);
    const other = fitRidgeProbe({ rows: 80, features: 4, values: moved }, labels, 4);
    expect(labels.map((_, row) => voteOf(plain?.heldOutScores ?? [], row, 4))).toEqual(labels);
    expect(largestDifference(plain?.heldOutScores ?? [], other?.heldOutScores ?? [])).toBeLessThan(1e-3);
  });

  it('is none where there is nothing to be learned from', () => {
    const labels = Array.from({ length: 20 }, (_, row) => row % 2);
    const probeOf = (values: number[]) => fitRidgeProbe({ rows: 20, features: 2, values }, labels, 2);
    expect(probeOf(Array.from({ length: 40 }, () => 3))).toBeUndefined();
    expect(probeOf(Array.from({ length: 40 }, (_, at) => (at === 7 ? Number.NaN : at)))).toBeUndefined();
    expect(probeOf(Array.from({ length: 40 }, (_, at) => (at === 7 ? Number.POSITIVE_INFINITY : at)))).toBeUndefined();
    expect(fitRidgeProbe({ rows: 3, features: 1, values: [1, 2, 3] }, [0, 1, 0], 2)).toBeUndefined();
    expect(fitRidgeProbe({ rows: 0, features: 1, values: [] }, [], 2)).toBeUndefined();
  });

  it('votes for the first of equals, and for none with a score that is no number', () => {
    expect(voteOf([0.2, 0.5, 0.5], 0, 3)).toBe(1);
    expect(voteOf([0, 0, 1, Number.NaN], 1, 2)).toBe(-1);
  });
});
