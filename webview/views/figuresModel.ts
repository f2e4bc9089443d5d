import type { Figure, JudgedGroup, JudgedPair, Judgement } from '../../src/core/comparison/judgement.js';
import { pairOf } from '../../src/core/comparison/orientPair.js';
import { formatPercent, formatPoints, NO_VALUE, printable } from '../../src/core/format.js';
import { type MetricId, metrics } from '../../src/core/metrics/index.js';
import type { Cell, Column } from '../../src/core/report/table.js';
import { type ComparisonRow, comparisonMetricIds, type MetricSpread } from '../../src/core/run/comparison.js';
import type { DefinitionDifference } from '../../src/core/run/definitionDifference.js';
import { metricSubjectOf } from '../../src/core/run/metricSubject.js';
import { fractionInterval, type Interval } from '../../src/core/statistics/wilsonInterval.js';
import type { ShownRun } from '../../src/protocol/page.js';
import { tierOf } from './verdictModel.js';

/** A model of the table: its runs, what was judged of it, and what differs in its definition. */
export interface FiguresModel {
  readonly row: ComparisonRow;
  readonly runs: readonly ShownRun[];
  /** Index into the judgement's groups; −1 where it was not judged. */
  readonly group: number;
  /** From the first model to this one; undefined for the first and while that is not known. */
  readonly definition: readonly DefinitionDifference[] | undefined;
}

/** One figure of all models. */
export interface FigureColumn extends Column {
  /** What it says of each model. */
  readonly cells: readonly (Cell | string)[];
  /** What it says of one run of a model; empty where it says nothing of single runs. */
  ofRun(run: ShownRun): string;
  /** Models differ in it by more than its interval, or where it is exact, at all; undefined: see whether the texts do. */
  readonly differs: boolean | undefined;
  /** Only shown among differences: there are many such. */
  readonly isDetail: boolean;
}

/** Times further apart than this are more than the mood of a machine. */
const TIME_RATIO = 1.1;

const judgedFigures = {
  macroPrecision: 'macroPrecision',
  macroRecall: 'macroRecall',
  macroF1: 'macroF1',
} as const satisfies Partial<Record<MetricId, keyof JudgedPair & keyof JudgedGroup>>;

/** The figures that models are compared by; `isFirstBaseline`: the first was chosen to hold the others against. */
export function figureColumns(
  models: readonly FiguresModel[],
  judgement: Judgement | undefined,
  isFirstBaseline: boolean,
): FigureColumn[] {
  return [
    ...(judgement === undefined || judgement.groups.length < 2 ? [] : [tierColumn(models, judgement)]),
    ...comparisonMetricIds.map((id) => metricColumn(id, models, judgement)),
    overFirst(models, judgement, isFirstBaseline ? 'baseline' : 'first'),
    {
      title: 'Worst classes (F1)',
      flexible: true,
      cells: models.map(
        ({ row }) =>
          row.worstClasses.map(({ name, f1 }) => `${printable(name)} ${formatPercent(f1)}`).join(', ') || NO_VALUE,
      ),
      ofRun: () => '',
      // Which classes differ stands there by itself.
      differs: false,
      isDetail: false,
    },
  ];
}

function tierColumn(models: readonly FiguresModel[], judgement: Judgement): FigureColumn {
  return {
    title: 'Tier',
    align: 'right',
    cells: models.map(({ group }) => {
      const tier = tierOf(judgement, group);
      return tier === undefined ? NO_VALUE : String(tier);
    }),
    ofRun: () => '',
    differs: judgement.tiers.length > 1,
    isDetail: false,
  };
}

function metricColumn(
  id: (typeof comparisonMetricIds)[number],
  models: readonly FiguresModel[],
  judgement: Judgement | undefined,
): FigureColumn {
  const metric = metrics[id];
  return {
    title: metric.title,
    align: 'right',
    cells: models.map((model) =>
      withInterval(formatSpread(id, model.row.values[id]), intervalOf(id, model, judgement)),
    ),
    ofRun: ({ state }) => metric.format(metric.value(metricSubjectOf(state))),
    differs: differsIn(id, models, judgement),
    isDetail: false,
  };
}

