/** A stage of successive halving. */
export interface Rung {
  /** Variants that are trained. */
  readonly count: number;
  /** Until the end of so many epochs in all. */
  readonly epochs: number;
}

/** What decides a bracket. */
export interface HalvingOptions {
  /** Variants at the start, 1 or more. */
  readonly count: number;
  /** Of so many one goes on, 2 or more. */
  readonly eta: number;
  /** Of the first rung. */
  readonly minEpochs: number;
  /** Of the last one. */
  readonly maxEpochs: number;
}

/**
 * The rungs of one bracket of successive halving (K. Jamieson and A. Talwalkar, Non-stochastic best arm identification and
 * hyperparameter optimization, AISTATS 2016), with counts and epochs as L. Li et al., Hyperband, JMLR 18 (2018) have them:
 * rung i has ⌊count · eta⁻ⁱ⌋ variants and minEpochs · etaⁱ epochs. The last is the one after which there would be no variant, or
 * more than `maxEpochs`: it goes to the end.
 */
export function halvingPlan({ count, eta, minEpochs, maxEpochs }: HalvingOptions): Rung[] {
  const rungs: Rung[] = [];
  for (let step = 0; ; step += 1) {
    const epochs = minEpochs * eta ** step;
    const left = Math.floor(count / eta ** step);
    const isLast = epochs * eta > maxEpochs || Math.floor(count / eta ** (step + 1)) < 1;
    rungs.push({ count: left, epochs: isLast ? maxEpochs : epochs });
    if (isLast) return rungs;
  }
}

/** How a variant stands after a rung. */
export interface Standing {
  /** Mean over its seeds, 0..1; undefined for one that failed. */
  readonly validationAccuracy: number | undefined;
}

/** Which go on, by index, in their order: the best; of equals the first. One that failed never does. */
export function survivors(standings: readonly Standing[], count: number): number[] {
  return standings
    .map(({ validationAccuracy }, index) => ({ index, score: validationAccuracy ?? Number.NaN }))
    .filter(({ score }) => Number.isFinite(score))
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, count)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

/** Epochs that a bracket takes, beside those if all were trained to the end. */
export function halvingCost(rungs: readonly Rung[]): { readonly epochs: number; readonly allEpochs: number } {
  let [epochs, before] = [0, 0];
  for (const rung of rungs) {
    epochs += rung.count * (rung.epochs - before);
    before = rung.epochs;
  }
  return { epochs, allEpochs: (rungs[0]?.count ?? 0) * before };
}
