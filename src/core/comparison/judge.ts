import { cochranQ } from '../statistics/cochranQ.js';
import { holm } from '../statistics/holm.js';
import { pairedTTest } from '../statistics/pairedTTest.js';
import { twoWayBootstrap } from '../statistics/twoWayBootstrap.js';
import { type TTest, welchTest } from '../statistics/welchTest.js';
import { type AccuracyDifference, accuracyDifference } from './accuracyDifference.js';
import { DEFAULT_MARGIN } from './defaultMargin.js';
import { exploratoryDifferences } from './exploratoryDifferences.js';
import { groupFigures, meanColumn, resampledFigure, runFigures, SEEDS_FOR_SPREAD } from './groupFigures.js';
import { judgedGroups, type ReadyGroup } from './judgedGroups.js';
import type { JudgedRun, ReadyRun } from './judgedRun.js';
import type { CochranFigures, Figure, FlipCounts, JudgedGroup, JudgedPair, Judgement, SeedTest } from './judgement.js';
import { neededToDecide } from './neededToDecide.js';
import { type PlannedPair, type PlannedPairs, plannedPairs } from './plannedPairs.js';
import { type ResampledFigures, type ResampledMetric, resampledFigures } from './resampledFigures.js';
import { flipCounts, type RunPairs, runPairs } from './runPairs.js';
import { tiersOf } from './tiers.js';
import { decide } from './verdictRule.js';
import { verdictWords } from './verdictWords.js';
import { wholeSentence } from './wholeSentence.js';

export interface JudgeOptions {
  /** Differences of accuracy up to this size do not matter, 0..1. */
  readonly margin?: number;
  /** Of the bootstrap, a multiple of four. */
  readonly resamples?: number;
}

export const DEFAULT_RESAMPLES = 2000;

/** Of the seeds that the two-way bootstrap draws. */
const TWO_WAY_SEED = 20_221_109;

/**
 * What can be said of runs side by side, and how surely. Runs of one setup with different seeds are one model; runs without
 * predictions, or of other test images than the first, are left out and named. Where a plan decided how many seeds are trained,
 * its looks are allowed for (`plannedPairs`). Takes about a second for 20 runs of 10,000
 * images: not for a thread that somebody waits for.
 * @throws RangeError for a margin that is not in 0..1 or a number of resamples that is no multiple of four.
 */
