import {
  formatBytes,
  formatCompactCount,
  formatCount,
  formatDuration,
  formatSmallDuration,
  NO_VALUE,
} from '../format.js';
import { defineMetric, type Metric, type MetricSubject } from './metric.js';

interface CostOptions {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly higherIsBetter?: boolean;
  readonly read: (subject: MetricSubject) => number | undefined;
  /** Of a value that is not negative. */
  readonly format: (value: number | null) => string;
}

/** A metric of what a model costs, never negative. */
function cost({ higherIsBetter, ...options }: CostOptions): Metric {
  return defineMetric({
    ...options,
    ...(higherIsBetter === undefined ? {} : { higherIsBetter }),
    formatDifference: (difference) => {
      if (difference === null) return NO_VALUE;
      const sign = difference > 0 ? '+' : difference < 0 ? '−' : '';
      return `${sign}${options.format(Math.abs(difference))}`;
    },
  });
}

export const parameters = cost({
  id: 'parameters',
  title: 'Parameters',
  description: 'Numbers that the model consists of: weights and running statistics.',
  higherIsBetter: false,
  read: ({ parameterCount }) => parameterCount,
  format: formatCount,
});

export const macs = cost({
  id: 'macs',
  title: 'MACs',
  description: 'Multiply–accumulates for one image, forward.',
  higherIsBetter: false,
  read: (subject) => subject.macs,
  format: formatCompactCount,
});

export const epochs = cost({
  id: 'epochs',
  title: 'Epochs',
  description: 'Passes over the training images that were made before training ended.',
  read: (subject) => subject.epochs,
  format: formatCount,
});

export const duration = cost({
  id: 'duration',
  title: 'Time',
  description: 'From the start of the trainer to its end.',
  higherIsBetter: false,
  read: ({ durationMs }) => durationMs,
  format: formatDuration,
});

export const trainDuration = cost({
  id: 'trainDuration',
  title: 'Training time',
  description: 'Training steps alone, without validation, evaluation and start.',
  higherIsBetter: false,
  read: ({ trainDurationMs }) => trainDurationMs,
  format: formatDuration,
});

export const samplesPerSecond = cost({
  id: 'samplesPerSecond',
  title: 'Images/s',
  description: 'Training images a second over the training steps alone.',
  higherIsBetter: true,
  read: (subject) => subject.samplesPerSecond,
  format: formatCount,
});

export const predictionTime = cost({
  id: 'predictionTime',
  title: 'Prediction',
  description: 'For one test image, in batches, on the engine and the machine that trained.',
  higherIsBetter: false,
  read: ({ predictionMsPerImage }) => predictionMsPerImage,
  format: formatSmallDuration,
});

export const peakMemory = cost({
  id: 'peakMemory',
  title: 'Peak memory',
  description: 'The most memory that the trainer held at once.',
  higherIsBetter: false,
  read: ({ peakMemoryBytes }) => peakMemoryBytes,
  format: formatBytes,
});
