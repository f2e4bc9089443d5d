import type { EpochEnded } from './events.js';

/** One epoch on the curves. A measurement that is not a number (a diverged loss) is null. */
export interface EpochPoint {
  /** From 1. */
  readonly epoch: number;
  readonly learningRate: number | null;
  readonly loss: number | null;
  readonly accuracy: number | null;
  readonly validationLoss?: number | null;
  readonly validationAccuracy?: number | null;
  readonly trainDurationMs: number;
  readonly durationMs: number;
  readonly isBest: boolean;
  /** SHA-256 of all weights and statistics at its end, hexadecimal. */
  readonly weightsHash?: string;
}

/** What an event adds to the curves. */
export function epochPointOf(event: EpochEnded): EpochPoint {
  return {
    epoch: event.epoch,
    learningRate: finiteOrNull(event.learningRate),
    loss: finiteOrNull(event.loss),
    accuracy: finiteOrNull(event.accuracy),
    ...(event.validationLoss === undefined ? {} : { validationLoss: finiteOrNull(event.validationLoss) }),
    ...(event.validationAccuracy === undefined ? {} : { validationAccuracy: finiteOrNull(event.validationAccuracy) }),
    trainDurationMs: event.trainDurationMs,
    durationMs: event.durationMs,
    isBest: event.isBest,
    ...(event.weightsHash === undefined ? {} : { weightsHash: event.weightsHash }),
  };
}

/** The curves with a point more, in the order of epochs; an epoch that was trained again replaces itself. */
export function insertEpoch(points: readonly EpochPoint[], point: EpochPoint): readonly EpochPoint[] {
  const last = points.at(-1);
  if (last === undefined || last.epoch < point.epoch) return [...points, point];
  return [
    ...points.filter(({ epoch }) => epoch < point.epoch),
    point,
    ...points.filter(({ epoch }) => epoch > point.epoch),
  ];
}

/** The number, or null for NaN, infinities and what JSON made of them. */
export function finiteOrNull(value: number | null): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
