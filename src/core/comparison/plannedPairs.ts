import type { SeedPlanMark } from '../run/request.js';
import type { AccuracyDifference } from './accuracyDifference.js';
import { followRounds, type ModelRounds } from './followRounds.js';
import type { ReadyGroup } from './judgedGroups.js';
import type { JudgedRun, ReadyRun } from './judgedRun.js';
import type { SequentialLook, VerdictKind } from './judgement.js';
import { estimatePair, intervalAt, type PairEstimate, zeroLevel } from './pairEstimate.js';
import { confidenceAfter, type PairStanding, STOPPING_ALPHA, spentAfter, verdictOf } from './sequentialStopping.js';

/** A pair whose seeds were trained by one plan, as its last look has it, or the one that decided. */
export interface PlannedPair {
  readonly look: SequentialLook;
  readonly kind: VerdictKind;
  /** Null before the first look, and where too few seeds have a result of both. */
  readonly difference: AccuracyDifference | null;
  /** The runs that were looked at. */
  readonly runs: { readonly from: readonly ReadyRun[]; readonly to: readonly ReadyRun[] };
}

/** Pairs of groups by the plans that their seeds were trained by. */
export interface PlannedPairs {
  /** `to` against `from`, indices of groups; undefined where no plan had both. */
  of(from: number, to: number): PlannedPair | undefined;
  /** Whether a plan decided how many seeds a group has. */
  isPlanned(group: number): boolean;
}

/** A plan with what has been trained of it. */
interface PlannedComparison {
  readonly mark: SeedPlanMark;
  /** For each model of the plan its group; −1 where none is judged. */
  readonly groups: readonly number[];
  /** Complete rounds: seeds that each judged model has a run of, or a later one. */
  readonly rounds: number;
}

/**
 * Finds the plans of seeds that runs were trained by, and takes their looks again: what is said of two models whose seeds were
 * trained until they are told apart must allow for that, wherever it is said. Models against a plan's baseline stand as they
 * did at the look that decided them. Two others stand as at the last look; their chance of an error is spent in the same way,
 * and divided by the number of such pairs, so that all of them together are wrong in at most 5 % of comparisons, too. A run that
 * was trained before and taken into a plan counts as the plan's. `runs`: those of the groups, and what is left out of them.
 */
export function plannedPairs(runs: readonly JudgedRun[], groups: readonly ReadyGroup[], margin: number): PlannedPairs {
  const plans = plansOf(runs).map((mark) => plannedComparison(mark, runs, groups));
  return {
    isPlanned: (group) => plans.some((plan) => plan.groups.includes(group)),
    of: (from, to) => {
      const plan = plans.find(({ groups: own }) => own.includes(from) && own.includes(to));
      return plan && plannedPair(plan, groups, from, to, margin);
    },
  };
}

/** The strictest first: a comparison may have been continued with another plan. */
function plansOf(runs: readonly JudgedRun[]): SeedPlanMark[] {
  const marks = new Map(runs.flatMap(({ seedPlan }) => (seedPlan ? [[JSON.stringify(seedPlan), seedPlan]] : [])));
  const strictness = ({ models, maximum }: SeedPlanMark) => models.length * maximum;
  return [...marks.values()].sort((a, b) => strictness(b) - strictness(a));
}

function plannedComparison(
  mark: SeedPlanMark,
  runs: readonly JudgedRun[],
  groups: readonly ReadyGroup[],
): PlannedComparison {
  const key = JSON.stringify(mark);
  const isMarked = ({ seedPlan }: JudgedRun) => seedPlan !== undefined && JSON.stringify(seedPlan) === key;
  const own = mark.models.map((hash) => {
    const isOf = (run: JudgedRun) => run.definitionHash === hash;
    const marked = groups.findIndex((group) => group.runs.some((run) => isOf(run) && isMarked(run)));
    return marked >= 0 ? marked : groups.findIndex((group) => group.runs.some(isOf));
  });
  const counts = own.flatMap((group) => {
    const setup = groups[group]?.setup;
    const seeds = runs.filter((run) => run.setup === setup).map(({ seed }) => seed ?? -1);
    return setup === undefined ? [] : 1 + Math.max(-1, ...seeds.filter((seed) => seed < mark.maximum));
  });
  return { mark, groups: own, rounds: counts.length === 0 ? 0 : Math.min(...counts) };
}

