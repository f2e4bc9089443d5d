import type { Evaluation } from '../metrics/evaluation.js';
import { f1Interval } from './f1Interval.js';
import { type PairedCounts, pairedInterval } from './pairedCounts.js';
import { type Interval, wilsonInterval } from './wilsonInterval.js';

/** A fraction 0..1 of a class, beside the baseline's. */
export interface ClassFigure {
  /** Null where there is nothing to divide by, as the interval. */
  readonly value: number | null;
  /** 95 %: Wilson's for recall and precision; for F1 see `f1Interval`. */
  readonly interval: Interval | null;
  /** This run's less the baseline's, −1..1; null without a baseline, or where either has no value. */
  readonly difference: number | null;
  /** 95 %, of paired fractions; null unless the pairs are known, and for all figures but recall. */
  readonly differenceInterval: Interval | null;
}

/** How one class fared. */
export interface ClassRow {
  readonly classIndex: number;
  readonly name: string;
  /** Images of the class. */
  readonly support: number;
  /** Images taken for it. */
  readonly predictedCount: number;
  readonly recall: ClassFigure;
  readonly precision: ClassFigure;
  readonly f1: ClassFigure;
}

export type ClassMetric = 'recall' | 'precision' | 'f1';

/** What a run's classes are held against. */
export interface ClassBaseline {
  readonly evaluation: Pick<Evaluation, 'classes'>;
  /** This run and the baseline on the images of each class, where both are known: `pairedCountsByClass(run, baseline)`. */
  readonly pairs?: readonly PairedCounts[];
}

/** A row for each class, in the order of the classes. */
export function classRows(
  { classes, confusion }: Pick<Evaluation, 'classes' | 'confusion'>,
  classNames: readonly string[],
  baseline?: ClassBaseline,
): ClassRow[] {
  return classes.map(({ support, ...values }, classIndex) => {
    const hits = confusion[classIndex]?.[classIndex] ?? 0;
    const predictedCount = confusion.reduce((sum, row) => sum + (row[classIndex] ?? 0), 0);
    const pairs = baseline?.pairs?.[classIndex];
    const figure = (metric: ClassMetric, interval: Interval | null): ClassFigure => {
      const value = values[metric];
      const other = baseline?.evaluation.classes[classIndex]?.[metric] ?? null;
      const difference = value === null || other === null ? null : value - other;
      const isPaired = metric === 'recall' && difference !== null && pairs !== undefined;
      return {
        value,
        interval,
        difference,
        differenceInterval: isPaired ? pairedInterval(pairs) : null,
      };
    };
    return {
      classIndex,
      name: classNames[classIndex] ?? `class ${classIndex}`,
      support,
      predictedCount,
      recall: figure('recall', wilsonInterval(hits, support)),
      precision: figure('precision', wilsonInterval(hits, predictedCount)),
      f1: figure('f1', f1Interval(hits, support, predictedCount)),
    };
  });
}
