import type { CrossedVariances } from '../statistics/crossedTest.js';
import { studentQuantile } from '../statistics/studentT.js';
import { Z_95 } from '../statistics/wilsonInterval.js';
import { SEEDS_FOR_SPREAD } from './groupFigures.js';
import type { Needed } from './judgement.js';

/** More seeds than anybody will train. */
const MOST_SEEDS = 200;

/** An undecided pair. */
export interface UndecidedPair {
  readonly difference: number;
  readonly margin: number;
  /** Seeds of the model that has fewer. */
  readonly seeds: number;
  /** Images that both were tested on. */
  readonly images: number;
  readonly variances: CrossedVariances | null;
}

/**
 * What would decide a pair if the difference and its variances stay as they are: an interval that leaves out 0 when the
 * difference is beyond the margin, else one inside it. Where the images' part alone is too wide, no number of seeds does.
 */
export function neededToDecide({ difference, margin, seeds, images, variances }: UndecidedPair): Needed {
  if (variances === null) return { kind: 'seeds', seeds: Math.max(1, SEEDS_FOR_SPREAD - seeds), isGuess: true };
  const size = Math.abs(difference);
  const room = size > margin ? size : margin - size;
  for (let more = 1; more <= MOST_SEEDS; more += 1) {
    const error = Math.sqrt(variances.images + variances.seeds / (seeds + more));
    if (studentQuantile(0.95, seeds + more - 1) * error < room) return { kind: 'seeds', seeds: more, isGuess: false };
  }
  const least = (images * variances.images * Z_95 ** 2) / room ** 2;
  return {
    kind: 'images',
    images: Number.isFinite(least) ? Math.ceil(Math.max(least, images + 1)) : Number.MAX_SAFE_INTEGER,
  };
}
