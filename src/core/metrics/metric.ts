import type { Evaluation } from './evaluation.js';

/** What a metric may read of a run; a part that is not known (yet) is absent. */
export interface MetricSubject {
  readonly evaluation?: Evaluation;
  readonly parameterCount?: number;
  /** Multiply–accumulates for one image, forward. */
  readonly macs?: number;
  /** Epochs trained. */
  readonly epochs?: number;
  /** From process start to the end. */
  readonly durationMs?: number;
  /** Training steps alone. */
  readonly trainDurationMs?: number;
  /** Over training steps alone. */
  readonly samplesPerSecond?: number;
  /** Of the whole model on test images, in batches. */
  readonly predictionMsPerImage?: number;
  readonly peakMemoryBytes?: number;
}

/** A figure of a run that describes itself: tables, reports and the command line read the registry, never a name. */
export interface Metric {
  readonly id: string;
  /** Column heading: `Test accuracy`. */
  readonly title: string;
  /** One Markdown sentence. */
  readonly description: string;
  /** Undefined where more is neither better nor worse. */
  readonly higherIsBetter?: boolean;
  /** Fractions 0..1, unformatted; null when it is not known or not a finite number. */
  value(subject: MetricSubject): number | null;
  /** For people, in English. */
  format(value: number | null): string;
  /** A difference of two values for people, signed. */
  formatDifference(difference: number | null): string;
}

/** Declares a metric; what its `read` gives is null unless it is a finite number. */
export function defineMetric(
  metric: Omit<Metric, 'value'> & { read(subject: MetricSubject): number | null | undefined },
): Metric {
  const { read, ...rest } = metric;
  return {
    ...rest,
    value(subject) {
      const value = read(subject);
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    },
  };
}
