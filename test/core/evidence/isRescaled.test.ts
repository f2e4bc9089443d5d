import { describe, expect, it } from 'vitest';
import { isRescaled } from '../../../src/core/evidence/isRescaled.js';
import { randomStream } from '../../../src/core/random.js';

const [rows, features] = [60, 3];
const random = randomStream(5, 'rescaled');
const values = Float32Array.from({ length: rows * features }, () => random.normal());
const of = (change: (value: number, unit: number, row: number) => number) => ({
  rows,
  features,
  values: values.map((value, at) => change(value, at % features, Math.floor(at / features))),
});
const plain = of((value) => value);

describe('a layer that only scales and shifts', () => {
  it('is known by its numbers, with whatever sign', () => {
    expect(
      isRescaled(
        plain,
        of((value, unit) => value * ([3, -0.01, 200][unit] ?? 1) + unit),
      ),
    ).toBe(true);
    expect(
      isRescaled(
        of((value, unit) => (unit === 1 ? 4 : value)),
        of((value, unit) => (unit === 1 ? 0 : -value)),
      ),
    ).toBe(true);
  });

  it.each([
    ['cuts', of((value) => Math.max(0, value))],
    ['bends a little', of((value) => value + 0.01 * value ** 2)],
    ['silences a unit', of((value, unit) => (unit === 2 ? 1 : value))],
    ['changes one image', of((value, _, row) => (row === 41 ? value + 0.1 : value))],
    ['mixes units', of((value, unit, row) => value + (unit === 0 ? (values[row * features + 1] ?? 0) : 0))],
    ['gives what is no number', of((value, unit, row) => (unit === 0 && row === 3 ? Number.NaN : value))],
    ['has other units', { rows, features: 2, values: values.subarray(0, rows * 2) }],
  ])('is not one that %s', (_, other) => {
    expect(isRescaled(plain, other)).toBe(false);
    expect(isRescaled(other, plain)).toBe(false);
  });
});
