import type { MetricSubject } from '../metrics/metric.js';
import type { RunState } from './state.js';

/** What metrics may read of a run, as far as it is known. */
export function metricSubjectOf(state: RunState): MetricSubject {
  const { started, evaluation, epochs, durationMs, peakMemoryBytes, predictionDurationMs } = state;
  const trainDurationMs = epochs.reduce((sum, point) => sum + point.trainDurationMs, 0);
  return {
    ...(evaluation === undefined ? {} : { evaluation }),
    ...(started === undefined ? {} : { parameterCount: started.parameterCount, macs: started.macs }),
    ...(epochs.length === 0 ? {} : { epochs: epochs.length, trainDurationMs }),
    ...(started === undefined || trainDurationMs <= 0
      ? {}
      : { samplesPerSecond: (epochs.length * started.trainCount * 1_000) / trainDurationMs }),
    ...(predictionDurationMs === undefined || evaluation === undefined || evaluation.test.count === 0
      ? {}
      : { predictionMsPerImage: predictionDurationMs / evaluation.test.count }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(peakMemoryBytes === undefined ? {} : { peakMemoryBytes }),
  };
}
