import { formatCount, formatFixed, formatPercent, formatQuantity } from '../format.js';
import type { Interval } from '../statistics/wilsonInterval.js';
import type { AccuracyDifference } from './accuracyDifference.js';
import type {
  FlipCounts,
  Needed,
  PairMethod,
  PairVerdict,
  SequentialLook,
  VerdictKind,
  VerdictParts,
} from './judgement.js';

/** All that the words of a verdict are made of; `to` against `from`. */
export interface JudgedDifference {
  readonly kind: VerdictKind;
  readonly from: { readonly title: string; readonly seeds: number };
  readonly to: { readonly title: string; readonly seeds: number };
  readonly found: AccuracyDifference;
  readonly holm: number;
  /** Pairs that Holm's correction is over. */
  readonly pairCount: number;
  /** Where the seeds of both were trained by one plan. */
  readonly look: SequentialLook | null;
  /** The seeds of one of them were trained until it was told from others. */
  readonly ignoresStopping: boolean;
  readonly flips: FlipCounts;
  /** 0..1 */
  readonly margin: number;
  readonly needed: Needed | null;
}

/** The verdict on a pair in words: pieces, and one sentence of them. */
export function verdictWords(judged: JudgedDifference): PairVerdict {
  const parts = partsOf(judged);
  return { kind: judged.kind, parts, sentence: sentenceOf(judged, parts) };
}

/** Points of a margin or difference as text: `0.3`, `0.25`. */
export function pointsText(fraction: number): string {
  return String(Number((fraction * 100).toFixed(3)));
}

/** A p-value: `p = 0.034`, `p < 1e-6`. */
export function pText(p: number): string {
  if (p < 1e-6) return 'p < 1e-6';
  if (p < 0.001) return `p = ${p.toExponential(0)}`;
  return `p = ${p >= 0.1 ? p.toFixed(2) : p.toFixed(3)}`;
}

function partsOf({
  from,
  to,
  found,
  holm,
  pairCount,
  look,
  ignoresStopping,
  flips,
  needed,
}: JudgedDifference): VerdictParts {
  const isToAhead = found.difference >= 0;
  const [ahead, behind] = isToAhead ? [to, from] : [from, to];
  const digits = Math.abs(found.difference) < 0.01 ? 2 : 1;
  const { low, high } = found.interval;
  const seen: Interval = isToAhead ? { low, high } : { low: -high, high: -low };
  return {
    winner: ahead.title,
    loser: behind.title,
    points: formatFixed(Math.abs(found.difference) * 100, digits),
    interval: rangeText(seen, digits),
    fixed: Math.round(isToAhead ? flips.fixed : flips.broken),
    broken: Math.round(isToAhead ? flips.broken : flips.fixed),
    test: look === null || look.look === 0 ? testText(found, holm, pairCount) : lookText(look, holm),
    seeds: seedsText(ahead.seeds, behind.seeds),
    advice: adviceText(found, look, ignoresStopping),
    needed,
  };
}

/** `look 2 of 8, after 4 seeds, corrected p = 0.004` */
function lookText({ plan, look, seeds }: SequentialLook, p: number): string {
  const { minimum, maximum } = plan;
  return `look ${look} of at most ${maximum - minimum + 1}, after ${formatQuantity(seeds, 'seed')}, corrected ${pText(p)}`;
}

function adviceText({ covers }: AccuracyDifference, look: SequentialLook | null, ignoresStopping: boolean): string {
  if (look !== null && look.look === 0)
    return `nothing is decided before ${formatQuantity(look.plan.minimum, 'seed')} of both have a result, and this interval does not allow for the looks`;
  if (ignoresStopping)
    return 'the seeds of one were trained until it was told from others, which this interval does not allow for';
  return covers === 'images' ? 'run more seeds to cover seed variation' : '';
}

/** `1.9–2.9`; where a bound is negative `−0.1 to 2.9`, as dash and minus would run together. */
function rangeText({ low, high }: Interval, digits: number): string {
  const [from, to] = [low, high].map((bound) => formatFixed(bound * 100, digits));
  return low < 0 || high < 0 ? `${from} to ${to}` : `${from}–${to}`;
}

function testText({ method, p }: AccuracyDifference, holm: number, pairCount: number): string {
  const names = {
    tango: 'exact McNemar',
    images: 'paired over images',
    crossed: 'over images and seeds',
    'crossed-paired': 'over images and paired seeds',
    sequential: 'over images and paired seeds',
  } as const satisfies Record<PairMethod, string>;
  const name = names[method];
  const corrected = pairCount > 1 ? `, Holm over ${pairCount} pairs ${pText(holm)}` : '';
  return `${name} ${pText(p)}${corrected}`;
}

function seedsText(ahead: number, behind: number): string {
  return ahead === behind ? `${formatQuantity(ahead, 'seed')} each` : `${ahead} and ${formatQuantity(behind, 'seed')}`;
}

function sentenceOf({ kind, found, margin, flips, look }: JudgedDifference, parts: VerdictParts): string {
  const { winner, loser, points, interval, fixed, broken, test, seeds, advice, needed } = parts;
  const isMean = !Number.isInteger(flips.fixed) || found.method !== 'tango';
  const images = `${isMean ? 'on average ' : ''}${formatQuantity(fixed, 'image')} fixed, ${formatCount(broken)} broken`;
  const evidence = (bounds: string) =>
    `(${intervalText(look)} ${bounds}; ${images}; ${test}; ${seeds}${advice === '' ? '' : `: ${advice}`})`;
  const isLevel = found.difference === 0;
  const gap = isLevel
    ? `they are level ${evidence(interval)}`
    : `${winner} is ahead by ${points} points ${evidence(interval)}`;
  switch (kind) {
    case 'better':
    case 'worse': {
      const low = Math.min(Math.abs(found.interval.low), Math.abs(found.interval.high));
      const caution =
        low < margin ? ` The difference may be as small as the margin of ${pointsText(margin)} points.` : '';
      return `${winner} beats ${loser} by ${points} points ${evidence(interval)}.${caution}`;
    }
    case 'tie':
      return `${winner} and ${loser} tie within ${pointsText(margin)} points: ${gap}.`;
    case 'undecided':
      return `Undecided between ${winner} and ${loser}: ${gap}${openText(needed, look)}.`;
  }
}

/** Which interval it is: that of a look is wider, so that all looks together hold to 95 %. */
function intervalText(look: SequentialLook | null): string {
  return look === null || look.look === 0 ? '95 % CI' : `${formatPercent(look.confidence, 2)} CI`;
}

/** What comes next for an undecided pair. */
function openText(needed: Needed | null, look: SequentialLook | null): string {
  if (needed !== null) return `; ${neededText(needed)}`;
  if (look === null) return '';
  return look.isOver ? `; no more seeds are planned` : `; at most ${look.plan.maximum} seeds are planned`;
}

/** What to do about an undecided pair. */
export function neededText(needed: Needed): string {
  if (needed.kind === 'images') {
    if (needed.images > 1e7)
      return 'the difference lies at the margin: no number of seeds or images will decide it soon';
    const rounded = Number(needed.images.toPrecision(2));
    return `more seeds alone cannot decide it: about ${formatCount(rounded)} test images could`;
  }
  const seeds = `about ${formatQuantity(needed.seeds, 'more seed')} each`;
  return needed.isGuess
    ? `run ${seeds} to learn how much the seed matters`
    : `${seeds} would decide it if the difference stays as it is`;
}