export function judge(runs: readonly JudgedRun[], options: JudgeOptions = {}): Judgement {
  const { margin = DEFAULT_MARGIN, resamples = DEFAULT_RESAMPLES } = options;
  if (!(margin >= 0 && margin <= 1)) throw new RangeError(`The margin must be in 0..1, got ${margin}.`);
  if (!Number.isInteger(resamples / 4) || resamples < 4)
    throw new RangeError(`The number of resamples must be a multiple of 4, got ${resamples}.`);
  const { groups: ready, leftOut } = judgedGroups(runs);
  const all = ready.flatMap((group) => group.runs);
  const resampled = new Map(resampledFigures(all, resamples).map((figures, index) => [all[index], figures]));
  const resampledOf = (group: ReadyGroup) => group.runs.flatMap((run) => resampled.get(run) ?? []);
  const figures = ready.map((group) => group.runs.map(runFigures));
  const groups = ready.map((group, index) => groupFigures(group, figures[index] ?? [], resampledOf(group)));
  const means = ready.map((group) => meanColumns(resampledOf(group)));
  const cochran = cochranOf(ready);
  const supports = figures[0]?.[0]?.supports ?? [];
  const planned = plannedPairs(runs, ready, margin);
  const found = ready.flatMap((one, from) =>
    ready.slice(from + 1).map((other, offset) => measured(one, other, from, from + 1 + offset, planned)),
  );
  const corrected = correctedOf(found);
  const pairs = found.map((pair, index): JudgedPair => {
    const { from, to, one, other, difference, flips } = pair;
    const adjusted = corrected[index] ?? 1;
    const { look } = pair.planned ?? { look: null };
    const ignoresStopping = look === null && (planned.isPlanned(from) || planned.isPlanned(to));
    const kind = pair.planned?.kind ?? decide({ ...difference, holm: adjusted, margin, cochranP: cochran?.p ?? null });
    const seeds = Math.min(one.runs.length, other.runs.length);
    const images = one.runs[0]?.samples.count ?? 0;
    const needed =
      kind === 'undecided' && look === null
        ? neededToDecide({ difference: difference.difference, margin, seeds, images, variances: difference.variances })
        : null;
    const [first, second] = pairedRuns(pair);
    const differenceOf = (metric: Exclude<ResampledMetric, 'accuracy'>): Figure =>
      figureDifference(groups[from], groups[to], means[from], means[to], metric);
    return {
      from,
      to,
      difference: difference.difference,
      interval: difference.interval,
      method: difference.method,
      sequential: look,
      ignoresStopping,
      covers: difference.covers,
      twoWayInterval: twoWay(pair, resampled),
      flips,
      tests: {
        p: difference.p,
        holm: adjusted,
        mcNemar: difference.mcNemar?.exact ?? null,
        mcNemarMidP: difference.mcNemar?.midP ?? null,
        ...seedTests(pair),
      },
      verdict: verdictWords({
        kind,
        from: { title: one.title, seeds: pair.runs.from.length },
        to: { title: other.title, seeds: pair.runs.to.length },
        found: difference,
        holm: adjusted,
        pairCount: found.filter((each) => each.planned === undefined).length,
        look,
        ignoresStopping,
        flips,
        margin,
        needed,
      }),
      macroPrecision: differenceOf('macroPrecision'),
      macroRecall: differenceOf('macroRecall'),
      macroF1: differenceOf('macroF1'),
      calibrationError: differenceOf('calibrationError'),
      exploratory: exploratoryDifferences(first, second, supports, pair.runPairs.isPaired),
    };
  });
  const tiers = tiersOf(
    groups.map(({ accuracy }) => accuracy.value ?? 0),
    pairs,
  );
  const testCount = all[0]?.samples.count ?? 0;
  const classNames = all[0]?.classNames ?? [];
  const sentence = wholeSentence(groups, pairs, tiers, testCount);
  return { testCount, classNames, margin, resamples, groups, pairs, cochran, tiers, leftOut, sentence };
}

/** Two models and their difference, before it is held against the others'. */
interface MeasuredPair {
  readonly from: number;
  readonly to: number;
  readonly one: ReadyGroup;
  readonly other: ReadyGroup;
  /** Of both, those that the difference is of. */
  readonly runs: PlannedPair['runs'];
  readonly planned: PlannedPair | undefined;
  readonly runPairs: RunPairs;
  readonly flips: FlipCounts;
  readonly difference: AccuracyDifference;
}

function measured(
  one: ReadyGroup,
  other: ReadyGroup,
  from: number,
  to: number,
  allPlanned: PlannedPairs,
): MeasuredPair {
  const planned = allPlanned.of(from, to);
  const sequential = planned?.difference ?? null;
  const runs = planned !== undefined && sequential !== null ? planned.runs : { from: one.runs, to: other.runs };
  const pairs = runPairs(runs.from, runs.to);
  const flips = flipCounts(pairs.pairs);
  const difference = sequential ?? accuracyDifference(runs.from, runs.to, pairs, flips);
  return { from, to, one, other, runs, planned, runPairs: pairs, flips, difference };
}

/** Holm's correction over all pairs; those of a plan have a level of their own, divided among them. */
function correctedOf(pairs: readonly MeasuredPair[]): number[] {
  const others = pairs.filter(({ planned }) => planned === undefined);
  const byHolm = holm(others.map(({ difference }) => difference.p));
  return pairs.map((pair) =>
    pair.planned === undefined
      ? (byHolm[others.indexOf(pair)] ?? 1)
      : Math.min(1, pair.difference.p * pair.planned.look.pairCount),
  );
}

