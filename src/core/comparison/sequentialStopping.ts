import type { SeedPlan } from '../definition/definition.js';
import type { Interval } from '../statistics/wilsonInterval.js';
import type { VerdictKind } from './judgement.js';
import { intervalAt, type PairEstimate } from './pairEstimate.js';

/**
 * When to stop training more seeds. After each round (one more seed of every model), from the plan's minimum on, each model
 * is held against the first, the baseline; when all are decided, no more seeds are trained.
 *
 * Each look is another chance to be deceived, so that all looks together may err as often as one would: the chance of an
 * error is spent in proportion to the seeds (at look n, α · n / maximum has been spent), and within a look divided by the
 * number of models that are held against the baseline. As chances of errors at most add up (Bonferroni), equal models are
 * called better or worse, and different ones a tie, in at most α of all comparisons, whatever the looks have in common. What
 * has been decided stays decided. Sources: spending, K. K. G. Lan and D. L. DeMets, Biometrika 70 (1983), 659–663; in
 * proportion, C. Kim and D. L. DeMets, Biometrika 74 (1987), 149–154 (ρ = 1). Rules that save the chance for the end
 * (O'Brien–Fleming's) suit this less: after three seeds most of what is not known comes from the test images, of which there
 * are no more at the end.
 */
export interface StoppingRule {
  readonly plan: SeedPlan;
  /** Models but for the baseline. */
  readonly pairCount: number;
  /** Differences up to this size do not matter to the person, 0..1. */
  readonly margin: number;
}

/** The chance of any wrong verdict, over all looks and models. */
export const STOPPING_ALPHA = 0.05;

/** What a round found out of a pair: an estimate, or why there is none. */
export type RoundFinding =
  | PairEstimate
  /** Too few seeds with which both models have a result. */
  | 'too-few-seeds'
  /** One of the two has had no result with any seed. */
  | 'no-result';

/** Where a model stands against the baseline. */
export interface PairStanding {
  readonly kind: VerdictKind | 'no-result';
  /** Seeds that had been looked at when it was decided; null while it is not. */
  readonly decidedAfter: number | null;
  /** Of the look that decided it, else of the last one; null before the first, and without an estimate. */
  readonly estimate: PairEstimate | null;
  readonly interval: Interval | null;
  /** How sure the interval is, 0..1: what the look asked for. */
  readonly confidence: number | null;
}

/** Why no more seeds are trained. */
export type StopReason =
  /** Each model that has a result is better, worse or as good as the baseline. */
  | 'decided'
  /** The plan's maximum has been trained. */
  | 'maximum'
  /** No model but one has a result: more seeds would not help. */
  | 'nothing-to-compare';

/** How far a comparison with a plan is. Plain data. */
export interface StoppingState {
  readonly rule: StoppingRule;
  /** Rounds that are complete. */
  readonly seeds: number;
  /** Numbers of seeds after which the models were held against each other. */
  readonly looks: readonly number[];
  /** One for each model but the baseline, in their order. */
  readonly pairs: readonly PairStanding[];
  /** Absent: go on. */
  readonly stop?: StopReason;
}

const UNKNOWN: PairStanding = {
  kind: 'undecided',
  decidedAfter: null,
  estimate: null,
  interval: null,
  confidence: null,
};

/** Before the first round. */
export function beginRounds(rule: StoppingRule): StoppingState {
  return { rule, seeds: 0, looks: [], pairs: Array.from({ length: rule.pairCount }, () => UNKNOWN) };
}

/** What may have been spent of `STOPPING_ALPHA` after so many seeds, by all models together; 0 before the first look. */
export function spentAfter(seeds: number, { minimum, maximum }: SeedPlan): number {
  return seeds < minimum ? 0 : (STOPPING_ALPHA * Math.min(seeds, maximum)) / maximum;
}

/** How sure a verdict on one model must be after so many seeds, 0..1. */
export function confidenceAfter(seeds: number, { plan, pairCount }: Pick<StoppingRule, 'plan' | 'pairCount'>): number {
  return 1 - (spentAfter(seeds, plan) - spentAfter(seeds - 1, plan)) / Math.max(1, pairCount);
}

/**
 * One more round is complete. `findings`: one for each model but the baseline, from all rounds so far.
 * @throws RangeError after a stop, or with another number of findings
 */
export function afterRound(state: StoppingState, findings: readonly RoundFinding[]): StoppingState {
  const { rule } = state;
  const { plan, pairCount } = rule;
  if (state.stop !== undefined) throw new RangeError('There is no round after the last.');
  if (findings.length !== pairCount) throw new RangeError(`Expected ${pairCount} findings, got ${findings.length}.`);
  const seeds = state.seeds + 1;
  if (seeds < plan.minimum) return { ...state, seeds };
  const confidence = confidenceAfter(seeds, rule);
  const pairs = state.pairs.map((pair, index) =>
    pair.decidedAfter === null ? standing(findings[index] ?? 'no-result', seeds, confidence, rule.margin) : pair,
  );
  const stop = reasonToStop(pairs, seeds, plan);
  return { rule, seeds, looks: [...state.looks, seeds], pairs, ...(stop === undefined ? {} : { stop }) };
}

function reasonToStop(pairs: readonly PairStanding[], seeds: number, plan: SeedPlan): StopReason | undefined {
  const open = pairs.filter(({ kind }) => kind !== 'no-result');
  if (open.length === 0) return 'nothing-to-compare';
  if (open.every(({ decidedAfter }) => decidedAfter !== null)) return 'decided';
  return seeds >= plan.maximum ? 'maximum' : undefined;
}

function standing(finding: RoundFinding, seeds: number, confidence: number, margin: number): PairStanding {
  if (finding === 'no-result') return { ...UNKNOWN, kind: 'no-result' };
  if (finding === 'too-few-seeds') return UNKNOWN;
  const interval = intervalAt(finding, confidence);
  const kind = verdictOf(finding.difference, interval, margin);
  return { kind, decidedAfter: kind === 'undecided' ? null : seeds, estimate: finding, interval, confidence };
}

/** The rule of `judge()`, at a look's own level. */
export function verdictOf(difference: number, { low, high }: Interval, margin: number): VerdictKind {
  if (low >= -margin && high <= margin) return 'tie';
  if (low > 0 && difference > margin) return 'better';
  if (high < 0 && difference < -margin) return 'worse';
  return 'undecided';
}
