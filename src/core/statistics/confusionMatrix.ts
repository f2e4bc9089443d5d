import type { Evaluation } from '../metrics/evaluation.js';

/** Values of the cells of a confusion matrix, `[true][predicted]`; null where there is nothing to divide by. */
export type CellValues = readonly (readonly (number | null)[])[];

/**
 * What a cell's count is divided by: nothing; the images of the true class, so that the diagonal is recall; the images
 * taken for the predicted class, so that it is precision.
 */
export type Normalization = 'none' | 'true' | 'predicted';

/** A cell and what stands in it. */
export interface Cell {
  readonly trueClass: number;
  readonly predictedClass: number;
  readonly value: number;
}

/** The cells of an evaluation. Images without a prediction are in no cell, but count among those of their true class. */
export function cellValues(
  { confusion, classes }: Pick<Evaluation, 'confusion' | 'classes'>,
  normalization: Normalization,
): CellValues {
  if (normalization === 'none') return confusion;
  const columnSums = confusion.map((_, column) => confusion.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  return confusion.map((row, trueClass) =>
    row.map((count, predictedClass) => {
      const whole = normalization === 'true' ? classes[trueClass]?.support : columnSums[predictedClass];
      return whole === undefined || whole === 0 ? null : count / whole;
    }),
  );
}

/** Cell by cell the first less the second; null where either is, or the second has no such cell. */
export function cellDifferences(first: CellValues, second: CellValues): CellValues {
  return first.map((row, trueClass) =>
    row.map((value, predictedClass) => {
      const other = second[trueClass]?.[predictedClass] ?? null;
      return value === null || other === null ? null : value - other;
    }),
  );
}

/**
 * The mistakes, the greatest first, equal ones in the order of the classes: all cells beside the diagonal that are above
 * 0. Of differences to a baseline: the mistakes that have become more frequent.
 */
export function cellsWorstFirst(values: CellValues): Cell[] {
  return values
    .flatMap((row, trueClass) =>
      row.flatMap((value, predictedClass) =>
        value === null || value <= 0 || trueClass === predictedClass ? [] : [{ trueClass, predictedClass, value }],
      ),
    )
    .sort((a, b) => b.value - a.value || a.trueClass - b.trueClass || a.predictedClass - b.predictedClass);
}
