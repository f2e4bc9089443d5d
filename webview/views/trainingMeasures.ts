import type { BatchPoint } from '../../src/core/run/batchCurve.js';
import type { EpochPoint } from '../../src/core/run/curves.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { ChartFormat } from '../chart/chartModel.js';

/** A quantity that a run has for each epoch. */
export interface Measure {
  readonly title: string;
  readonly format: ChartFormat;
  readonly noun: string;
  train(point: EpochPoint): number | null;
  validation?(point: EpochPoint): number | null | undefined;
  batch?(point: BatchPoint): number | null;
}

export const loss: Measure = {
  title: 'Loss',
  noun: 'loss',
  format: 'loss',
  train: (point) => point.loss,
  validation: (point) => point.validationLoss,
  batch: (point) => point.loss,
};

export const accuracy: Measure = {
  title: 'Accuracy',
  noun: 'accuracy',
  format: 'percent',
  train: (point) => point.accuracy,
  validation: (point) => point.validationAccuracy,
  batch: (point) => point.accuracy,
};

export const learningRate: Measure = {
  title: 'Learning rate',
  noun: 'learning rate',
  format: 'learningRate',
  train: (point) => point.learningRate,
};

/** Along what curves go: by epochs, by steps (batches), or by the seconds that training and validation took. */
export type TrainingAxis = 'epoch' | 'step' | 'seconds';

export const trainingAxes = {
  epoch: { label: 'epochs', title: 'Epoch', format: 'integer' },
  step: { label: 'steps', title: 'Step', format: 'count' },
  seconds: { label: 'time', title: 'Time in training', format: 'seconds' },
} as const satisfies Record<TrainingAxis, { label: string; title: string; format: ChartFormat }>;

/** Where the end of each epoch of a run is; empty where that is not known. */
export function epochPositions({ state }: ShownRun, axis: TrainingAxis): readonly number[] {
  const { epochs, started } = state;
  switch (axis) {
    case 'epoch':
      return epochs.map(({ epoch }) => epoch);
    case 'step':
      return started === undefined ? [] : epochs.map(({ epoch }) => epoch * started.stepsPerEpoch);
    case 'seconds': {
      let milliseconds = 0;
      return epochs.map(({ durationMs }) => {
        milliseconds += durationMs;
        return milliseconds / 1000;
      });
    }
  }
}

/**
 * Where a place within the epoch under way is, in epochs such as 2.5. By time it is where it comes to lie if the epoch takes
 * as long as those before; undefined where there is none to tell from.
 */
export function positionWithin({ state }: ShownRun, axis: TrainingAxis, position: number): number | undefined {
  const { epochs, started } = state;
  switch (axis) {
    case 'epoch':
      return position;
    case 'step':
      return started === undefined ? undefined : position * started.stepsPerEpoch;
    case 'seconds': {
      if (epochs.length === 0) return undefined;
      const seconds = epochs.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
      return (seconds / epochs.length) * position;
    }
  }
}
