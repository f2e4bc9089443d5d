import { type Comparator, type Expectation, type ExpectedLimit, modelsExpected } from '../definition/expectation.js';
import type { ExpectedVerdict } from '../definition/expectedFigures.js';
import type { Interval } from '../statistics/wilsonInterval.js';
import type { Figure, JudgedPair, Judgement, Needed } from './judgement.js';
import { type MeasuredFigure, measures, type TestedModel } from './measuredFigure.js';
import { neededToDecide } from './neededToDecide.js';
import { pairOf } from './orientPair.js';

/**
 * `pass`: all that the interval allows meets the expectation. `fail`: nothing does. `undecided`: some does. `missing`: it was
 * not measured, so that nothing can be said.
 */
export type ExpectationStatus = 'pass' | 'fail' | 'undecided' | 'missing';

/** What came of an expectation of one model. Plain data. */
export interface Outcome {
  /** Index of the expectation in the comparison's, and of the model. */
  readonly expectation: number;
  readonly model: number;
  readonly status: ExpectationStatus;
  /** What was measured; against another model the difference of the accuracies, −1..1. Null where nothing was. */
  readonly measured: Pick<MeasuredFigure, 'value' | 'interval' | 'covers'> | null;
  /** What would about decide it; null where that is not known, and for others than undecided. */
  readonly needed: NeededForExpectation | null;
  /** Why it is missing; null for others. */
  readonly missing: MissingReason | null;
}

/** `Needed`, and of which images. */
export type NeededForExpectation = Needed & { readonly counted: string };

/** `not-trained`: this model, or the one it is held against; `same-runs`: both are the same model. */
export type MissingReason = 'not-trained' | 'not-judged' | 'other-not-judged' | 'no-class' | 'no-value' | 'same-runs';

/** Of how many models and images outcomes are. */
export interface TestedComparison {
  readonly expectations: readonly Expectation[];
  /** In the order of the comparison. */
  readonly models: readonly TestedModel[];
  readonly judgement: Judgement;
}

/** What comes of each expectation of each model that it is about: model by model, in the order of the text. */
export function testExpectations(tested: TestedComparison): Outcome[] {
  const { expectations, models } = tested;
  return models.flatMap((_, model) =>
    expectations.flatMap((expectation, index) =>
      modelsExpected(expectation, models.length).includes(model)
        ? [{ expectation: index, model, ...testOne(tested, expectation, model) }]
        : [],
    ),
  );
}

type Tested = Omit<Outcome, 'expectation' | 'model'>;

function testOne(tested: TestedComparison, expectation: Expectation, model: number): Tested {
  const { models, judgement } = tested;
  const own = models[model];
  if (own === undefined || own.runIds.length === 0) return missing('not-trained');
  const group = groupOf(judgement, own);
  if (group < 0) return missing('not-judged');
  if (expectation.kind === 'limit') return testLimit(judgement, own, group, expectation);
  const other = models[expectation.other];
  if (other === undefined || other.runIds.length === 0) return missing('other-not-judged');
  const otherGroup = groupOf(judgement, other);
  if (otherGroup === group) return missing('same-runs');
  const pair = pairOf(judgement, otherGroup, group);
  return pair === undefined ? missing('other-not-judged') : testVersus(pair, expectation.verdict, judgement);
}

function testLimit(judgement: Judgement, model: TestedModel, group: number, expected: ExpectedLimit): Tested {
  const { figure, className } = expected;
  const classIndex = className === undefined ? 0 : judgement.classNames.indexOf(className);
  if (classIndex < 0) return missing('no-class');
  const judged = judgement.groups[group];
  const found = judged && measures[figure.id]?.(model, judged, judgement.testCount, classIndex);
  if (found === undefined || found.value === null) return missing('no-value');
  const { value, interval, covers } = found;
  const status = limitStatus(expected, found, covers === 'exact');
  const needed = status === 'undecided' ? neededForLimit(found, value, expected.limit, model.runIds.length) : null;
  return { status, measured: { value, interval, covers }, needed, missing: null };
}

