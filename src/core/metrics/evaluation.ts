/** How one class fared. Fractions 0..1; NaN never: a metric with an empty denominator is null. */
export interface ClassMetrics {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  /** Test images whose true class it is. */
  readonly support: number;
}

/** Averages over classes; a class without a value counts as 0, as scikit-learn's `zero_division=0`. */
export interface AveragedMetrics {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Accuracy and loss on one split. */
export interface SplitMetrics {
  readonly count: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** Everything measured once training is over. */
export interface Evaluation {
  readonly train: SplitMetrics;
  readonly validation?: SplitMetrics;
  readonly test: SplitMetrics;
  /** Fraction of test images whose class is among the `k` most probable, for k = 2, 3 and 5 where there are more classes. */
  readonly topK: Readonly<Record<string, number>>;
  /** Mean −ln(probability of the true class) on the test set, probabilities clipped to [ε, 1 − ε] as scikit-learn does. */
  readonly logLoss: number;
  /** `confusion[true][predicted]` = number of test images. */
  readonly confusion: readonly (readonly number[])[];
  readonly classes: readonly ClassMetrics[];
  readonly macro: AveragedMetrics;
  readonly weighted: AveragedMetrics;
  /** Test images whose probabilities are not numbers: counted as wrong, in no column of `confusion`. Absent when 0. */
  readonly unpredicted?: number;
}
