import type { EpochPoint } from './curves.js';
import { count, finite, list, object, oneOf, type Reader, text, whole } from './readers.js';

/** What became of training a run a second time: kept with the run. */
export interface Verification {
  readonly schemaVersion: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** `identical`: every figure and every bit that was compared. */
  readonly verdict: 'identical' | 'different';
  /** Epochs that were compared, and those that the run has. */
  readonly epochs: number;
  readonly ofEpochs: number;
  /** True when the run's end was compared too: final weights and predictions. */
  readonly includesEnd: boolean;
  /** Where the two part, and by how much: sentences. Empty when identical. */
  readonly partings: readonly string[];
  /** The epoch at which they part; absent when they do not, or only at the end. */
  readonly partsAtEpoch?: number;
  /** What differs from the machine that the run was made on: sentences. */
  readonly conditions: readonly string[];
  /** What could not be compared: sentences. */
  readonly gaps: readonly string[];
}

const sentences = list(text);

/** Reads what was stored. @throws Mismatch when it is something else. */
export const readVerification: Reader<Verification> = object(
  {
    schemaVersion: whole(1),
    time: finite,
    verdict: oneOf('identical', 'different'),
    epochs: count,
    ofEpochs: count,
    includesEnd: (value: unknown) => value === true,
    partings: sentences,
    conditions: sentences,
    gaps: sentences,
  },
  { partsAtEpoch: whole(1) },
);

const figures = ['loss', 'accuracy', 'validationLoss', 'validationAccuracy', 'learningRate'] as const;

/** In what an epoch differs from the same epoch of the run, as sentences; none when it is the same to the bit. */
export function epochPartings(recorded: EpochPoint, replayed: EpochPoint): string[] {
  const partings = figures.flatMap((figure) => {
    const [then, now] = [recorded[figure] ?? null, replayed[figure] ?? null];
    return Object.is(then, now) ? [] : [`${figure} ${then ?? 'none'}, now ${now ?? 'none'}${apart(then, now)}`];
  });
  const { weightsHash } = recorded;
  if (weightsHash !== undefined && weightsHash !== replayed.weightsHash)
    partings.push(`weights ${weightsHash.slice(0, 12)}…, now ${replayed.weightsHash?.slice(0, 12) ?? 'none'}…`);
  return partings;
}

/** How far two predictions of the same images are apart: the largest difference of a probability, 0 for the same bits. */
export function largestDifference(recorded: Float32Array, replayed: Float32Array): number {
  if (recorded.length !== replayed.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < recorded.length; i += 1) {
    const [then, now] = [recorded[i] ?? 0, replayed[i] ?? 0];
    if (Object.is(then, now)) continue;
    const difference = Math.abs(then - now);
    largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference, Number.MIN_VALUE);
  }
  return largest;
}

function apart(then: number | null, now: number | null): string {
  if (then === null || now === null) return '';
  return ` (${Math.abs(now - then).toExponential(1)} apart)`;
}
