import { choice } from '../definition/options.js';
import type { EpochResult } from './callback.js';

/** Quantities that a callback can watch. */
export const monitorNames = ['validationLoss', 'validationAccuracy', 'loss', 'accuracy'] as const;

export type Monitor = (typeof monitorNames)[number];

/** The `monitor` option of every callback that watches one quantity. Losses should fall, accuracies rise. */
export const monitorOption = choice<Monitor>({
  description: 'Quantity to watch; a loss should fall, an accuracy should rise.',
  values: monitorNames,
  default: 'validationLoss',
});

/** What `monitor` was in this epoch; undefined without a validation split. */
export function monitoredValue(result: EpochResult, monitor: Monitor): number | undefined {
  return result[monitor];
}

/**
 * True when `value` beats `reference` by more than `minDelta` (≥ 0), in the direction that `monitor` should move.
 * Anything beats the absent reference. Compared in float32, as Keras compares. A NaN never beats anything.
 */
export function isImprovement(monitor: Monitor, value: number, reference: number | null, minDelta: number): boolean {
  if (reference === null) return true;
  const limit = Math.fround(reference);
  return shouldFall(monitor) ? Math.fround(value + minDelta) < limit : Math.fround(value - minDelta) > limit;
}

function shouldFall(monitor: Monitor): boolean {
  return monitor === 'loss' || monitor === 'validationLoss';
}
