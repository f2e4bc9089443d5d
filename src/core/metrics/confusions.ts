/** A kind of mistake: how many images of one class were taken for another. */
export interface Confusion {
  readonly trueClass: number;
  readonly predictedClass: number;
  readonly count: number;
  /** Of the images of the true class, 0..1. */
  readonly fraction: number;
}

/**
 * The most frequent mistakes of a confusion matrix (`[true][predicted]`), at most `limit`, those that happened at all;
 * of equally frequent ones, in the order of the classes.
 */
export function topConfusions(confusion: readonly (readonly number[])[], limit: number): Confusion[] {
  return confusion
    .flatMap((row, trueClass) => {
      const support = row.reduce((sum, count) => sum + count, 0);
      return row.flatMap((count, predictedClass) =>
        predictedClass === trueClass || count === 0
          ? []
          : [{ trueClass, predictedClass, count, fraction: count / support }],
      );
    })
    .sort((a, b) => b.count - a.count || a.trueClass - b.trueClass || a.predictedClass - b.predictedClass)
    .slice(0, limit);
}