/** The runs of both; seed by seed where they have the same. */
function pairedRuns({ runs, runPairs: { pairs, isPaired } }: MeasuredPair): [ReadyRun[], ReadyRun[]] {
  if (!isPaired) return [[...runs.from], [...runs.to]];
  return [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
}

function cochranOf(groups: readonly ReadyGroup[]): CochranFigures | null {
  const runs = groups.flatMap((group) => group.runs);
  if (groups.length < 3 || runs.length > groups.length) return null;
  const rightOfImage = new Uint16Array(runs[0]?.right.length ?? 0);
  for (const { right } of runs)
    for (let image = 0; image < right.length; image += 1)
      rightOfImage[image] = (rightOfImage[image] ?? 0) + (right[image] ?? 0);
  return cochranQ(
    runs.map(({ rightCount }) => rightCount),
    rightOfImage,
  );
}

function seedTests(pair: MeasuredPair): { welch: SeedTest | null; pairedT: SeedTest | null } {
  const { one, other, planned, runPairs: pairs } = pair;
  // These tests know of no looks.
  if (planned !== undefined || Math.min(one.runs.length, other.runs.length) < SEEDS_FOR_SPREAD)
    return { welch: null, pairedT: null };
  const accuracies = (runs: readonly ReadyRun[]) => runs.map(({ rightCount, samples }) => rightCount / samples.count);
  const welch = seedTest(welchTest(accuracies(one.runs), accuracies(other.runs)));
  if (!pairs.isPaired) return { welch, pairedT: null };
  const [first, second] = pairedRuns(pair);
  return { welch, pairedT: seedTest(pairedTTest(accuracies(first), accuracies(second))) };
}

function seedTest(test: TTest | null): SeedTest | null {
  if (test === null) return null;
  const { t, degreesOfFreedom, p, interval } = test;
  return { t, degreesOfFreedom, p, interval };
}

function twoWay(pair: MeasuredPair, resampled: ReadonlyMap<ReadyRun | undefined, ResampledFigures>) {
  const fewest = Math.min(pair.one.runs.length, pair.other.runs.length);
  if (pair.planned !== undefined || fewest < SEEDS_FOR_SPREAD) return null;
  const columns = (runs: readonly ReadyRun[]) => runs.flatMap((run) => resampled.get(run)?.accuracy ?? []);
  const [first, second] = pairedRuns(pair);
  return twoWayBootstrap(columns(first), columns(second), pair.runPairs.isPaired, TWO_WAY_SEED);
}

type MeanColumns = Readonly<Record<Exclude<ResampledMetric, 'accuracy'>, Float64Array>>;

function meanColumns(resampled: readonly ResampledFigures[]): MeanColumns {
  return {
    macroPrecision: meanColumn(resampled.map(({ macroPrecision }) => macroPrecision)),
    macroRecall: meanColumn(resampled.map(({ macroRecall }) => macroRecall)),
    macroF1: meanColumn(resampled.map(({ macroF1 }) => macroF1)),
    calibrationError: meanColumn(resampled.map(({ calibrationError }) => calibrationError)),
  };
}

function figureDifference(
  from: JudgedGroup | undefined,
  to: JudgedGroup | undefined,
  fromMeans: MeanColumns | undefined,
  toMeans: MeanColumns | undefined,
  metric: Exclude<ResampledMetric, 'accuracy'>,
): Figure {
  const [one, other] = [from?.[metric].value ?? null, to?.[metric].value ?? null];
  if (one === null || other === null || fromMeans === undefined || toMeans === undefined)
    return { value: null, interval: null };
  const differences = toMeans[metric].map((value, resample) => value - (fromMeans[metric][resample] ?? 0));
  return resampledFigure(other - one, differences);
}
