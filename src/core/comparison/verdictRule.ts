import type { Interval } from '../statistics/wilsonInterval.js';
import type { VerdictKind } from './judgement.js';

/** What a verdict is decided by. */
export interface VerdictEvidence {
  /** Accuracy of the one less that of the other, and its 95 % interval. */
  readonly difference: number;
  readonly interval: Interval;
  /** P-value of no difference, corrected for the number of pairs. */
  readonly holm: number;
  /** Of Cochran's test that there is no difference anywhere; null where it does not apply. */
  readonly cochranP: number | null;
  /** Differences up to this size do not matter. */
  readonly margin: number;
}

const SIGNIFICANCE = 0.05;

/**
 * `tie` only if the whole interval lies inside ± the margin, which is the two one-sided tests of equivalence at half of the
 * usual 5 % each (D. J. Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987), 657–680). `better` or `worse`
 * only if the interval leaves out 0, the corrected test agrees, Cochran's test, where there is one, finds a difference at all,
 * and the difference itself is beyond the margin: there is never a winner inside it. Else `undecided`.
 *
 * So `better` or `worse` is said of at most 5 % of equal pairs, and `tie` of at most 5 % of those that differ by more than the
 * margin, in each case by itself and not in the mean of cases: intervals hold the truth in 95 %, some in a little less, and the
 * test makes up for that. It is exact for one seed each (McNemar's never errs more often than it says) and on the safe side
 * for several (`cautiousP`). `test/core/comparison/verdicts.test.ts` holds both to it.
 */
export function decide({ difference, interval, holm, cochranP, margin }: VerdictEvidence): VerdictKind {
  if (interval.low >= -margin && interval.high <= margin) return 'tie';
  const leavesOutZero = interval.low > 0 || interval.high < 0;
  const isSignificant = holm < SIGNIFICANCE && (cochranP ?? 0) < SIGNIFICANCE;
  if (!leavesOutZero || !isSignificant || Math.abs(difference) <= margin) return 'undecided';
  return difference > 0 ? 'better' : 'worse';
}
