import { classMetricsOf } from '../metrics/classMetrics.js';
import type { Evaluation } from '../metrics/evaluation.js';
import { cellCounts } from './cellCounts.js';
import type { SampleColumns } from './sampleColumns.js';

/** The part of an evaluation that is about single classes, of whatever images. */
export type ClassEvaluation = Pick<Evaluation, 'confusion' | 'classes'>;

/** What an evaluation of those images would say of the classes. Images without a prediction count among those of their class. */
export function classEvaluation(columns: SampleColumns): ClassEvaluation {
  const { confusion, unpredicted } = cellCounts(columns);
  const supports = confusion.map((row, index) => row.reduce((sum, count) => sum + count, unpredicted[index] ?? 0));
  return { confusion, classes: classMetricsOf(confusion, supports) };
}