/** As it was judged; else that of the images (Wilson), of one run. */
export function accuracyInterval({ runs, group }: FiguresModel, judgement: Judgement | undefined): Interval | null {
  const judged = judgement?.groups[group];
  if (judged !== undefined) return judged.accuracy.interval;
  const test = runs[0]?.state.evaluation?.test;
  const isKnown = runs.length === 1 && test !== undefined && Number.isFinite(test.accuracy);
  return isKnown ? fractionInterval(test.accuracy, test.count) : null;
}

function intervalOf(id: MetricId, model: FiguresModel, judgement: Judgement | undefined): Interval | null {
  if (id === 'testAccuracy') return accuracyInterval(model, judgement);
  const judged = judgement?.groups[model.group];
  const key = id in judgedFigures ? judgedFigures[id as keyof typeof judgedFigures] : undefined;
  return key === undefined || judged === undefined ? null : judged[key].interval;
}

/** Never by what may be chance: see `FigureColumn`. */
function differsIn(
  id: MetricId,
  models: readonly FiguresModel[],
  judgement: Judgement | undefined,
): boolean | undefined {
  const means = models.flatMap(({ row }) => row.values[id]?.mean ?? []);
  const range = Math.max(...means) - Math.min(...means);
  switch (id) {
    case 'parameters':
    case 'epochs':
      return undefined;
    case 'duration':
      return means.length > 1 && Math.max(...means) > Math.min(...means) * TIME_RATIO;
    case 'testAccuracy':
      return judgement?.pairs.some(({ verdict }) => verdict.kind === 'better' || verdict.kind === 'worse');
    case 'macroPrecision':
    case 'macroRecall':
    case 'macroF1':
      return judgement?.pairs.some((pair) => isClear(pair[id]));
    default:
      // There is no interval: what is further apart than what matters.
      return judgement === undefined ? undefined : means.length > 1 && range > judgement.margin;
  }
}

function isClear({ interval }: Figure): boolean {
  return interval !== null && (interval.low > 0 || interval.high < 0);
}

const verdictTones = { better: 'good', worse: 'bad' } as const;

/** The difference of accuracies with its interval and its verdict; good or bad only where that says so. */
function overFirst(
  models: readonly FiguresModel[],
  judgement: Judgement | undefined,
  first: 'baseline' | 'first',
): FigureColumn {
  const [against] = models;
  return {
    title: `Over the ${first}`,
    align: 'right',
    cells: models.map((model): Cell => {
      if (model === against) return { text: first, tone: 'muted' };
      const pair =
        judgement === undefined || against === undefined ? undefined : pairOf(judgement, against.group, model.group);
      if (pair === undefined) {
        const { improvement } = model.row;
        return { text: improvement === null ? NO_VALUE : `${formatPoints(improvement, 2)} points` };
      }
      const { difference, interval, verdict } = pair;
      const bounds = `${formatPoints(interval.low)} to ${formatPoints(interval.high)}`;
      const text = `${formatPoints(difference, 2)} points (${bounds}): ${verdict.kind}`;
      return verdict.kind === 'better' || verdict.kind === 'worse'
        ? { text, tone: verdictTones[verdict.kind] }
        : { text };
    }),
    ofRun: () => '',
    differs: true,
    isDetail: false,
  };
}

/** The mean, and ± one standard deviation over the seeds where there are several. */
function formatSpread(id: MetricId, spread: MetricSpread | null): string {
  const metric = metrics[id];
  const mean = metric.format(spread?.mean ?? null);
  if (spread === null || spread.standardDeviation === null) return mean;
  // The same for each seed by the definition.
  if (id === 'parameters' && spread.standardDeviation === 0) return mean;
  return `${mean} ± ${metric.formatDifference(spread.standardDeviation).replace(/^\+/, '')}`;
}

export function withInterval(text: string, interval: Interval | null): string {
  if (interval === null) return text;
  const bound = (value: number) => formatPercent(value, 1).replace(' %', '');
  return `${text} (${bound(interval.low)} to ${bound(interval.high)})`;
}
