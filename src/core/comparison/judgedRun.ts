import type { SeedPlanMark } from '../run/request.js';
import type { SampleColumns } from '../samples/sampleColumns.js';

/** A run as it comes to be judged. */
export interface JudgedRun {
  readonly runId: string;
  readonly modelName: string;
  /** Equal for runs that differ in the seed alone (`setupOf`); a run whose start is not known has one of its own. */
  readonly setup: string;
  readonly seed: number | null;
  /** The plan of seeds that it was trained by. */
  readonly seedPlan?: SeedPlanMark;
  /** As plans name models; needed to find those of a plan that were trained before it. */
  readonly definitionHash?: string;
  /** Equal for runs that were tested on the same images: the dataset's checksum. */
  readonly testKey: string;
  readonly classNames: readonly string[];
  /** What it makes of each test image; null where that is not known. */
  readonly samples: SampleColumns | null;
  /** Why it is not known, for a person, without a full stop. */
  readonly missing?: string;
  /** What a temperature is fitted on and tried with; absent where validation images' predictions are not kept. */
  readonly calibration?: CalibrationData;
}

/** Probabilities row by row, `[labels.length, classCount]`. */
export interface CalibrationData {
  readonly validation: { readonly probabilities: Float32Array; readonly labels: ArrayLike<number> };
  readonly test: { readonly probabilities: Float32Array; readonly labels: ArrayLike<number> };
}

/** A run that is judged: its samples are there. */
export interface ReadyRun extends JudgedRun {
  readonly samples: SampleColumns;
  /** 1 for each test image that it gets right. */
  readonly right: Uint8Array;
  readonly rightCount: number;
}

export function readyRun(run: JudgedRun & { readonly samples: SampleColumns }): ReadyRun {
  const { count, labels, predicted } = run.samples;
  const right = new Uint8Array(count);
  let rightCount = 0;
  for (let image = 0; image < count; image += 1)
    if (predicted[image] === labels[image]) {
      right[image] = 1;
      rightCount += 1;
    }
  return { ...run, right, rightCount };
}
