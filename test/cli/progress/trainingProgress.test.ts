import { describe, expect, it } from 'vitest';
import { reduceProgress, startOfProgress, type TrainingProgress } from '../../../src/cli/progress/trainingProgress.js';
import type { EpochEnded, RunEvent } from '../../../src/core/run/events.js';

const epochEnded = (epoch: number, time: number, durationMs: number): EpochEnded => ({
  type: 'epochEnded',
  time,
  epoch,
  durationMs,
  trainDurationMs: durationMs,
  learningRate: 0.001,
  loss: 0.3,
  accuracy: 0.9,
  isBest: true,
});

const batches = (epoch: number, time: number, step: number): RunEvent => ({
  type: 'batchesTrained',
  time,
  epoch,
  step,
  loss: 0.4,
  accuracy: 0.85,
  samplesPerSecond: 4000,
});

function progressAfter(...events: RunEvent[]): TrainingProgress {
  const start = { ...startOfProgress('cnn', 4), stepsPerEpoch: 100, trainCount: 48_000 };
  return events.reduce(reduceProgress, start);
}

describe('progress of a training', () => {
  it('knows nothing about the rest before the first steps', () => {
    const progress = progressAfter({ type: 'epochStarted', time: 1000, epoch: 1, learningRate: 0.001 });
    expect(progress).toMatchObject({ phase: 'training', epoch: 1, epochFraction: 0 });
    expect(progress.remainingMs).toBeUndefined();
  });

  it('reckons from the steps of the first epoch, then from whole epochs', () => {
    const first = progressAfter(
      { type: 'epochStarted', time: 1000, epoch: 1, learningRate: 0.001 },
      batches(1, 3000, 25),
    );
    // A quarter took 2 s: an epoch takes 8 s, and 3.75 epochs are left.
    expect(first).toMatchObject({ epochFraction: 0.25, loss: 0.4, accuracy: 0.85, remainingMs: 30_000 });
    const second = progressAfter(
      epochEnded(1, 11_000, 10_000),
      { type: 'epochStarted', time: 11_000, epoch: 2, learningRate: 0.001 },
      batches(2, 11_100, 50),
    );
    expect(second).toMatchObject({ epoch: 2, epochFraction: 0.5, remainingMs: 25_000 });
  });

  it('goes on to evaluating after the last epoch, or when training stops early', () => {
    const all = [1, 2, 3, 4].flatMap((epoch): RunEvent[] => [
      { type: 'epochStarted', time: epoch * 1000, epoch, learningRate: 0.001 },
      epochEnded(epoch, epoch * 1000 + 1000, 1000),
    ]);
    expect(progressAfter(...all)).toMatchObject({ phase: 'evaluating', remainingMs: 0 });
    const early: RunEvent[] = [...all.slice(0, 2), { type: 'earlyStopped', time: 3000, epoch: 1, reason: 'no gain' }];
    expect(progressAfter(...early).phase).toBe('evaluating');
    const end: RunEvent = { type: 'runCompleted', time: 9000, durationMs: 9000 };
    expect(progressAfter(...early, end)).toMatchObject({ phase: 'ended', remainingMs: 0 });
  });
});
