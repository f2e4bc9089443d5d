import type { ReadyRun } from './judgedRun.js';
import type { FlipCounts } from './judgement.js';

/**
 * Common seeds from which on their differences are what an interval rests on. With fewer there are too few of them: in the
 * simulations of `test/core/comparison/coverage.test.ts` such intervals with three pairs hold the truth in 91 to 93 of 100 cases,
 * those of the seeds as they come in 94 to 96.
 */
export const SEEDS_FOR_PAIRING = 5;

/** Runs of two models that are held side by side, and whether by their seeds. */
export interface RunPairs {
  readonly pairs: readonly (readonly [ReadyRun, ReadyRun])[];
  /** All seeds of both are the same: they stand in the same order. */
  readonly isPaired: boolean;
}

/** Those with the same seeds; each with each where no seed is common. */
export function runPairs(from: readonly ReadyRun[], to: readonly ReadyRun[]): RunPairs {
  const pairs = from.flatMap((one) => {
    const other = one.seed === null ? undefined : to.find(({ seed }) => seed === one.seed);
    return other === undefined ? [] : [[one, other] as const];
  });
  if (pairs.length > 0) return { pairs, isPaired: pairs.length === from.length && pairs.length === to.length };
  return { pairs: from.flatMap((one) => to.map((other) => [one, other] as const)), isPaired: false };
}

/** How many images move from one model to the other, in the mean over pairs of runs. */
export function flipCounts(pairs: RunPairs['pairs']): FlipCounts {
  let [bothRight, fixed, broken, wrongDifferently, wrongAlike] = [0, 0, 0, 0, 0];
  for (const [one, other] of pairs) {
    const [first, second] = [one.samples.predicted, other.samples.predicted];
    for (let image = 0; image < first.length; image += 1) {
      const isFirstRight = one.right[image] === 1;
      if (other.right[image] === 1) {
        if (isFirstRight) bothRight += 1;
        else fixed += 1;
      } else if (isFirstRight) broken += 1;
      else if (first[image] === second[image]) wrongAlike += 1;
      else wrongDifferently += 1;
    }
  }
  const mean = (sum: number) => sum / pairs.length;
  return {
    bothRight: mean(bothRight),
    fixed: mean(fixed),
    broken: mean(broken),
    wrongDifferently: mean(wrongDifferently),
    wrongAlike: mean(wrongAlike),
  };
}