/**
 * Whether a figure keeps to a limit: when its whole interval does; not, when no value of it does. Without an interval it is
 * undecided, unless there is nothing that it could be otherwise.
 */
export function limitStatus(
  { comparator, limit }: Pick<ExpectedLimit, 'comparator' | 'limit'>,
  { value, interval }: Figure,
  isExact: boolean,
): Exclude<ExpectationStatus, 'missing'> {
  if (value === null) return 'undecided';
  const bounds = isExact ? { low: value, high: value } : interval;
  if (bounds === null) return 'undecided';
  // Of a range of values all keep to a limit if its worst does, and none if its best does not.
  const [worst, best] = isAtLeast(comparator) ? [bounds.low, bounds.high] : [bounds.high, bounds.low];
  if (keepsTo(comparator, worst, limit)) return 'pass';
  return keepsTo(comparator, best, limit) ? 'undecided' : 'fail';
}

/** True for limits from below. */
export function isAtLeast(comparator: Comparator): boolean {
  return comparator === '>=' || comparator === '>';
}

function keepsTo(comparator: Comparator, value: number, limit: number): boolean {
  if (comparator === '>=') return value >= limit;
  if (comparator === '>') return value > limit;
  return comparator === '<=' ? value <= limit : value < limit;
}

/**
 * Whether a model does against another as expected, from the pair as this model against that one. What `verdictRule.ts` says
 * is a winner or a tie is one here; `notWorse` is met when the whole interval is above −margin (non-inferiority).
 */
export function versusStatus(
  { interval, verdict }: Pick<JudgedPair, 'interval'> & { readonly verdict: Pick<JudgedPair['verdict'], 'kind'> },
  expected: ExpectedVerdict,
  margin: number,
): Exclude<ExpectationStatus, 'missing'> {
  const { kind } = verdict;
  if (expected === 'notWorse') {
    if (kind === 'worse' || interval.high < -margin) return 'fail';
    return kind === 'better' || kind === 'tie' || interval.low >= -margin ? 'pass' : 'undecided';
  }
  if (kind === expected) return 'pass';
  if (kind !== 'undecided') return 'fail';
  const cannotBe = expected === 'better' ? interval.high <= margin : isBeyond(interval, margin);
  return cannotBe ? 'fail' : 'undecided';
}

/** No value of the interval is within the margin. */
function isBeyond({ low, high }: Interval, margin: number): boolean {
  return low > margin || high < -margin;
}

function testVersus(pair: JudgedPair, expected: ExpectedVerdict, { margin }: Judgement): Tested {
  const { difference: value, interval, covers, verdict } = pair;
  const status = versusStatus(pair, expected, margin);
  const { needed } = verdict.parts;
  return {
    status,
    measured: { value, interval, covers },
    needed: status === 'undecided' && needed !== null ? { ...needed, counted: 'test images' } : null,
    missing: null,
  };
}

/**
 * What would leave the limit outside the interval if the figure stays as it is: an interval is half as wide with four times
 * as many images. Null where the figure lies on the limit, which no number decides.
 */
function neededForLimit(
  { interval, count, counted, variances }: MeasuredFigure,
  value: number,
  limit: number,
  seeds: number,
): NeededForExpectation | null {
  const distance = Math.abs(value - limit);
  if (interval === null || distance === 0 || count === 0) return null;
  if (variances !== null) {
    const needed = neededToDecide({
      difference: value - limit,
      margin: 0,
      seeds,
      images: count,
      variances: { ...variances, parts: [] },
    });
    return { ...needed, counted };
  }
  const half = limit < value ? value - interval.low : interval.high - value;
  const images = Math.ceil(count * (half / distance) ** 2);
  return { kind: 'images', images: Math.min(Number.MAX_SAFE_INTEGER, Math.max(images, count + 1)), counted };
}

function missing(reason: MissingReason): Tested {
  return { status: 'missing', measured: null, needed: null, missing: reason };
}

/** The group that has one of the model's runs; −1 where none was judged. */
function groupOf({ groups }: Judgement, { runIds }: TestedModel): number {
  return groups.findIndex((group) => group.runIds.some((runId) => runIds.includes(runId)));
}
