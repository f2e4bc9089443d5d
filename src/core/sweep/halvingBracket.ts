import type { RunState } from '../run/state.js';
import { type Rung, type Standing, survivors } from './halvingPlan.js';
import { accuracyAt } from './sweepTrials.js';

/** What a bracket of successive halving works with, wherever its variants are trained. */
export interface BracketPort {
  /**
   * Trains variants until the end of the rung's last epoch, each from where it is; the last rung's to their end. False: no more
   * is to be trained.
   */
  train(variants: readonly number[], rung: Rung, step: number): Promise<boolean>;
  /** How these variants stand at the end of an epoch, in their order. */
  standings(variants: readonly number[], epoch: number): Promise<readonly Standing[]>;
}

/** Trains all variants of a bracket on the first rung, and on each further one those that are best on validation images. */
export async function trainBracket(count: number, rungs: readonly Rung[], port: BracketPort): Promise<void> {
  let left = Array.from({ length: count }, (_, variant) => variant);
  for (const [step, rung] of rungs.entries()) {
    const before = rungs[step - 1];
    if (before !== undefined) {
      const places = survivors(await port.standings(left, before.epochs), rung.count);
      left = places.flatMap((place) => left[place] ?? []);
    }
    // Where all have failed there is nobody to go on.
    if (left.length === 0 || !(await port.train(left, rung, step))) return;
  }
}

/** How a variant stands at the end of an epoch: the mean over its seeds. One that failed, or lacks a seed, has no standing. */
export function standingOf(seeds: readonly (RunState | undefined)[], epoch: number): Standing {
  const values = seeds.map((state) =>
    state === undefined || state.status === 'failed' ? null : accuracyAt(state, epoch),
  );
  const known = values.filter((value) => value !== null);
  const isWhole = known.length === seeds.length && known.length > 0;
  return { validationAccuracy: isWhole ? known.reduce((sum, value) => sum + value, 0) / known.length : undefined };
}

/** The place of the best of some standings; undefined where none has one. */
export function leaderOf(standings: readonly Standing[]): number | undefined {
  return survivors(standings, 1)[0];
}
