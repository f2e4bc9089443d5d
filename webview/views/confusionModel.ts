import { formatCount, formatPercent, formatPoints } from '../../src/core/format.js';
import {
  cellDifferences,
  cellsWorstFirst,
  cellValues,
  type Normalization,
} from '../../src/core/statistics/confusionMatrix.js';
import type { EvaluatedRun, EvaluatedRuns } from '../state/evaluatedRuns.js';
import { imagesOfSplit } from '../state/splitText.js';
import {
  type CellFigures,
  type CellOptions,
  type ConfusionCell,
  cellOf,
  NO_PREDICTION_NAME,
  signedCount,
  unpredictedCell,
} from './confusionCells.js';

/** One run, all runs that can be compared, or one run less the baseline. */
export type ConfusionLayout = 'one' | 'side' | 'difference';

/** How the person wants to see it. */
export interface ConfusionChoices {
  readonly layout: ConfusionLayout;
  readonly normalization: Normalization;
  /** For `one` and `difference`; undefined, or a run that is not there: the first that suits. */
  readonly runId: string | undefined;
}

export interface ConfusionRow {
  readonly name: string;
  readonly cells: readonly ConfusionCell[];
  readonly total: string;
}

/** A mistake, for a list. */
export interface WorstCell {
  readonly trueClass: number;
  readonly predictedClass: number;
  readonly text: string;
  readonly figures: string;
}

export interface ConfusionMatrix {
  readonly runId: string;
  readonly letter: string;
  readonly title: string;
  readonly isDifference: boolean;
  /** Of a difference: the run that it is held against. */
  readonly againstId?: string;
  /** Names of the columns. */
  readonly columns: readonly string[];
  readonly rows: readonly ConfusionRow[];
  readonly columnTotals: readonly string[];
  readonly total: string;
  /** `10,000 test images` */
  readonly caption: string;
  /** The greatest mistakes, of a difference those that have become more frequent: the greatest first. */
  readonly worst: readonly WorstCell[];
}

/** What the view shows. */
export interface ConfusionPicture {
  /** As it is drawn: what cannot be done falls back to one run. */
  readonly layout: ConfusionLayout;
  /** Layouts that there are runs for. */
  readonly layouts: readonly ConfusionLayout[];
  /** Runs to choose from in this layout, where there is a choice. */
  readonly choices: readonly { readonly runId: string; readonly label: string }[];
  readonly runId: string | undefined;
  readonly matrices: readonly ConfusionMatrix[];
  /** What the whole range of colours stands for, in images; null: 100 %. */
  readonly scaleImages: number | null;
}

/** A list of mistakes is read from its top. */
const MOST_WORST_CELLS = 12;

/** Of each run, by its id, the cells (`cellKey`) in which it is known to differ from the baseline. */
export type NotableCells = ReadonlyMap<string, ReadonlySet<string>>;

const noneNotable: NotableCells = new Map();

/** Draws up the matrices of some runs. */
export function confusionOf(
  { all, baseline, comparable, split }: Pick<EvaluatedRuns, 'all' | 'baseline' | 'comparable' | 'split'>,
  choices: ConfusionChoices,
  notable: NotableCells = noneNotable,
): ConfusionPicture {
  const others = baseline === undefined ? [] : comparable.filter((run) => run !== baseline);
  const layouts: ConfusionLayout[] = [
    'one',
    ...(comparable.length > 1 ? (['side'] as const) : []),
    ...(others.length > 0 ? (['difference'] as const) : []),
  ];
  const layout = layouts.includes(choices.layout) ? choices.layout : 'one';
  const candidates = layout === 'one' ? all : layout === 'difference' ? others : [];
  // Another seed of the same model is not what a person wants to see first.
  const ofOtherModel = layout === 'difference' ? others.find(({ setup }) => setup !== baseline?.setup) : undefined;
  const chosen = candidates.find(({ runId }) => runId === choices.runId) ?? ofOtherModel ?? candidates[0];
  const drawn = layout === 'side' ? comparable : chosen === undefined ? [] : [chosen];
  const hasUnpredicted = drawn.some(({ evaluation }) => sumOf(unpredictedOf(evaluation)) > 0);
  const supports = (drawn[0]?.evaluation.classes ?? []).map(({ support }) => support);
  return {
    layout,
    layouts,
    choices:
      candidates.length > 1 ? candidates.map(({ runId, letter, name }) => ({ runId, label: `${letter} ${name}` })) : [],
    runId: chosen?.runId,
    matrices: drawn.map((run) =>
      matrixOf(run, {
        baseline: comparable.includes(run) && run !== baseline ? baseline : undefined,
        isDifference: layout === 'difference',
        normalization: choices.normalization,
        hasUnpredicted,
        images: imagesOfSplit[split],
        notable: notable.get(run.runId) ?? new Set(),
      }),
    ),
    scaleImages: choices.normalization === 'none' ? Math.max(0, ...supports) : null,
  };
}

