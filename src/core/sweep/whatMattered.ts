import { randomStream } from '../random.js';
import { noncentralityOf } from './noncentralChiSquare.js';
import { type OptionTerms, optionTerms } from './optionTerms.js';
import { residualSquares } from './residualSquares.js';

/** A trial of a sweep, as far as it counts here. */
export interface MeasuredTrial {
  /** In the order of the options. */
  readonly values: readonly unknown[];
  /** What was measured: the validation accuracy, 0..1. */
  readonly outcome: number;
}

/** How much of the variation among the trials an option explains by itself. */
export interface OptionShare {
  readonly path: string;
  /** 0..1. */
  readonly share: number;
  /** 95 %. From 0: it may be that it does not matter. */
  readonly low: number;
  readonly high: number;
}

/** What a sweep says of its options. */
export type Importance =
  | {
      readonly kind: 'measured';
      /** The greatest share first. */
      readonly shares: readonly OptionShare[];
      /** What the options together do not explain one by one: how they act on each other, and chance. */
      readonly unexplained: number;
      /** The option that explains more than each other one, with 95 % certainty; null: that cannot be told. */
      readonly first: string | null;
      readonly trials: number;
    }
  /** `neededTrials`: from so many on something can be said. */
  | { readonly kind: 'tooFewTrials'; readonly trials: number; readonly neededTrials: number }
  | { readonly kind: 'noVariation'; readonly trials: number };

/** With fewer degrees of freedom for chance, intervals say nothing. */
const LEAST_FREEDOM = 3;
const DRAWS = 1000;
const CERTAINTY = 0.95;

/**
 * Main effects of the options of a sweep: which part of the variance of the outcome each explains, in a regression with all of
 * them (a parabola or a level for each value, no interactions: those are left over). Shares as in the analysis of variance
 * (F. Hutter, H. Hoos and K. Leyton-Brown, An efficient approach for assessing hyperparameter importance, ICML 2014, have them
 * of a forest, which eight trials do not feed), less what chance would explain (T. Kelley, An unbiased correlation ratio
 * measure, PNAS 21, 1935).
 *
 * Intervals are generalized confidence intervals (S. Weerahandi, JASA 88, 1993): draws of the noncentralities that the sums
 * of squares leave possible, for normal errors. Resampling trials is no way here: drawn twice, a trial has no chance left in
 * it, and eight trials would explain themselves. The draws are the same for the same trials.
 */
export function whatMattered(paths: readonly string[], trials: readonly MeasuredTrial[]): Importance {
  const outcomes = trials.map(({ outcome }) => outcome);
  const termsOf = (isSimple: boolean) =>
    paths.map((_, axis) =>
      optionTerms(
        trials.map(({ values }) => values[axis]),
        isSimple,
      ),
    );
  const count = trials.length;
  const total = residualSquares(outcomes, []).squares;
  if (count > 1 && !(total > 1e-16)) return { kind: 'noVariation', trials: count };
  for (const isSimple of [false, true]) {
    const terms = termsOf(isSimple);
    const full = residualSquares(outcomes, terms.flat());
    const freedom = count - 1 - full.rank;
    if (freedom < LEAST_FREEDOM) {
      if (isSimple) return { kind: 'tooFewTrials', trials: count, neededTrials: full.rank + 1 + LEAST_FREEDOM };
      continue;
    }
    const effects = terms.map((_, axis) => effectOf(outcomes, terms, axis, full));
    return measured(paths, { effects, noise: full.squares, freedom, total, count });
  }
  throw new RangeError('unreachable: the second pass returns');
}

interface Effect {
  /** Explained beyond what the other options explain. */
  readonly squares: number;
  readonly freedom: number;
}

function effectOf(
  outcomes: readonly number[],
  terms: readonly OptionTerms[],
  axis: number,
  full: { readonly squares: number; readonly rank: number },
): Effect {
  const others = terms.filter((_, other) => other !== axis).flat();
  const without = residualSquares(outcomes, others);
  return { squares: Math.max(without.squares - full.squares, 0), freedom: full.rank - without.rank };
}

interface Decomposition {
  readonly effects: readonly Effect[];
  readonly noise: number;
  readonly freedom: number;
  readonly total: number;
  readonly count: number;
}

function measured(paths: readonly string[], parts: Decomposition): Importance {
  const { effects, total, freedom, count } = parts;
  // Accuracies that lie on a curve to the last digit still are no more exact than that.
  const noise = Math.max(parts.noise, total * 1e-9);
  const draws = drawShares({ ...parts, noise });
  const shares = paths.map((path, axis): OptionShare => {
    const effect = effects[axis];
    const drawn = Float64Array.from(draws, (draw) => draw[axis] ?? 0).sort();
    const at = (part: number) => drawn[Math.min(Math.floor(part * DRAWS), DRAWS - 1)] ?? 0;
    const [low, high] = [at((1 - CERTAINTY) / 2), at((1 + CERTAINTY) / 2)];
    const share = effect === undefined ? 0 : (effect.squares - (effect.freedom * noise) / freedom) / total;
    return { path, share: Math.min(Math.max(share, low), high), low, high };
  });
  const ordered = shares.toSorted((a, b) => b.share - a.share);
  return {
    kind: 'measured',
    shares: ordered,
    unexplained: Math.max(1 - shares.reduce((sum, { share }) => sum + share, 0), 0),
    first: firstOf(ordered[0], paths, draws),
    trials: count,
  };
}

function firstOf(
  leader: OptionShare | undefined,
  paths: readonly string[],
  draws: readonly Float64Array[],
): string | null {
  if (leader === undefined || leader.low <= 0) return null;
  const axis = paths.indexOf(leader.path);
  const wins = draws.filter((draw) => draw.every((share, other) => other === axis || share < (draw[axis] ?? 0)));
  return wins.length >= ((1 + CERTAINTY) / 2) * draws.length ? leader.path : null;
}

/** Shares of all options as they may be, all draws alike. */
function drawShares({ effects, noise, freedom, count }: Decomposition): Float64Array[] {
  const stream = randomStream(0, 'sweep/what mattered');
  return Array.from({ length: DRAWS }, () => {
    let chance = 0;
    for (let one = 0; one < freedom; one += 1) chance += stream.normal() ** 2;
    const variance = noise / chance;
    const strengths = effects.map((effect) => {
      const probability = stream.uniform();
      return effect.freedom === 0 ? 0 : noncentralityOf(effect.squares / variance, effect.freedom, probability);
    });
    const all = strengths.reduce((sum, strength) => sum + strength, count);
    return Float64Array.from(strengths, (strength) => strength / all);
  });
}
