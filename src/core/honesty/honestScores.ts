import type { SampleColumns } from '../samples/sampleColumns.js';
import { pairedDifference } from '../statistics/pairedDifference.js';
import { type Interval, wilsonInterval, Z_95 } from '../statistics/wilsonInterval.js';
import type { DatasetFindings } from './findings.js';
import { type Overlay, placeKey } from './judgements.js';

/** Which test images count, and with which labels. */
export type HonestView = 'raw' | 'leakFree' | 'nearLeakFree' | 'unsuspected' | 'judged';

/** A model with its runs, tested on the same images. */
export interface HonestRuns {
  readonly title: string;
  readonly runs: readonly SampleColumns[];
}

/** Models scored with some of the test images. */
export interface HonestScores {
  readonly view: HonestView;
  /** Images that count. */
  readonly count: number;
  /** Images that do not. */
  readonly leftOut: number;
  /** Images that count with another label than the dataset's. */
  readonly relabelled: number;
  /** In the order of the models. */
  readonly scores: readonly HonestScore[];
  /** Indices of models, the most accurate first. */
  readonly order: readonly number[];
  /** Each two models once, the one before the other in the list. */
  readonly pairs: readonly HonestPair[];
}

export interface HonestScore {
  /** Mean over the runs, 0..1; null where no image counts. */
  readonly accuracy: number | null;
  /** 95 %, other images: Wilson's of one run, of several the normal one of the images' means. */
  readonly interval: Interval | null;
}

export interface HonestPair {
  readonly from: number;
  readonly to: number;
  /** Accuracy of `to` less that of `from`, 95 % interval over other images; null where no image counts. */
  readonly difference: number | null;
  readonly interval: Interval | null;
  /** By whether the interval holds 0. */
  readonly verdict: 'better' | 'worse' | 'unclear';
}

/** Whether what raw figures say holds without the images in doubt. */
export interface RankStability {
  /** The order of the models is the same in every view. */
  readonly isOrderKept: boolean;
  /** Each pair says the same in every view. */
  readonly areVerdictsKept: boolean;
  readonly changes: readonly {
    readonly view: HonestView;
    readonly from: number;
    readonly to: number;
    readonly raw: HonestPair['verdict'];
    readonly verdict: HonestPair['verdict'];
    /** The two change places. */
    readonly isTurned: boolean;
  }[];
}

/**
 * Every view that the findings and judgements make different from the raw one, that one first. The labels are those of the
 * first run. Leak-free: without test images that are also training images. Unsuspected: without the labels that are
 * suspected, unless a person says to keep them. Judged: with a person's labels, without what a person calls ambiguous.
 * @throws RangeError when the runs were not tested on the same images.
 */
export function honestScores(
  models: readonly HonestRuns[],
  { duplicates, labels: suspected }: DatasetFindings,
  overlay: Overlay,
): HonestScores[] {
  const first = models.flatMap(({ runs }) => runs)[0];
  if (first === undefined) return [];
  for (const { runs } of models)
    for (const run of runs)
      if (run.count !== first.count || run.labels.some((label, image) => label !== first.labels[image]))
        throw new RangeError('The runs were not tested on the same images.');
  const leaks = testImages(duplicates?.exact);
  const nearLeaks = new Set([...leaks, ...testImages(duplicates?.near)]);
  const suspects = new Set((suspected?.test.suspects ?? []).map(({ image }) => image));
  const judged = new Map(
    [...overlay.values()].flatMap((each) => (each.split === 'test' ? [[each.image, each] as const] : [])),
  );
  const isKept = (image: number) => overlay.get(placeKey({ split: 'test', image }))?.verdict === 'keep';
  const labelsWhere = (doesCount: (image: number) => boolean) =>
    Int32Array.from(first.labels, (label, image) => (doesCount(image) ? label : LEFT_OUT));
  const views: readonly (readonly [HonestView, boolean, () => Int32Array])[] = [
    ['raw', true, () => labelsWhere(() => true)],
    ['leakFree', leaks.size > 0, () => labelsWhere((image) => !leaks.has(image))],
    ['nearLeakFree', nearLeaks.size > leaks.size, () => labelsWhere((image) => !nearLeaks.has(image))],
    ['unsuspected', suspects.size > 0, () => labelsWhere((image) => !suspects.has(image) || isKept(image))],
    [
      'judged',
      judged.size > 0,
      () =>
        Int32Array.from(first.labels, (label, image) => {
          const word = judged.get(image);
          if (word?.verdict === 'ambiguous') return LEFT_OUT;
          return word?.verdict === 'relabel' ? (word.label ?? label) : label;
        }),
    ],
  ];
  return views.flatMap(([view, isDifferent, labels]) => (isDifferent ? [scoreOf(view, labels(), first, models)] : []));
}

