import type { Evaluation } from '../metrics/evaluation.js';
import { type MetricId, metricIds, metrics } from '../metrics/index.js';
import { type FitReading, readOverfitting } from '../metrics/overfitting.js';
import { type ComparabilityWarning, comparabilityWarnings } from './comparability.js';
import type { RunStarted } from './events.js';
import { groupBySetup } from './groupBySetup.js';
import { metricSubjectOf } from './metricSubject.js';
import type { RunState, RunStatus } from './state.js';

/** A metric over the runs of a row. */
export interface MetricSpread {
  readonly mean: number;
  /** Sample standard deviation (n − 1) over the runs; null for one run. */
  readonly standardDeviation: number | null;
  /** Runs that have the metric. */
  readonly count: number;
}

/** A class among those a model does worst, means over the runs of a row. Fractions 0..1. */
export interface WorstClass {
  readonly index: number;
  readonly name: string;
  /** A metric without a denominator counts as 0, as in the averages. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** One run of a row. */
export interface ComparedRun {
  readonly runId: string;
  readonly seed: number | null;
  readonly status: RunStatus;
  readonly hasEvaluation: boolean;
}

/** One model: a run, or several that differ in the seed alone. */
export interface ComparisonRow {
  readonly modelName: string;
  readonly runs: readonly ComparedRun[];
  /** Null where no run of the row has the metric. */
  readonly values: Readonly<Record<MetricId, MetricSpread | null>>;
  /** Mean test accuracy less that of the first row, −1..1; null for the first row and without an evaluation. */
  readonly improvement: number | null;
  /** At most three, the lowest F1 first; classes without test images are left out. */
  readonly worstClasses: readonly WorstClass[];
  /** Of the mean accuracies; null without an evaluation. */
  readonly fit: FitReading | null;
  readonly isSample: boolean;
}

/** Models side by side: data only, nothing formatted. */
export interface ComparisonTable {
  readonly rows: readonly ComparisonRow[];
  /** Name of the first run's dataset. */
  readonly datasetName: string | null;
  /** True if any run used the embedded sample: its figures must not pass for the full set's. */
  readonly isSample: boolean;
  /** Why some figures should not be held side by side. */
  readonly warnings: readonly ComparabilityWarning[];
}

/** The metrics of a comparison's table, in order; all others are in `values` too. */
export const comparisonMetricIds = [
  'parameters',
  'testAccuracy',
  'macroPrecision',
  'macroRecall',
  'macroF1',
  'trainAccuracy',
  'gap',
  'epochs',
  'duration',
] as const satisfies readonly MetricId[];

const WORST_CLASS_COUNT = 3;

/**
 * Puts runs side by side, one row for each model in the order of its first run. Runs of the same definition text, recipe
 * and data that differ in the seed share a row; the same seed again starts another row.
 */
export function compareRuns(states: readonly RunState[]): ComparisonTable {
  const rows = groupBySeeds(states, (state) => state).map(rowOf);
  const first = rows[0]?.values.testAccuracy?.mean;
  return {
    rows: rows.map((row, index) => {
      const own = row.values.testAccuracy?.mean;
      return index === 0 || first === undefined || own === undefined ? row : { ...row, improvement: own - first };
    }),
    datasetName: states[0]?.started?.dataset.name ?? null,
    isSample: rows.some((row) => row.isSample),
    warnings: comparabilityWarnings(states, rows),
  };
}

/** Everything that decides a run's outcome but the seed and the machine, as one text: runs of one setup are one model's. */
export function setupOf({ request, modelName, recipe, dataset }: RunStarted): string {
  const { definitionText, validationSplit, limit, fold } = request;
  return JSON.stringify([modelName, definitionText, recipe, validationSplit, limit, dataset.checksum, fold]);
}

/** `groupBySetup` of what has to do with runs. */
export function groupBySeeds<T>(items: readonly T[], stateOf: (item: T) => RunState): T[][] {
  return groupBySetup(items, (item) => {
    const { started } = stateOf(item);
    return started === undefined ? undefined : { setup: setupOf(started), seed: started.request.seed };
  });
}

function rowOf(states: readonly RunState[]): ComparisonRow {
  const subjects = states.map(metricSubjectOf);
  const values = Object.fromEntries(
    metricIds.map((id) => [id, spreadOf(subjects.map((subject) => metrics[id].value(subject)))]),
  ) as Record<MetricId, MetricSpread | null>;
  const evaluations = states.flatMap(({ evaluation }) => (evaluation === undefined ? [] : [evaluation]));
  return {
    modelName: states[0]?.started?.modelName ?? 'unknown model',
    runs: states.map((state) => ({
      runId: state.started?.runId ?? 'unknown run',
      seed: state.started?.request.seed ?? null,
      status: state.status,
      hasEvaluation: state.evaluation !== undefined,
    })),
    values,
    improvement: null,
    worstClasses: worstClassesOf(evaluations, states[0]?.started?.dataset.classNames ?? []),
    fit: fitOf(evaluations),
    isSample: states.some((state) => state.started?.dataset.source.isSample === true),
  };
}

/** Mean and sample standard deviation of what is known; null if nothing is. */
export function spreadOf(values: readonly (number | null)[]): MetricSpread | null {
  const known = values.filter((value) => value !== null);
  const count = known.length;
  if (count === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardDeviation: count < 2 ? null : Math.sqrt(squares / (count - 1)), count };
}

function worstClassesOf(evaluations: readonly Evaluation[], classNames: readonly string[]): WorstClass[] {
  const meanOf = (index: number, key: 'precision' | 'recall' | 'f1') =>
    evaluations.reduce((sum, { classes }) => sum + (classes[index]?.[key] ?? 0), 0) / evaluations.length;
  const classes = evaluations[0]?.classes ?? [];
  return classes
    .flatMap(({ support }, index) =>
      support === 0
        ? []
        : {
            index,
            name: classNames[index] ?? `class ${index}`,
            precision: meanOf(index, 'precision'),
            recall: meanOf(index, 'recall'),
            f1: meanOf(index, 'f1'),
          },
    )
    .sort((a, b) => a.f1 - b.f1 || a.index - b.index)
    .slice(0, WORST_CLASS_COUNT);
}

function fitOf(evaluations: readonly Evaluation[]): FitReading | null {
  const [first] = evaluations;
  if (first === undefined) return null;
  const meanOf = (split: 'train' | 'validation' | 'test') => {
    const known = evaluations.flatMap((evaluation) => evaluation[split] ?? []);
    const mean = (key: 'accuracy' | 'loss') => known.reduce((sum, metrics) => sum + metrics[key], 0) / known.length;
    return { count: known[0]?.count ?? 0, loss: mean('loss'), accuracy: mean('accuracy') };
  };
  return readOverfitting({
    train: meanOf('train'),
    test: meanOf('test'),
    ...(first.validation === undefined ? {} : { validation: meanOf('validation') }),
  });
}
