import { describe, expect, it } from 'vitest';
import { readOverfitting } from '../../../src/core/metrics/overfitting.js';

const split = (accuracy: number, count = 10_000) => ({ count, loss: 0.3, accuracy });

describe('readOverfitting', () => {
  it.each([
    ['overfitting', 0.97, 0.91, 10_000, /^Overfitting: 97\.0 %.*91\.0 %.*gap \+6\.0 points/],
    ['overfitting', 0.999, 0.88, 10_000, /^Strong overfitting/],
    ['balanced', 0.93, 0.91, 10_000, /^Balanced: 93\.0 % of the training images right, 91\.0 % of the test images/],
    ['balanced', 0.9, 0.92, 10_000, /gap −2\.0 points/],
    ['underfitting', 0.62, 0.61, 10_000, /^Underfitting/],
    // The same gap on 100 test images is within the noise.
    ['unknown', 0.97, 0.93, 100, /^Not to be told: 97\.0 %.*gap \+4\.0 points\)\. On so few test images/],
    // A low accuracy is told before a gap, but for a strong one.
    ['underfitting', 0.515, 0.477, 10_000, /^Underfitting/],
    ['overfitting', 0.7, 0.5, 10_000, /^Strong overfitting/],
  ] as const)('%s: train %d, test %d of %d', (kind, train, test, count, sentence) => {
    const reading = readOverfitting({ train: split(train, 48_000), test: split(test, count) });
    expect(reading.kind).toBe(kind);
    expect(reading.sentence).toMatch(sentence);
    expect(reading.gap).toBeCloseTo(train - test, 12);
  });

  it('says when validation and test images are not alike', () => {
    const reading = readOverfitting({ train: split(0.93), validation: split(0.84), test: split(0.92) });
    expect(reading.kind).toBe('balanced');
    expect(reading.sentence).toMatch(/Validation accuracy \(84\.0 %\) is −8\.0 points/);
    const alike = readOverfitting({ train: split(0.93), validation: split(0.91), test: split(0.92) });
    expect(alike.sentence).not.toMatch(/Validation/);
  });

  it('reads nothing into an accuracy that is not a number', () => {
    const reading = readOverfitting({ train: split(Number.NaN), test: split(0.9) });
    expect(reading).toMatchObject({ kind: 'unknown', gap: null });
  });
});
