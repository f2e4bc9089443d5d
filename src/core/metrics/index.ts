import * as cost from './costMetrics.js';
import * as evaluation from './evaluationMetrics.js';
import type { Metric } from './metric.js';

/** Every metric by its id, in the order of tables. A new one: write it, name it here. */
export const metrics = {
  parameters: cost.parameters,
  macs: cost.macs,
  testAccuracy: evaluation.testAccuracy,
  macroPrecision: evaluation.macroPrecision,
  macroRecall: evaluation.macroRecall,
  macroF1: evaluation.macroF1,
  weightedF1: evaluation.weightedF1,
  topTwoAccuracy: evaluation.topTwoAccuracy,
  topThreeAccuracy: evaluation.topThreeAccuracy,
  logLoss: evaluation.logLoss,
  testLoss: evaluation.testLoss,
  trainAccuracy: evaluation.trainAccuracy,
  validationAccuracy: evaluation.validationAccuracy,
  gap: evaluation.gap,
  epochs: cost.epochs,
  duration: cost.duration,
  trainDuration: cost.trainDuration,
  samplesPerSecond: cost.samplesPerSecond,
  predictionTime: cost.predictionTime,
  peakMemory: cost.peakMemory,
} as const satisfies Record<string, Metric>;

export type MetricId = keyof typeof metrics;

/** Ids of all metrics, in the order of tables. */
export const metricIds = Object.keys(metrics) as readonly MetricId[];
