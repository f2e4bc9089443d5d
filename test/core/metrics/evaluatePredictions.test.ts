import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePredictions } from '../../../src/core/metrics/evaluatePredictions.js';

interface Case {
  readonly name: string;
  readonly classCount: number;
  readonly labels: number[];
  readonly probabilities: number[];
  readonly accuracy: number;
  readonly logLoss: number;
  readonly topK: Record<string, number>;
  readonly confusion: number[][];
  readonly classes: { precision: number | null; recall: number | null; f1: number | null; support: number }[];
  readonly macro: Record<'precision' | 'recall' | 'f1', number>;
  readonly weighted: Record<'precision' | 'recall' | 'f1', number>;
}

const cases: Case[] = JSON.parse(readFileSync(new URL('../../fixtures/metrics.json', import.meta.url), 'utf8'));

const keys = ['precision', 'recall', 'f1'] as const;

describe('evaluatePredictions against scikit-learn', () => {
  it.each(cases)('$name', (expected) => {
    const got = evaluatePredictions(Float32Array.from(expected.probabilities), expected.labels, expected.classCount);
    expect(got.confusion).toEqual(expected.confusion);
    expect(got.test.accuracy).toBeCloseTo(expected.accuracy, 12);
    expect(got.test.count).toBe(expected.labels.length);
    // scikit-learn takes logarithms of float32 in float32.
    expect(Math.abs(got.logLoss - expected.logLoss)).toBeLessThanOrEqual(2e-6 * Math.max(1, expected.logLoss));
    expect(got.test.loss).toBe(got.logLoss);
    expect(Object.keys(got.topK)).toEqual(Object.keys(expected.topK));
    for (const [k, value] of Object.entries(expected.topK)) expect(got.topK[k]).toBeCloseTo(value, 12);
    expect(got.classes).toHaveLength(expected.classes.length);
    for (const [index, metrics] of expected.classes.entries()) {
      expect(got.classes[index]?.support).toBe(metrics.support);
      for (const key of keys) {
        const value = metrics[key];
        if (value === null) expect(got.classes[index]?.[key]).toBeNull();
        else expect(got.classes[index]?.[key]).toBeCloseTo(value, 12);
      }
    }
    for (const key of keys) {
      expect(got.macro[key]).toBeCloseTo(expected.macro[key], 12);
      expect(got.weighted[key]).toBeCloseTo(expected.weighted[key], 12);
    }
    expect(got.unpredicted).toBeUndefined();
  });
});

describe('evaluatePredictions', () => {
  it('counts a row that is not a number as wrong, and in no column', () => {
    const probabilities = new Float32Array([0.9, 0.1, Number.NaN, 0.5, 0.5, Number.POSITIVE_INFINITY, 0.2, 0.8]);
    const got = evaluatePredictions(probabilities, [0, 0, 1, 1], 2);
    expect(got.unpredicted).toBe(2);
    expect(got.confusion).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(got.test.accuracy).toBe(0.5);
    expect(got.classes.map(({ recall, support }) => [recall, support])).toEqual([
      [0.5, 2],
      [0.5, 2],
    ]);
    expect(got.logLoss).toBeGreaterThan(7);
    expect(Number.isFinite(got.logLoss)).toBe(true);
  });

  it('takes the loss of the engine where it is given', () => {
    const got = evaluatePredictions(new Float32Array([0.9, 0.1]), [0], 2, 0.25);
    expect(got.test).toEqual({ count: 1, loss: 0.25, accuracy: 1 });
    expect(got.logLoss).toBeCloseTo(-Math.log(0.9), 6);
  });

  it.each([
    [new Float32Array(0), [], 2, /no predictions/],
    [new Float32Array(3), [0, 1], 2, /need 4 probabilities, got 3/],
    [new Float32Array(4), [0, 2], 2, /Label 1 is 2; expected a class from 0 to 1/],
    [new Float32Array(4), [0, -1], 2, /Label 1 is -1/],
    [new Float32Array(4), [0, 0.5], 2, /Label 1 is 0.5/],
    [new Float32Array(4), [0], 0, /number of classes/],
  ])('refuses what does not fit (%#)', (probabilities, labels, classCount, message) => {
    expect(() => evaluatePredictions(probabilities, labels, classCount)).toThrow(message);
  });

  it('keeps the identities between its figures, whatever the model says', () => {
    const predictions = fc.integer({ min: 1, max: 7 }).chain((classCount) =>
      fc.record({
        classCount: fc.constant(classCount),
        rows: fc.array(
          fc.record({
            label: fc.nat(classCount - 1),
            row: fc.array(fc.constantFrom(0, 0.1, 0.25, 0.5, 1, Number.NaN), {
              minLength: classCount,
              maxLength: classCount,
            }),
          }),
          { minLength: 1, maxLength: 40 },
        ),
      }),
    );
    fc.assert(
      fc.property(predictions, ({ classCount, rows }) => {
        const labels = rows.map(({ label }) => label);
        const got = evaluatePredictions(Float32Array.from(rows.flatMap(({ row }) => row)), labels, classCount);
        const counted = got.confusion.flat().reduce((sum, count) => sum + count, 0);
        expect(counted + (got.unpredicted ?? 0)).toBe(rows.length);
        // Recall weighted by support is accuracy.
        expect(got.weighted.recall).toBeCloseTo(got.test.accuracy, 12);
        let previous = got.test.accuracy;
        for (const value of Object.values(got.topK)) {
          expect(value).toBeGreaterThanOrEqual(previous);
          previous = value;
        }
        const everything = JSON.stringify(got);
        expect(JSON.parse(everything)).toEqual(got);
      }),
    );
  });
});
