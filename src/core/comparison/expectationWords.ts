import type { Expectation, ExpectedLimit } from '../definition/expectation.js';
import type { ExpectedFigure } from '../definition/expectedFigures.js';
import { modelKeysOf } from '../definition/modelKeys.js';
import {
  formatCount,
  formatFixed,
  formatLoss,
  formatPercent,
  formatPoints,
  formatQuantity,
  NO_VALUE,
  printable,
} from '../format.js';
import type { MissingReason, NeededForExpectation, Outcome } from './expectations.js';
import { pointsText } from './verdictWords.js';

/** An outcome in words, all printable. */
export interface OutcomeWords {
  /** How the comparison calls the model. */
  readonly model: string;
  /** As written: `recall.Shirt >=0.70`, `vs:ann better`. */
  readonly expectation: string;
  /** In words: `at least 70.00 %`, `better than ann`. */
  readonly expected: string;
  /** What was measured, `91.27 %`; against another model `+1.20 points`. */
  readonly value: string;
  /** `90.70–91.81 %`; empty for what is exact. */
  readonly interval: string;
  /** One sentence or two. */
  readonly message: string;
}

/** What the words need beside an outcome. */
export interface OutcomeContext {
  readonly expectations: readonly Expectation[];
  /** Paths of the comparison's models, as written. */
  readonly modelPaths: readonly string[];
  /** Differences of accuracy up to this size do not matter, 0..1. */
  readonly margin: number;
}

/** Puts an outcome into words. */
export function outcomeWords(outcome: Outcome, context: OutcomeContext): OutcomeWords {
  const keys = modelKeysOf(context.modelPaths).map(printable);
  const model = keys[outcome.model] ?? '';
  const expectation = context.expectations[outcome.expectation];
  if (expectation === undefined) return { model, expectation: '', expected: '', value: '', interval: '', message: '' };
  const other = expectation.kind === 'versus' ? (keys[expectation.other] ?? '') : '';
  const { value, interval } = measuredWords(outcome, expectation);
  const words = {
    model,
    expectation: `${printable(expectation.key)} ${printable(expectation.written)}`,
    expected: expectedWords(expectation, other, context.margin),
    value,
    interval,
  };
  return { ...words, message: messageOf(outcome, expectation, words, other) };
}

/** `at least 90.00 %`; `better than ann`. `other`: the other model's name. */
export function expectedWords(expectation: Expectation, other: string, margin: number): string {
  if (expectation.kind === 'limit') {
    const { comparator, limit, figure } = expectation;
    const words = { '>=': 'at least', '>': 'more than', '<=': 'at most', '<': 'less than' }[comparator];
    return `${words} ${limitText(limit, figure)}`;
  }
  const points = pointsText(margin);
  if (expectation.verdict === 'better') return `better than ${other}`;
  return expectation.verdict === 'tie'
    ? `as good as ${other}, within ${points} points`
    : `not worse than ${other} by more than ${points} points`;
}

/** A value of a figure as it is shown, with its unit. */
export function figureText(value: number | null, { unit }: Pick<ExpectedFigure, 'unit'>): string {
  if (unit === 'fraction') return formatPercent(value, 2);
  if (unit === 'difference') return `${formatPoints(value, 2)}${value === null ? '' : ' points'}`;
  return unit === 'count' ? formatCount(value) : formatLoss(value);
}

function limitText(limit: number, figure: ExpectedFigure): string {
  const { unit } = figure;
  // As precise as it was written, which may be more than figures are shown.
  const digits = Math.max(2, (String(Number((limit * 100).toPrecision(12))).split('.')[1] ?? '').length);
  if (unit === 'fraction') return formatPercent(limit, digits);
  if (unit === 'difference') return `${formatFixed(limit * 100, digits)} points`;
  return unit === 'count' && Number.isInteger(limit) ? formatCount(limit) : String(limit);
}

function measuredWords({ measured }: Outcome, expectation: Expectation): { value: string; interval: string } {
  if (measured === null) return { value: NO_VALUE, interval: '' };
  const figure = expectation.kind === 'limit' ? expectation.figure : { unit: 'difference' as const };
  const text = (value: number) => figureText(value, figure);
  const { value, interval } = measured;
  const shown = value === null ? NO_VALUE : text(value);
  if (interval === null) return { value: shown, interval: '' };
  const [low, high] = [text(interval.low), text(interval.high)];
  const unit = / (%|points)$/.exec(low)?.[0] ?? '';
  return {
    value: shown,
    interval: `${low.slice(0, low.length - unit.length)}${unit === ' points' ? ' to ' : '–'}${high}`,
  };
}

type Words = Omit<OutcomeWords, 'message'>;

function messageOf(outcome: Outcome, expectation: Expectation, words: Words, other: string): string {
  const { status, measured, missing } = outcome;
  if (missing !== null || measured === null) return missingMessage(missing ?? 'no-value', expectation, words, other);
  const bounds = words.interval === '' ? '' : ` (95 % interval ${words.interval}${coverageOf(measured.covers)})`;
  const subject = expectation.kind === 'limit' ? subjectOf(expectation) : `accuracy against ${other}`;
  const found = `${words.model}: ${subject} is ${words.value}${bounds}`;
  if (status === 'pass') return `${found}, as expected: ${words.expected}.`;
  if (status === 'fail') return `${found}; expected ${words.expected}.`;
  return `${found}; whether it is ${words.expected} is not decided. ${neededText(outcome.needed, expectation)}`.trim();
}

/** `recall of Shirt`. */
export function subjectOf({ figure, className }: ExpectedLimit): string {
  return className === undefined ? figure.title : `${figure.title} of ${printable(className)}`;
}

function coverageOf(covers: NonNullable<Outcome['measured']>['covers']): string {
  return covers === 'images-and-seeds' ? ', for other images and seeds' : '';
}

/** What would decide an outcome, as a sentence; empty where that is not known. */
function neededText(needed: NeededForExpectation | null, expectation: Expectation): string {
  if (needed === null) return expectation.kind === 'limit' ? 'It lies on the limit.' : '';
  if (needed.kind === 'seeds') {
    const more = formatQuantity(needed.seeds, 'more seed');
    return needed.isGuess
      ? `At least ${more} of each model would tell more.`
      : `About ${more} of each model would decide it.`;
  }
  if (needed.images >= Number.MAX_SAFE_INTEGER) return 'No number of seeds or images decides it.';
  const isRound = needed.images < 10_000;
  const images = isRound ? needed.images : Number(needed.images.toPrecision(2));
  return `About ${formatCount(images)} ${needed.counted} would decide it.`;
}

function missingMessage(reason: MissingReason, expectation: Expectation, { model }: Words, other: string): string {
  const subject = expectation.kind === 'limit' ? subjectOf(expectation) : 'accuracy';
  switch (reason) {
    case 'not-trained':
      return `${model} has not been trained as this comparison says: there is no complete run of it.`;
    case 'not-judged':
      return `${model}: what its run made of the test images is not known.`;
    case 'other-not-judged':
      return `${other} has not been trained as this comparison says, so that ${model} cannot be held against it.`;
    case 'same-runs':
      return `${model} and ${other} are the same model.`;
    case 'no-class':
      return `${model}: the images have no class ${expectation.kind === 'limit' ? printable(JSON.stringify(expectation.className ?? '')) : ''}.`;
    case 'no-value':
      return `${model}: ${subject} has no value.`;
  }
}
