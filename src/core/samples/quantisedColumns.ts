import { logLossOf } from '../metrics/prediction.js';
import type { SampleColumns } from './sampleColumns.js';

/** Columns with numbers of 16 bits, to be stored: true to less than 0.0001, of losses to less than 0.001. */
export interface QuantisedColumns {
  readonly count: number;
  readonly classCount: number;
  readonly labels: Uint16Array;
  readonly predicted: Int16Array;
  readonly probability: Uint16Array;
  readonly trueProbability: Uint16Array;
  readonly margin: Uint16Array;
  readonly loss: Uint16Array;
  readonly squaredError: Uint16Array;
}

/** Stands for NaN. */
const NOT_A_NUMBER = 65_535;
const STEPS = 65_534;

/** What each column's greatest value can be. */
const greatest = {
  probability: 1,
  trueProbability: 1,
  margin: 1,
  loss: logLossOf(Number.NaN),
  squaredError: 2,
} as const;

type FractionColumn = keyof typeof greatest;

/** Columns in a third of the space. */
export function quantiseColumns(columns: SampleColumns): QuantisedColumns {
  const { count, classCount, labels, predicted } = columns;
  const quantised = (name: FractionColumn) => quantise(columns[name], greatest[name]);
  return {
    count,
    classCount,
    labels,
    predicted,
    probability: quantised('probability'),
    trueProbability: quantised('trueProbability'),
    margin: quantised('margin'),
    loss: quantised('loss'),
    squaredError: quantised('squaredError'),
  };
}

/** The columns again. */
export function restoreColumns(stored: QuantisedColumns): SampleColumns {
  const { count, classCount, labels, predicted } = stored;
  const restored = (name: FractionColumn) => restore(stored[name], greatest[name]);
  return {
    count,
    classCount,
    labels,
    predicted,
    probability: restored('probability'),
    trueProbability: restored('trueProbability'),
    margin: restored('margin'),
    loss: restored('loss'),
    squaredError: restored('squaredError'),
  };
}

/** Numbers from 0 to `most` in 65,535 steps; what is no number stays none, what is beyond becomes the nearest. */
export function quantise(values: Float32Array, most: number): Uint16Array {
  return Uint16Array.from(values, (value) =>
    Number.isNaN(value) ? NOT_A_NUMBER : Math.round((Math.min(Math.max(value, 0), most) / most) * STEPS),
  );
}

export function restore(stored: Uint16Array, most: number): Float32Array {
  return Float32Array.from(stored, (step) => (step === NOT_A_NUMBER ? Number.NaN : (step / STEPS) * most));
}
