import { formatCount, formatPercent, formatQuantity, NO_VALUE } from '../../src/core/format.js';
import { NO_PREDICTION } from '../../src/core/metrics/prediction.js';
import type { CellValues, Normalization } from '../../src/core/statistics/confusionMatrix.js';

/** A cell of a matrix. */
export interface ConfusionCell {
  readonly trueClass: number;
  /** `NO_PREDICTION` in the column of images without one. */
  readonly predictedClass: number;
  readonly count: number;
  /** What stands in it: the count, or by how much it differs from the baseline's. */
  readonly text: string;
  /** Below it: a share, or, of a difference, the count; empty where there is nothing to say. */
  readonly detail: string;
  /** Of a difference: its own test says that it is more than chance makes of it. */
  readonly isNotable: boolean;
  /** Place on the fixed scale of colours, 0..1, of a difference −1..1; null: none, as on the diagonal. */
  readonly shade: number | null;
  /** `true Shirt, predicted T-shirt, 112 images, 11.2 percent, 41 fewer than the baseline` */
  readonly spoken: string;
}

/** The column of images for which the model's output is not a number. */
export const NO_PREDICTION_NAME = 'no prediction';

/** How the cells of a matrix are to be filled. */
export interface CellOptions {
  readonly isDifference: boolean;
  readonly normalization: Normalization;
}

/** What a matrix is filled from: counts, values in the chosen normalization, and what they differ by. */
export interface CellFigures {
  readonly counts: readonly (readonly number[])[];
  readonly values: CellValues;
  readonly countDifferences: CellValues | undefined;
  readonly valueDifferences: CellValues | undefined;
  readonly largestSupport: number;
  /** Keys (`cellKey`) of cells that differ by more than chance makes of it. */
  readonly notable: ReadonlySet<string>;
}

/** A cell's place as a text. */
export function cellKey(trueClass: number, predictedClass: number): string {
  return `${trueClass} ${predictedClass}`;
}

/** The cell of images of one class that were taken for another, or for what they are. */
export function cellOf(
  { counts, values, countDifferences, valueDifferences, largestSupport, notable }: CellFigures,
  classNames: readonly string[],
  { isDifference, normalization }: CellOptions,
  trueClass: number,
  predictedClass: number,
): ConfusionCell {
  const count = counts[trueClass]?.[predictedClass] ?? 0;
  const value = values[trueClass]?.[predictedClass] ?? null;
  const difference = countDifferences?.[trueClass]?.[predictedClass] ?? null;
  const drawn = isDifference ? (valueDifferences?.[trueClass]?.[predictedClass] ?? null) : value;
  const isNotable = isDifference && notable.has(cellKey(trueClass, predictedClass));
  const whole = normalization === 'none' ? Math.max(1, largestSupport) : 1;
  return {
    trueClass,
    predictedClass,
    count,
    text: isDifference ? signedCount(difference) : formatCount(count),
    detail: count === 0 ? '' : isDifference ? formatCount(count) : normalization === 'none' ? '' : formatPercent(value),
    isNotable,
    shade: trueClass === predictedClass || drawn === null || drawn === 0 ? null : drawn / whole,
    spoken: [
      `true ${classNames[trueClass] ?? ''}, predicted ${classNames[predictedClass] ?? ''}, ${formatQuantity(count, 'image')}`,
      ...(normalization === 'none' ? [] : [spokenShare(value, normalization)]),
      ...(difference === null ? [] : [spokenDifference(difference)]),
      ...(isNotable ? ['more than chance, exploratory'] : []),
    ].join(', '),
  };
}

/** The cell of a class's images without a prediction. `difference`: to the baseline's, where there is one. */
export function unpredictedCell(
  name: string,
  trueClass: number,
  count: number,
  support: number,
  difference: number | undefined,
  { isDifference, normalization }: CellOptions,
): ConfusionCell {
  const share = normalization === 'true' && support > 0 ? count / support : null;
  return {
    trueClass,
    predictedClass: NO_PREDICTION,
    count,
    text: isDifference ? signedCount(difference ?? null) : formatCount(count),
    detail: count === 0 ? '' : isDifference ? formatCount(count) : share === null ? '' : formatPercent(share),
    isNotable: false,
    shade: null,
    spoken: [
      `true ${name}, ${NO_PREDICTION_NAME}, ${formatQuantity(count, 'image')}`,
      ...(share === null ? [] : [spokenShare(share, normalization)]),
      ...(difference === undefined ? [] : [spokenDifference(difference)]),
    ].join(', '),
  };
}

function spokenShare(share: number | null, normalization: Normalization): string {
  if (share === null) return 'no share: there are none';
  const percent = formatPercent(share).replace(' %', ' percent');
  return normalization === 'predicted' ? `${percent} of those predicted so` : percent;
}

function spokenDifference(difference: number): string {
  if (difference === 0) return 'as many as the baseline';
  return `${formatCount(Math.abs(difference))} ${difference < 0 ? 'fewer' : 'more'} than the baseline`;
}

/** How many more or fewer: `+41`, `−41`, `0`. */
export function signedCount(difference: number | null): string {
  if (difference === null) return NO_VALUE;
  return difference > 0 ? `+${formatCount(difference)}` : formatCount(difference);
}
