import { judge } from '../comparison/judge.js';
import type { JudgedRun } from '../comparison/judgedRun.js';
import type { AccuracyFigure, VerdictKind } from '../comparison/judgement.js';
import type { SampleColumns } from '../samples/sampleColumns.js';
import type { Interval } from '../statistics/wilsonInterval.js';
import type { DatasetFindings, FoundPair } from './findings.js';
import type { Overlay } from './imageJudgements.js';

/** Which test images count, and with which labels. */
export type HonestView = 'raw' | 'leakFree' | 'nearLeakFree' | 'unsuspected' | 'judged';

/** Models scored with some of the test images. Plain data. */
export interface HonestScores {
  readonly view: HonestView;
  /** Images that count. */
  readonly count: number;
  /** Images that do not. */
  readonly leftOut: number;
  /** Images that count with another label than the dataset's. */
  readonly relabelled: number;
  /** In the order of the first runs. */
  readonly models: readonly HonestModel[];
  /** Indices of models, the most accurate first. */
  readonly order: readonly number[];
  /** Each two models once, the one before the other in the list. */
  readonly pairs: readonly HonestPair[];
}

export interface HonestModel {
  readonly title: string;
  readonly runIds: readonly string[];
  readonly accuracy: AccuracyFigure;
}

export interface HonestPair {
  readonly from: number;
  readonly to: number;
  /** Accuracy of `to` less that of `from`. */
  readonly difference: number;
  readonly interval: Interval;
  readonly verdict: VerdictKind;
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
    readonly raw: VerdictKind;
    readonly verdict: VerdictKind;
    readonly difference: number;
    /** The two change places. */
    readonly isTurned: boolean;
  }[];
}

/** Nothing of what the bootstrap gives is looked at here: the least that there can be. */
const RESAMPLES = 4;
/** In place of a label: the image does not count. */
const LEFT_OUT = -1;

/**
 * What `judge` says in every view that the findings and judgements make different from the raw one, that one first. Leak-free:
 * without test images that are also training images. Unsuspected: without suspected labels, unless a person says to keep
 * them. Judged: with a person's labels, without what a person calls ambiguous. Runs that `judge` leaves out are left out.
 */
export function honestScores(
  runs: readonly JudgedRun[],
  { duplicates, labels: suspected }: DatasetFindings,
  overlay: Overlay,
  { margin }: { readonly margin?: number | undefined } = {},
): HonestScores[] {
  const first = runs.find(({ samples }) => samples !== null)?.samples;
  if (first === undefined || first === null) return [];
  const leaks = testImages(duplicates?.exact);
  const nearLeaks = new Set([...leaks, ...testImages(duplicates?.near)]);
  const suspects = new Set((suspected?.test.suspects ?? []).map(({ image }) => image));
  const judged = new Map(
    [...overlay.values()].flatMap((each) => (each.split === 'test' ? [[each.image, each] as const] : [])),
  );
  const labelsWhere = (doesCount: (image: number) => boolean) =>
    Int32Array.from(first.labels, (label, image) => (doesCount(image) ? label : LEFT_OUT));
  const labelsJudged = () =>
    Int32Array.from(first.labels, (label, image) => {
      const word = judged.get(image);
      if (word?.verdict === 'ambiguous') return LEFT_OUT;
      return word?.verdict === 'relabel' && (word.label ?? label) < first.classCount ? (word.label ?? label) : label;
    });
  const views: readonly (readonly [HonestView, boolean, () => Int32Array])[] = [
    ['raw', true, () => labelsWhere(() => true)],
    ['leakFree', leaks.size > 0, () => labelsWhere((image) => !leaks.has(image))],
    ['nearLeakFree', nearLeaks.size > leaks.size, () => labelsWhere((image) => !nearLeaks.has(image))],
    [
      'unsuspected',
      suspects.size > 0,
      () => labelsWhere((image) => !suspects.has(image) || judged.get(image)?.verdict === 'keep'),
    ],
    ['judged', judged.size > 0, labelsJudged],
  ];
  return views.flatMap(([view, isDifferent, labels]) =>
    isDifferent ? scoreOf(view, labels(), first, runs, margin) : [],
  );
}

/** What becomes of the order and of each pair's verdict in the views after the first. */
export function rankStability([raw, ...others]: readonly HonestScores[]): RankStability {
  const changes = others.flatMap(({ view, pairs }) =>
    pairs.flatMap(({ from, to, difference, verdict }) => {
      const before = raw?.pairs.find((pair) => pair.from === from && pair.to === to);
      if (before === undefined) return [];
      const isTurned = difference * before.difference < 0;
      if (before.verdict === verdict && !isTurned) return [];
      return [{ view, from, to, raw: before.verdict, verdict, difference, isTurned }];
    }),
  );
  return {
    isOrderKept: changes.every(({ isTurned }) => !isTurned),
    areVerdictsKept: changes.every((change) => change.raw === change.verdict),
    changes,
  };
}

function testImages(pairs: readonly FoundPair[] = []): Set<number> {
  return new Set(pairs.flatMap(({ first, second }) => (first.split !== second.split ? [second.image] : [])));
}

function scoreOf(
  view: HonestView,
  labels: Int32Array,
  { labels: own, count: all }: SampleColumns,
  runs: readonly JudgedRun[],
  margin: number | undefined,
): HonestScores[] {
  const rows = Uint32Array.from(labels.keys()).filter((row) => labels[row] !== LEFT_OUT);
  if (rows.length === 0) return [];
  const judged = judge(
    runs.map(({ calibration: _, ...run }) => ({
      ...run,
      // Of other images than the first: `judge` finds that by itself.
      samples: run.samples?.count === all ? someOf(run.samples, rows, labels) : run.samples,
    })),
    { resamples: RESAMPLES, ...(margin === undefined ? {} : { margin }) },
  );
  const models = judged.groups.map(({ title, runIds, accuracy }) => ({ title, runIds, accuracy }));
  const order = models.map((_, index) => index);
  order.sort((a, b) => (models[b]?.accuracy.value ?? 0) - (models[a]?.accuracy.value ?? 0) || a - b);
  return [
    {
      view,
      count: rows.length,
      leftOut: labels.length - rows.length,
      relabelled: rows.reduce((sum, row) => sum + (labels[row] === own[row] ? 0 : 1), 0),
      models,
      order,
      pairs: judged.pairs.map(({ from, to, difference, interval, verdict }) => ({
        from,
        to,
        difference,
        interval,
        verdict: verdict.kind,
      })),
    },
  ];
}

/** Some of the images, with other labels; what was said of the probability of the true class stays that of the old one. */
function someOf(samples: SampleColumns, rows: Uint32Array, labels: Int32Array): SampleColumns {
  const { predicted, probability, trueProbability, margin, loss, squaredError, classCount } = samples;
  const take = <Column extends Float32Array | Int16Array | Uint16Array>(column: Column, target: Column): Column => {
    rows.forEach((row, place) => {
      target[place] = column[row] ?? 0;
    });
    return target;
  };
  const count = rows.length;
  return {
    count,
    classCount,
    labels: Uint16Array.from(rows, (row) => labels[row] ?? 0),
    predicted: take(predicted, new Int16Array(count)),
    probability: take(probability, new Float32Array(count)),
    trueProbability: take(trueProbability, new Float32Array(count)),
    margin: take(margin, new Float32Array(count)),
    loss: take(loss, new Float32Array(count)),
    squaredError: take(squaredError, new Float32Array(count)),
  };
}