/** What becomes of the order and of each pair's verdict in the views after the first. */
export function rankStability([raw, ...others]: readonly HonestScores[]): RankStability {
  const changes = others.flatMap(({ view, pairs }) =>
    pairs.flatMap((pair, index) => {
      const before = raw?.pairs[index];
      const isTurned = (pair.difference ?? 0) * (before?.difference ?? 0) < 0;
      if (before === undefined || (before.verdict === pair.verdict && !isTurned)) return [];
      return [{ view, from: pair.from, to: pair.to, raw: before.verdict, verdict: pair.verdict, isTurned }];
    }),
  );
  return {
    isOrderKept: changes.every(({ isTurned }) => !isTurned),
    areVerdictsKept: changes.every((change) => change.raw === change.verdict),
    changes,
  };
}

/** In place of a label: the image does not count. */
const LEFT_OUT = -1;

function testImages(pairs: NonNullable<DatasetFindings['duplicates']>['exact'] = []): Set<number> {
  return new Set(pairs.flatMap(({ first, second }) => (first.split !== second.split ? [second.image] : [])));
}

function scoreOf(
  view: HonestView,
  labels: Int32Array,
  { labels: own }: SampleColumns,
  models: readonly HonestRuns[],
): HonestScores {
  const count = labels.reduce((sum, label) => sum + (label === LEFT_OUT ? 0 : 1), 0);
  const rights = models.map(({ runs }) => meanRights(runs, labels));
  const scores = rights.map((right, index) => accuracyOf(right, labels, count, models[index]?.runs.length ?? 0));
  const order = models.map((_, index) => index);
  order.sort((a, b) => (scores[b]?.accuracy ?? 0) - (scores[a]?.accuracy ?? 0) || a - b);
  const pairs = order
    .flatMap((from) => order.map((to) => ({ from, to })))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from || a.to - b.to)
    .map(({ from, to }): HonestPair => {
      const isSingle = models[from]?.runs.length === 1 && models[to]?.runs.length === 1;
      return pairOf(from, to, rights, labels, isSingle);
    });
  const relabelled = labels.reduce(
    (sum, label, image) => sum + (label !== LEFT_OUT && label !== own[image] ? 1 : 0),
    0,
  );
  return { view, count, leftOut: labels.length - count, relabelled, scores, order, pairs };
}

/** For each image the share of runs that are right; images that do not count have 0. */
function meanRights(runs: readonly SampleColumns[], labels: Int32Array): Float64Array {
  const rights = new Float64Array(labels.length);
  for (const { predicted } of runs)
    labels.forEach((label, image) => {
      if (label !== LEFT_OUT && predicted[image] === label) rights[image] = (rights[image] ?? 0) + 1;
    });
  return rights.map((sum) => sum / Math.max(1, runs.length));
}

function accuracyOf(rights: Float64Array, labels: Int32Array, count: number, runs: number): HonestScore {
  if (count === 0 || runs === 0) return { accuracy: null, interval: null };
  const sum = rights.reduce((total, right) => total + right, 0);
  const accuracy = sum / count;
  if (runs === 1) return { accuracy, interval: wilsonInterval(sum, count) };
  return { accuracy, interval: clamped(meanInterval(rights, labels, count), 0) };
}

function pairOf(
  from: number,
  to: number,
  rights: readonly Float64Array[],
  labels: Int32Array,
  isSingle: boolean,
): HonestPair {
  const [first, second] = [rights[from] ?? new Float64Array(), rights[to] ?? new Float64Array()];
  const count = labels.reduce((sum, label) => sum + (label === LEFT_OUT ? 0 : 1), 0);
  const differences = second.map((right, image) => right - (first[image] ?? 0));
  if (count === 0) return { from, to, difference: null, interval: null, verdict: 'unclear' };
  const difference = differences.reduce((sum, each) => sum + each, 0) / count;
  const interval = isSingle
    ? singleInterval(second, first, labels)
    : clamped(meanInterval(differences, labels, count), -1);
  const verdict =
    interval === null || (interval.low <= 0 && interval.high >= 0) ? 'unclear' : difference > 0 ? 'better' : 'worse';
  return { from, to, difference, interval, verdict };
}

function singleInterval(one: Float64Array, other: Float64Array, labels: Int32Array): Interval | null {
  const counts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  labels.forEach((label, image) => {
    if (label === LEFT_OUT) return;
    const isFirst = one[image] === 1;
    const isSecond = other[image] === 1;
    counts[isFirst ? (isSecond ? 'both' : 'onlyFirst') : isSecond ? 'onlySecond' : 'neither'] += 1;
  });
  return pairedDifference(counts)?.interval ?? null;
}

/** Of the mean of the images that count: normal, from their variance; for several runs, which agree only in part. */
function meanInterval(values: Float64Array, labels: Int32Array, count: number): Interval | null {
  if (count < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value, image) => sum + (labels[image] === LEFT_OUT ? 0 : (value - mean) ** 2), 0);
  const half = Z_95 * Math.sqrt(squares / (count - 1) / count);
  return { low: mean - half, high: mean + half };
}

function clamped(interval: Interval | null, least: number): Interval | null {
  return interval === null ? null : { low: Math.max(least, interval.low), high: Math.min(1, interval.high) };
}
