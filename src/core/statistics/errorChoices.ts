import type { Evaluation } from '../metrics/evaluation.js';
import { cellsWorstFirst } from './confusionMatrix.js';

/** A kind of error to look at, of one run or of several. */
export interface ErrorChoice {
  /** Absent: of any class that it is taken for, or that is taken for it. */
  readonly predictedClass?: number;
  readonly trueClass: number;
  /** Images of each run, in the order of the runs. */
  readonly counts: readonly number[];
  /** Of the images of the true class, 0..1; null where there are none. For a whole class that of the missed ones. */
  readonly shares: readonly (number | null)[];
}

/** What can be looked at of the mistakes of runs. */
export interface ErrorChoices {
  /** By the most images that any of the runs has there. */
  readonly cells: readonly ErrorChoice[];
  /** Classes of which images are missed, by the most of them. */
  readonly classes: readonly ErrorChoice[];
}

/** Cells and classes with mistakes, the worst first. All evaluations are of the same classes. */
export function errorChoices(evaluations: readonly Pick<Evaluation, 'confusion' | 'classes'>[]): ErrorChoices {
  const classCount = Math.max(0, ...evaluations.map(({ confusion }) => confusion.length));
  const shareOf = (count: number, { classes }: Pick<Evaluation, 'classes'>, trueClass: number) => {
    const support = classes[trueClass]?.support ?? 0;
    return support === 0 ? null : count / support;
  };
  const choice = (trueClass: number, counts: readonly number[], predictedClass?: number): ErrorChoice => ({
    trueClass,
    ...(predictedClass === undefined ? {} : { predictedClass }),
    counts,
    shares: evaluations.map((evaluation, run) => shareOf(counts[run] ?? 0, evaluation, trueClass)),
  });
  const countsAt = (trueClass: number, predictedClass: number) =>
    evaluations.map(({ confusion }) => confusion[trueClass]?.[predictedClass] ?? 0);
  const most = Array.from({ length: classCount }, (_, trueClass) =>
    Array.from({ length: classCount }, (_, predictedClass) => Math.max(0, ...countsAt(trueClass, predictedClass))),
  );
  const classes = most.map((_, trueClass) =>
    choice(
      trueClass,
      evaluations.map(({ confusion, classes }) =>
        Math.max(0, (classes[trueClass]?.support ?? 0) - (confusion[trueClass]?.[trueClass] ?? 0)),
      ),
    ),
  );
  return {
    cells: cellsWorstFirst(most).map(({ trueClass, predictedClass }) =>
      choice(trueClass, countsAt(trueClass, predictedClass), predictedClass),
    ),
    classes: classes
      .filter(({ counts }) => Math.max(0, ...counts) > 0)
      .sort((a, b) => Math.max(...b.counts) - Math.max(...a.counts) || a.trueClass - b.trueClass),
  };
}
