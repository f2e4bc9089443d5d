import { describe, expect, it } from 'vitest';
import { evaluatePredictions } from '../../../src/core/metrics/evaluatePredictions.js';
import { metricIds, metrics } from '../../../src/core/metrics/index.js';
import type { MetricSubject } from '../../../src/core/metrics/metric.js';

const probabilities = new Float32Array([0.7, 0.2, 0.1, 0.3, 0.4, 0.3, 0.5, 0.3, 0.2, 0.2, 0.2, 0.6]);
const evaluation = {
  ...evaluatePredictions(probabilities, [0, 1, 2, 2], 3, 0.9),
  train: { count: 8, loss: 0.2, accuracy: 0.875 },
  validation: { count: 4, loss: 0.3, accuracy: 0.5 },
};
const subject: MetricSubject = {
  evaluation,
  parameterCount: 4_120,
  macs: 1_240_000,
  epochs: 3,
  durationMs: 21_000,
  trainDurationMs: 15_000,
  samplesPerSecond: 4_321.4,
  predictionMsPerImage: 0.1432,
  peakMemoryBytes: 690e6,
};

describe('the registry of metrics', () => {
  it('describes each metric under its own id', () => {
    for (const id of metricIds) {
      const metric = metrics[id];
      expect(metric.id).toBe(id);
      expect(metric.title).toMatch(/^[A-Z]/);
      expect(metric.description).toMatch(/^[A-Z].*\.$/);
    }
    expect(new Set(metricIds.map((id) => metrics[id].title)).size).toBe(metricIds.length);
  });

  it('knows nothing of a run that has not begun, and prints that as a dash', () => {
    for (const id of metricIds) {
      expect(metrics[id].value({})).toBeNull();
      expect(metrics[id].format(null)).toBe('–');
      expect(metrics[id].formatDifference(null)).toBe('–');
    }
  });

  it.each([
    ['parameters', 4_120, '4,120'],
    ['macs', 1_240_000, '1.24 M'],
    ['testAccuracy', 0.75, '75.00 %'],
    ['macroPrecision', (1 / 2 + 1 + 1) / 3, '83.33 %'],
    ['macroRecall', (1 + 1 + 1 / 2) / 3, '83.33 %'],
    ['macroF1', (2 / 3 + 1 + 2 / 3) / 3, '77.78 %'],
    ['weightedF1', (2 / 3 + 1 + 4 / 3) / 4, '75.00 %'],
    ['topTwoAccuracy', 0.75, '75.00 %'],
    ['topThreeAccuracy', null, '–'],
    ['testLoss', 0.9, '0.9000'],
    ['trainAccuracy', 0.875, '87.50 %'],
    ['validationAccuracy', 0.5, '50.00 %'],
    ['gap', 0.125, '+12.50'],
    ['epochs', 3, '3'],
    ['duration', 21_000, '21 s'],
    ['trainDuration', 15_000, '15 s'],
    ['samplesPerSecond', 4_321.4, '4,321'],
    ['predictionTime', 0.1432, '0.14 ms'],
    ['peakMemory', 690e6, '690 MB'],
  ] as const)('%s', (id, value, text) => {
    const got = metrics[id].value(subject);
    if (value === null) expect(got).toBeNull();
    else expect(got).toBeCloseTo(value, 12);
    expect(metrics[id].format(got)).toBe(text);
  });

  it('gives a loss that is not a number as unknown', () => {
    const diverged = { evaluation: { ...evaluation, logLoss: Number.NaN } };
    expect(metrics.logLoss.value(diverged)).toBeNull();
  });

  it('signs differences', () => {
    expect(metrics.testAccuracy.formatDifference(0.0181)).toBe('+1.81');
    expect(metrics.parameters.formatDifference(-4_120)).toBe('−4,120');
    expect(metrics.duration.formatDifference(21_000)).toBe('+21 s');
    expect(metrics.logLoss.formatDifference(-0.25)).toBe('−0.2500');
    expect(metrics.logLoss.formatDifference(0.25)).toBe('+0.2500');
  });
});
