import { type EpochPoint, finiteOrNull } from './curves.js';
import type { BatchesTrained, EpochEnded, EpochStarted, PhaseName, RunStarted } from './events.js';
import { currentPhase, type PhaseState, plannedEpochs, plannedEpochsOfPhase } from './phases.js';

/** Where a training stands. */
export interface Progress {
  /** Of a training in two phases, the one at hand. */
  readonly phase?: Exclude<PhaseName, 'training'>;
  /** From 1. */
  readonly epoch: number;
  /** At most; early stopping may end before. Null when the run's start was not read. */
  readonly epochs: number | null;
  /** Steps done in this epoch. */
  readonly step: number;
  readonly stepsPerEpoch: number | null;
  /** Means over the epoch so far; null before its first batch and when not a number. */
  readonly loss: number | null;
  readonly accuracy: number | null;
  readonly samplesPerSecond: number | null;
  /** Of all steps of the recipe, 0..1. */
  readonly fraction: number | null;
  /** Until the last epoch of the phase is over, if none is saved by early stopping: another phase has another pace. */
  readonly remainingMs: number | null;
  /** When the epoch began, milliseconds since the epoch; null if that was not read. */
  readonly epochStartTime: number | null;
}

/** The parts of a run's state that progress is told from. */
interface ProgressSource {
  readonly started?: RunStarted;
  readonly epochs: readonly EpochPoint[];
  readonly progress?: Progress;
  readonly phases?: readonly PhaseState[];
}

/** Progress when an epoch begins. */
export function progressAtEpochStart(source: ProgressSource, event: EpochStarted): Progress {
  const { started } = source;
  return {
    ...phaseOf(source),
    epoch: event.epoch,
    epochs: plannedEpochs(source),
    step: 0,
    stepsPerEpoch: started?.stepsPerEpoch ?? null,
    loss: null,
    accuracy: null,
    samplesPerSecond: null,
    fraction: fractionOf(source, event.epoch, 0),
    remainingMs: null,
    epochStartTime: event.time,
  };
}

/** Progress within an epoch. */
export function progressAfterBatches(source: ProgressSource, event: BatchesTrained): Progress {
  const { started, progress } = source;
  const epochStartTime = progress?.epoch === event.epoch ? progress.epochStartTime : null;
  const stepMs =
    epochStartTime !== null && event.step > 0 ? Math.max(0, event.time - epochStartTime) / event.step : null;
  return {
    ...phaseOf(source),
    epoch: event.epoch,
    epochs: plannedEpochs(source),
    step: event.step,
    stepsPerEpoch: started?.stepsPerEpoch ?? null,
    loss: finiteOrNull(event.loss),
    accuracy: finiteOrNull(event.accuracy),
    samplesPerSecond: finiteOrNull(event.samplesPerSecond),
    fraction: fractionOf(source, event.epoch, event.step),
    remainingMs: remainingOf(source, event.epoch, event.step, stepMs),
    epochStartTime,
  };
}

/** Progress when an epoch is over; `source` holds its point already. */
export function progressAfterEpoch(source: ProgressSource, event: EpochEnded): Progress {
  const { started, progress } = source;
  const isSame = progress?.epoch === event.epoch;
  const steps = started?.stepsPerEpoch ?? null;
  const stepMs = steps === null || steps === 0 ? null : event.trainDurationMs / steps;
  return {
    ...phaseOf(source),
    epoch: event.epoch,
    epochs: plannedEpochs(source),
    step: steps ?? (isSame ? progress.step : 0),
    stepsPerEpoch: steps,
    loss: finiteOrNull(event.loss),
    accuracy: finiteOrNull(event.accuracy),
    samplesPerSecond: isSame ? progress.samplesPerSecond : null,
    fraction: fractionOf(source, event.epoch, steps ?? 0),
    remainingMs: remainingOf(source, event.epoch, steps ?? 0, stepMs, true),
    epochStartTime: isSame ? progress.epochStartTime : null,
  };
}

function phaseOf(source: ProgressSource): Pick<Progress, 'phase'> {
  const phase = currentPhase(source)?.phase;
  return phase === undefined || phase === 'training' ? {} : { phase };
}

function fractionOf(source: ProgressSource, epoch: number, step: number): number | null {
  const { started } = source;
  const epochs = plannedEpochs(source);
  if (started === undefined || epochs === null || started.stepsPerEpoch <= 0) return null;
  const total = epochs * started.stepsPerEpoch;
  const done = (epoch - 1) * started.stepsPerEpoch + step;
  return Math.min(1, Math.max(0, done / total));
}

/** Of the phase at hand: steps left at the pace of this epoch, and a validation for each epoch left at the mean of those seen. */
function remainingOf(
  source: ProgressSource,
  epoch: number,
  step: number,
  stepMs: number | null,
  isEpochOver = false,
): number | null {
  const { started, epochs } = source;
  const last = plannedEpochsOfPhase(source);
  if (started === undefined || stepMs === null || last === null) return null;
  const { stepsPerEpoch } = started;
  const epochsAfter = Math.max(0, last - epoch);
  const steps = Math.max(0, stepsPerEpoch - step) + epochsAfter * stepsPerEpoch;
  const validationsMs = epochs.reduce((sum, point) => sum + Math.max(0, point.durationMs - point.trainDurationMs), 0);
  const validationMs = epochs.length === 0 ? 0 : validationsMs / epochs.length;
  return steps * stepMs + (epochsAfter + (isEpochOver ? 0 : 1)) * validationMs;
}
