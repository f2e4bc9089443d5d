import { printable } from '../format.js';
import { sampleColumns } from '../samples/sampleColumns.js';
import type { JudgedRun } from './judgedRun.js';

/** Probabilities `[labels.length, classCount]` as a run gave them, and the true classes. */
export interface RawPredictions {
  readonly probabilities: Float32Array;
  readonly labels: Uint8Array;
}

/** What is read of a run to judge it: plain data that goes to another thread. */
export interface RawRun extends Omit<JudgedRun, 'samples' | 'calibration'> {
  readonly test: RawPredictions | null;
  /** Where the validation images' predictions are kept. */
  readonly validation?: RawPredictions;
}

/** A run as it is judged. Predictions that do not fit their images are as good as none. */
export function judgedRunOf({ test, validation, ...run }: RawRun): JudgedRun {
  if (test === null) return { ...run, samples: null };
  try {
    const samples = sampleColumns(test.probabilities, test.labels, run.classNames.length);
    return { ...run, samples, ...(validation === undefined ? {} : { calibration: { validation, test } }) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ...run, samples: null, missing: `its predictions do not fit its images: ${printable(error.message)}` };
  }
}