function plannedPair(
  { mark, groups: own, rounds }: PlannedComparison,
  groups: readonly ReadyGroup[],
  from: number,
  to: number,
  margin: number,
): PlannedPair {
  const { minimum, maximum } = mark;
  const plan = { minimum, maximum };
  const columns = own.map(
    (group): ModelRounds => Array.from({ length: rounds }, (_, seed) => runWith(groups[group], seed)?.samples),
  );
  const state = own[0] === -1 ? undefined : followRounds({ plan, margin }, columns);
  const seeds = state?.seeds ?? Math.min(rounds, maximum);
  const against = state !== undefined && own[0] === from ? to : own[0] === to ? from : undefined;
  const modelCount = own.length - 1;
  const pairCount = against === undefined ? Math.max(1, (modelCount * (modelCount - 1)) / 2) : modelCount;
  const standing =
    against === undefined
      ? otherStanding(pairsOf(groups[from], groups[to], seeds), plan, seeds, pairCount, margin)
      : turned(state?.pairs[own.indexOf(against) - 1], own[0] === to);
  const lookedAt = standing.decidedAfter ?? seeds;
  const confidence = standing.confidence ?? confidenceAfter(Math.max(lookedAt, minimum), { plan, pairCount });
  const look: SequentialLook = {
    plan,
    look: standing.estimate === null ? 0 : Math.max(0, lookedAt - minimum + 1),
    seeds: lookedAt,
    confidence,
    pairCount,
    isAgainstBaseline: against !== undefined,
    isOver: state?.stop !== undefined || seeds >= maximum,
  };
  const paired = pairsOf(groups[from], groups[to], lookedAt);
  return {
    look,
    kind: standing.kind === 'no-result' ? 'undecided' : standing.kind,
    difference: standing.estimate === null ? null : differenceOf(standing.estimate, look),
    runs: { from: paired.map(([one]) => one), to: paired.map(([, other]) => other) },
  };
}

/** `standing`: a model against the baseline. `isTurned`: wanted is the baseline against it. */
function turned(standing: PairStanding | undefined, isTurned: boolean): PairStanding {
  if (standing === undefined) return unknown;
  if (!isTurned) return standing;
  const opposite = { better: 'worse', worse: 'better' } as const;
  const { kind, estimate, interval } = standing;
  return {
    ...standing,
    kind: kind === 'better' || kind === 'worse' ? opposite[kind] : kind,
    estimate: estimate && { ...estimate, difference: 0 - estimate.difference },
    interval: interval && { low: 0 - interval.high, high: 0 - interval.low },
  };
}

const unknown: PairStanding = {
  kind: 'undecided',
  decidedAfter: null,
  estimate: null,
  interval: null,
  confidence: null,
};

function otherStanding(
  pairs: readonly (readonly [ReadyRun, ReadyRun])[],
  plan: SequentialLook['plan'],
  seeds: number,
  pairCount: number,
  margin: number,
): PairStanding {
  if (seeds < plan.minimum || pairs.length < 3) return unknown;
  const estimate = estimatePair(pairs.map(([one, other]) => ({ from: one.samples, to: other.samples })));
  if (estimate === undefined) return unknown;
  const confidence = confidenceAfter(seeds, { plan, pairCount });
  const interval = intervalAt(estimate, confidence);
  return { kind: verdictOf(estimate.difference, interval, margin), decidedAfter: null, estimate, interval, confidence };
}

/**
 * The p-value allows for all looks: the least chance of an error that, spent by the same plan, would have found a difference at
 * this look (a repeated p-value: C. Jennison and B. W. Turnbull, Journal of the Royal Statistical Society B 51 (1989), 305–361).
 */
function differenceOf(estimate: PairEstimate, { plan, seeds, confidence }: SequentialLook): AccuracyDifference {
  const share = (spentAfter(seeds, plan) - spentAfter(seeds - 1, plan)) / STOPPING_ALPHA;
  return {
    difference: estimate.difference,
    interval: intervalAt(estimate, confidence),
    p: Math.min(1, zeroLevel(estimate) / share),
    method: 'sequential',
    covers: 'images-and-seeds',
    mcNemar: null,
    variances: null,
  };
}

/** Runs of both with the seeds below `seeds`, seed by seed. */
function pairsOf(one: ReadyGroup | undefined, other: ReadyGroup | undefined, seeds: number): [ReadyRun, ReadyRun][] {
  return Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed): [ReadyRun, ReadyRun][] => {
    const [first, second] = [runWith(one, seed), runWith(other, seed)];
    return first === undefined || second === undefined ? [] : [[first, second]];
  });
}

function runWith(group: ReadyGroup | undefined, wanted: number): ReadyRun | undefined {
  return group?.runs.find(({ seed }) => seed === wanted);
}