interface MatrixOptions extends CellOptions {
  readonly baseline: EvaluatedRun | undefined;
  readonly hasUnpredicted: boolean;
  /** What the images are called. */
  readonly images: string;
  readonly notable: ReadonlySet<string>;
}

function matrixOf(run: EvaluatedRun, options: MatrixOptions): ConfusionMatrix {
  const { evaluation, classNames } = run;
  const { baseline, normalization, isDifference, hasUnpredicted } = options;
  const values = cellValues(evaluation, normalization);
  const compared = baseline?.evaluation;
  const figures: CellFigures = {
    counts: evaluation.confusion,
    values,
    countDifferences: compared && cellDifferences(evaluation.confusion, compared.confusion),
    valueDifferences: compared && cellDifferences(values, cellValues(compared, normalization)),
    largestSupport: Math.max(0, ...evaluation.classes.map(({ support }) => support)),
    notable: options.notable,
  };
  const missing = unpredictedOf(evaluation);
  const missingBefore = compared && unpredictedOf(compared);
  const rows = classNames.map((name, trueClass) => {
    const support = evaluation.classes[trueClass]?.support ?? 0;
    const cells = classNames.map((_, predictedClass) =>
      cellOf(figures, classNames, options, trueClass, predictedClass),
    );
    if (hasUnpredicted) {
      const count = missing[trueClass] ?? 0;
      const difference = missingBefore && count - (missingBefore[trueClass] ?? 0);
      cells.push(unpredictedCell(name, trueClass, count, support, difference, options));
    }
    return { name, cells, total: formatCount(support) };
  });
  const total = formatCount(sumOf(evaluation.classes.map(({ support }) => support)));
  const columnTotals = classNames.map((_, column) =>
    evaluation.confusion.reduce((sum, row) => sum + (row[column] ?? 0), 0),
  );
  return {
    runId: run.runId,
    letter: run.letter,
    title: isDifference && baseline !== undefined ? `${run.name} less ${baseline.name}` : run.name,
    isDifference,
    ...(isDifference && baseline !== undefined ? { againstId: baseline.runId } : {}),
    columns: [...classNames, ...(hasUnpredicted ? [NO_PREDICTION_NAME] : [])],
    rows,
    columnTotals: [...columnTotals, ...(hasUnpredicted ? [sumOf(missing)] : [])].map((sum) => formatCount(sum)),
    total,
    caption: `${total} ${options.images}`,
    worst: worstOf(figures, classNames, options),
  };
}

/** For each true class, the images that are in no column. */
function unpredictedOf({ classes, confusion }: EvaluatedRun['evaluation']): number[] {
  return classes.map(({ support }, index) => Math.max(0, support - sumOf(confusion[index] ?? [])));
}

function worstOf(
  { counts, values, countDifferences, valueDifferences }: CellFigures,
  classNames: readonly string[],
  { isDifference, normalization }: MatrixOptions,
): WorstCell[] {
  const ranked = isDifference ? (valueDifferences ?? []) : values;
  return cellsWorstFirst(ranked)
    .slice(0, MOST_WORST_CELLS)
    .map(({ trueClass, predictedClass, value }) => {
      const count = counts[trueClass]?.[predictedClass] ?? 0;
      const difference = countDifferences?.[trueClass]?.[predictedClass] ?? null;
      const points = normalization === 'none' ? '' : ` (${formatPoints(value)} points)`;
      const share = normalization === 'none' ? '' : ` (${formatPercent(value)})`;
      return {
        trueClass,
        predictedClass,
        text: `${classNames[trueClass] ?? ''} → ${classNames[predictedClass] ?? ''}`,
        figures: isDifference ? `${signedCount(difference)}${points}` : `${formatCount(count)}${share}`,
      };
    });
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
