import type { SampleColumns } from '../samples/sampleColumns.js';
import { pairedCountsByClass, pairedDifference, totalOfPairs } from '../statistics/pairedDifference.js';
import { unpairedDifference } from '../statistics/unpairedDifference.js';
import { fractionInterval, type Interval } from '../statistics/wilsonInterval.js';
import type { ComparisonRow } from './comparison.js';
import type { RunState } from './state.js';

/** How sure the figures of a comparison's row are, as far as that follows from the number of test images, 95 %. */
export interface RowIntervals {
  /** Of the test accuracy: Wilson's. Null for several seeds, whose spread is told, and without an evaluation. */
  readonly accuracy: Interval | null;
  /** Of the accuracy less the first row's; null for the first row, for seeds, and where either has no evaluation. */
  readonly improvement: Interval | null;
  /** The improvement's counts on both having seen the same images. */
  readonly isPaired: boolean;
}

/**
 * The intervals of each row. `samplesOf`: what runs say of each test image, where that is known; without it differences are
 * taken for those of other images, which is wider.
 */
export function comparisonIntervals(
  rows: readonly ComparisonRow[],
  states: readonly RunState[],
  samplesOf: (runId: string) => SampleColumns | undefined,
): RowIntervals[] {
  const stateOf = new Map(states.map((state) => [state.started?.runId, state]));
  const tested = rows.map(({ runs }) => {
    const [run] = runs;
    const state = run === undefined || runs.length > 1 ? undefined : stateOf.get(run.runId);
    const test = state?.evaluation?.test;
    if (run === undefined || test === undefined || !Number.isFinite(test.accuracy)) return undefined;
    return { runId: run.runId, fraction: test.accuracy, count: test.count, dataset: state?.started?.dataset.checksum };
  });
  const [first] = tested;
  return tested.map((row, index) => {
    if (row === undefined) return { accuracy: null, improvement: null, isPaired: false };
    const accuracy = fractionInterval(row.fraction, row.count);
    if (index === 0 || first === undefined) return { accuracy, improvement: null, isPaired: false };
    const samples = row.dataset === first.dataset ? [samplesOf(row.runId), samplesOf(first.runId)] : [];
    const pairs = pairsOf(samples[0], samples[1]);
    const difference = pairs ?? unpairedDifference(row, first);
    return { accuracy, improvement: difference?.interval ?? null, isPaired: pairs !== null };
  });
}

/** Whether a difference is more than chance may make of it; undefined where that is not known. */
export function isClear(interval: Interval | null): boolean | undefined {
  return interval === null ? undefined : interval.low > 0 || interval.high < 0;
}

function pairsOf(one: SampleColumns | undefined, other: SampleColumns | undefined) {
  if (one === undefined || other === undefined || one.count !== other.count) return null;
  try {
    return pairedDifference(totalOfPairs(pairedCountsByClass(one, other)));
  } catch (error) {
    // They were tested on other images.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
