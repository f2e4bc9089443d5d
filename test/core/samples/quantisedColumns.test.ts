import { describe, expect, it } from 'vitest';
import { quantise, quantiseColumns, restore, restoreColumns } from '../../../src/core/samples/quantisedColumns.js';
import { sampleColumns } from '../../../src/core/samples/sampleColumns.js';
import { madePredictions } from '../../support/madePredictions.js';

describe('quantiseColumns', () => {
  const { probabilities, labels, classCount } = madePredictions(500, 10, 3);
  probabilities.fill(Number.NaN, 0, classCount);
  const columns = sampleColumns(probabilities, labels, classCount);
  const restored = restoreColumns(quantiseColumns(columns));

  it('keeps classes as they are', () => {
    expect(restored.labels).toEqual(columns.labels);
    expect(restored.predicted).toEqual(columns.predicted);
    expect(restored.predicted[0]).toBe(-1);
  });

  it.each([
    ['probability', 1e-4],
    ['trueProbability', 1e-4],
    ['margin', 1e-4],
    ['squaredError', 1e-4],
    ['loss', 1e-3],
  ] as const)('is true to the %s by %f', (name, tolerance) => {
    const far = restored[name].findIndex((value, row) => Math.abs(value - (columns[name][row] ?? 0)) > tolerance);
    expect(far).toBe(-1);
    expect(Number.isNaN(restored[name][0])).toBe(Number.isNaN(columns[name][0]));
  });

  it('keeps the ends of a range, and NaN', () => {
    const values = new Float32Array([0, 1, Number.NaN, 2, -1]);
    expect([...restore(quantise(values, 1), 1)]).toEqual([0, 1, Number.NaN, 1, 0]);
  });
});
