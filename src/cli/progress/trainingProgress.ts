import type { RunEvent } from '../../core/run/events.js';

/** How far a training is: all that a progress line shows. A fold of the run's events. */
export interface TrainingProgress {
  readonly modelName: string;
  /** At most; early stopping may end before. */
  readonly epochs: number;
  readonly phase: 'starting' | 'training' | 'evaluating' | 'ended';
  /** From 1; 0 before the first. */
  readonly epoch: number;
  /** Part of the epoch's steps that are done, 0..1. */
  readonly epochFraction: number;
  readonly loss?: number;
  readonly accuracy?: number;
  readonly samplesPerSecond?: number;
  /** Until the last epoch has ended, should no callback stop before; unknown at the start. */
  readonly remainingMs?: number;
  readonly stepsPerEpoch: number;
  readonly trainCount: number;
  readonly epochStartedAt: number;
  /** Total of the epochs that have ended. */
  readonly endedEpochsMs: number;
}

/** Before the first event. */
export function startOfProgress(modelName: string, epochs: number): TrainingProgress {
  return {
    modelName,
    epochs,
    phase: 'starting',
    epoch: 0,
    epochFraction: 0,
    stepsPerEpoch: 0,
    trainCount: 0,
    epochStartedAt: 0,
    endedEpochsMs: 0,
  };
}

/** The progress after one more event. */
export function reduceProgress(progress: TrainingProgress, event: RunEvent): TrainingProgress {
  switch (event.type) {
    case 'runStarted':
      return {
        ...progress,
        modelName: event.modelName,
        epochs: event.recipe.epochs,
        stepsPerEpoch: event.stepsPerEpoch,
        trainCount: event.trainCount,
      };
    case 'epochStarted':
      return { ...progress, phase: 'training', epoch: event.epoch, epochFraction: 0, epochStartedAt: event.time };
    case 'batchesTrained': {
      const epochFraction = progress.stepsPerEpoch === 0 ? 0 : Math.min(1, event.step / progress.stepsPerEpoch);
      const { loss, accuracy, samplesPerSecond } = event;
      return withRemaining({ ...progress, epochFraction, loss, accuracy, samplesPerSecond }, event.time);
    }
    case 'epochEnded': {
      const { loss, accuracy } = event;
      const seconds = event.trainDurationMs / 1_000;
      return withRemaining(
        {
          ...progress,
          epochFraction: 1,
          loss,
          accuracy,
          ...(seconds > 0 ? { samplesPerSecond: progress.trainCount / seconds } : {}),
          endedEpochsMs: progress.endedEpochsMs + event.durationMs,
          phase: event.epoch >= progress.epochs ? 'evaluating' : 'training',
        },
        event.time,
      );
    }
    case 'earlyStopped':
    case 'bestWeightsRestored':
      return { ...progress, phase: 'evaluating' };
    case 'runCompleted':
    case 'runStopped':
    case 'runFailed':
      return { ...progress, phase: 'ended', remainingMs: 0 };
    case 'evaluated':
    case 'learningRateReduced':
      return progress;
  }
}

/** Each epoch will last as long as the ended ones did on average; the first one, as long as its steps so far suggest. */
function withRemaining(progress: TrainingProgress, time: number): TrainingProgress {
  const { epoch, epochs, epochFraction } = progress;
  const epochEnded = epochFraction === 1;
  const endedEpochs = progress.endedEpochsMs > 0 ? (epochEnded ? epoch : epoch - 1) : 0;
  const epochMs =
    endedEpochs > 0
      ? progress.endedEpochsMs / endedEpochs
      : epochFraction > 0
        ? (time - progress.epochStartedAt) / epochFraction
        : undefined;
  if (epochMs === undefined) return progress;
  return { ...progress, remainingMs: Math.max(0, epochMs * (epochs - epoch + 1 - epochFraction)) };
}
