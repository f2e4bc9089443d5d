import { NO_PREDICTION } from '../metrics/prediction.js';
import type { SampleColumns } from '../samples/sampleColumns.js';
import { orderOf } from './orderOf.js';

/** Images in the order of their confidence, cut into parts with equally many. */
export interface EqualMassOrder {
  /** Row numbers, the least confident first, equal ones in their order; without images that have no prediction. */
  readonly order: Uint32Array;
  /** Where each part ends in `order`, the next one beginning there; none is empty. */
  readonly ends: Uint32Array;
}

/** As many bins as the calibration error of a comparison is taken over. */
export const EQUAL_MASS_BINS = 15;

/** The b-th of `binCount` parts ends at image ⌈b·n / binCount⌉ in the order of confidence; equal ones stay together. */
export function equalMassOrder(
  { count, predicted, probability }: SampleColumns,
  binCount: number = EQUAL_MASS_BINS,
): EqualMassOrder {
  const confidenceOf = (row: number | undefined) => probability[row ?? 0] ?? 0;
  const order = orderOf(probability.subarray(0, count)).filter((row) => predicted[row] !== NO_PREDICTION);
  const ends: number[] = [];
  for (let bin = 1; bin <= binCount; bin += 1) {
    let end = Math.ceil((bin * order.length) / binCount);
    if (end <= (ends.at(-1) ?? 0)) continue;
    while (end < order.length && confidenceOf(order[end]) === confidenceOf(order[end - 1])) end += 1;
    ends.push(end);
  }
  return { order, ends: Uint32Array.from(ends) };
}
