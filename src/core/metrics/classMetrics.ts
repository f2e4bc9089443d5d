import type { AveragedMetrics, ClassMetrics } from './evaluation.js';

/**
 * Precision, recall and F1 of each class from a confusion matrix `[true][predicted]`. `supports` may be larger than the
 * rows' sums: images without a prediction are in no column. A metric whose denominator is 0 is null.
 */
export function classMetricsOf(
  confusion: readonly (readonly number[])[],
  supports: readonly number[],
): readonly ClassMetrics[] {
  return supports.map((support, index) => {
    const hits = confusion[index]?.[index] ?? 0;
    const predicted = confusion.reduce((sum, row) => sum + (row[index] ?? 0), 0);
    return {
      precision: ratio(hits, predicted),
      recall: ratio(hits, support),
      // 2·TP / (2·TP + FP + FN): defined as soon as the class occurs in truth or prediction, as in scikit-learn.
      f1: ratio(2 * hits, predicted + support),
      support,
    };
  });
}

/** Plain mean over all classes; a class without a value counts as 0. */
export function macroAverage(classes: readonly ClassMetrics[]): AveragedMetrics {
  return average(classes, () => 1);
}

/** Mean over all classes weighted by support; a class without a value counts as 0. */
export function weightedAverage(classes: readonly ClassMetrics[]): AveragedMetrics {
  return average(classes, ({ support }) => support);
}

function average(classes: readonly ClassMetrics[], weightOf: (metrics: ClassMetrics) => number): AveragedMetrics {
  const total = classes.reduce((sum, metrics) => sum + weightOf(metrics), 0);
  const meanOf = (key: 'precision' | 'recall' | 'f1') =>
    total === 0 ? 0 : classes.reduce((sum, metrics) => sum + (metrics[key] ?? 0) * weightOf(metrics), 0) / total;
  return { precision: meanOf('precision'), recall: meanOf('recall'), f1: meanOf('f1') };
}

function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator;
}
