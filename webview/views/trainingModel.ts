import { formatPercent, formatQuantity, printable } from '../../src/core/format.js';
import { readOverfitting } from '../../src/core/metrics/overfitting.js';
import { groupBySeeds } from '../../src/core/run/comparison.js';
import type { ShownRun } from '../../src/protocol/page.js';
import { chartAxis, heightsOf } from '../chart/chartAxis.js';
import type { ChartModel, ChartSeries } from '../chart/chartModel.js';
import { runName } from '../state/runText.js';
import { runMarks } from './trainingMarks.js';
import {
  accuracy,
  learningRate,
  loss,
  type Measure,
  positionWithin,
  type TrainingAxis,
  trainingAxes,
} from './trainingMeasures.js';
import { runSeries, seedSeries } from './trainingSeries.js';

/** How curves are to be drawn. */
export interface TrainingOptions {
  readonly axis: TrainingAxis;
  /** Each seed by a line of its own; else seeds of the same model, when all have ended, by their mean and a band. */
  readonly areSeedsApart: boolean;
}

/** The charts of the training of some runs, each run over the others. */
export interface TrainingCharts {
  readonly loss: ChartModel;
  readonly accuracy: ChartModel;
  readonly learningRate: ChartModel;
  /** There are models with several seeds. */
  readonly hasSeeds: boolean;
}

export const defaultTrainingOptions: TrainingOptions = { axis: 'epoch', areSeedsApart: false };

/** Learning rates further apart than this want a logarithmic axis. */
const WIDE_RANGE = 8;

export function trainingCharts(
  runs: readonly ShownRun[],
  options: TrainingOptions = defaultTrainingOptions,
): TrainingCharts {
  const rates = runs.flatMap(({ state }) => state.epochs.flatMap((point) => point.learningRate ?? []));
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  const isWide = rates.length > 0 && least > 0 && most / least > WIDE_RANGE;
  const groups = groupsOf(runs);
  return {
    loss: chartOf(runs, groups, loss, options),
    accuracy: chartOf(runs, groups, accuracy, options),
    learningRate: chartOf(runs, groups, learningRate, options, isWide ? 'logarithmic' : 'linear'),
    hasSeeds: groups.some(({ length }) => length > 1),
  };
}

/**
 * The seeds of a model that have been trained to the end are drawn together; those that are in training, and those that broke
 * off, stand alone: a mean would jump with each epoch of the ones, and end with the others.
 */
function groupsOf(runs: readonly ShownRun[]): ShownRun[][] {
  return groupBySeeds(runs, ({ state }) => state).flatMap((group) => {
    const whole = group.filter(({ state }) => state.status === 'completed' && state.epochs.length > 0);
    const others = group.filter((run) => !whole.includes(run)).map((run) => [run]);
    return whole.length === 0 ? others : [whole, ...others];
  });
}

const endings = {
  running: 'is in training',
  stopped: 'was stopped',
  failed: 'failed',
  interrupted: 'was interrupted',
} as const;

/** Of models with several seeds: how many of them the mean is of, and what became of the others. */
export function seedNotes(runs: readonly ShownRun[]): string[] {
  return groupBySeeds(runs, ({ state }) => state).flatMap((group) => {
    const missing = group.flatMap(({ letter, state }) => {
      if (state.status === 'completed') return [];
      const reason =
        state.status === 'failed' ? `: ${printable(state.failure?.message ?? 'no reason was recorded')}` : '';
      const after = `${endings[state.status]} after ${formatQuantity(state.epochs.length, 'epoch')}${reason}`;
      return `${letter} (seed ${state.started?.request.seed ?? 'not known'}) ${after}`;
    });
    const name = printable(group[0]?.state.started?.modelName ?? '');
    if (group.length < 2 || missing.length === 0) return [];
    const whole = group.length - missing.length;
    const kept = whole === 0 ? 'No seed is complete' : `${whole} of ${group.length} seeds are complete and kept`;
    return [`${name}: ${kept}. ${missing.join('; ').replace(/\.$/, '')}.`];
  });
}

function chartOf(
  runs: readonly ShownRun[],
  groups: readonly (readonly ShownRun[])[],
  measure: Measure,
  { axis, areSeedsApart }: TrainingOptions,
  scale: 'linear' | 'logarithmic' = 'linear',
): ChartModel {
  const drawn = groups.map((group) => {
    const lines =
      group.length === 1 || areSeedsApart
        ? group.map((run) => runSeries(run, measure, axis))
        : [seedSeries(group, measure, axis)];
    return {
      lines: lines.flat(),
      marks: group.flatMap((run, index) => runMarks(run, measure, lines[index] ?? lines[0] ?? [])),
    };
  });
  const series = drawn.flatMap(({ lines }) => lines);
  const { title, format } = trainingAxes[axis];
  return {
    title: measure.title,
    x: chartAxis({ title, format, values: [], minimum: 0, maximum: furthest(runs, series, axis) }),
    y: chartAxis({
      title: '',
      format: measure.format,
      scale,
      values: heightsOf(series),
      ...(measure.format === 'percent' ? { ceiling: 1, floor: 0 } : {}),
    }),
    series,
    marks: drawn.flatMap(({ marks }) => marks),
    guides: [],
    cursorPlaces: [...new Set(runs.flatMap(({ state }) => state.epochs.map(({ epoch }) => epoch)))].sort(
      (a, b) => a - b,
    ),
    placeTitle: 'Epoch',
    pointing: 'column',
    summary: summaryOf(runs, measure, title),
  };
}

/** The end of the axis: that of an epoch, by epochs at least the first; it stays where it is while one is under way. */
function furthest(runs: readonly ShownRun[], series: readonly ChartSeries[], axis: TrainingAxis): number {
  const drawn = series.flatMap(({ points }) => points.at(-1)?.x ?? []);
  const underWay = runs.flatMap((run) => {
    const last = run.batches.at(-1);
    return last === undefined ? [] : (positionWithin(run, axis, Math.ceil(last.position)) ?? []);
  });
  return Math.max(axis === 'epoch' ? 1 : 0, ...drawn, ...underWay) || 1;
}

function summaryOf(runs: readonly ShownRun[], measure: Measure, xTitle: string): string {
  const parts = runs.map((run) => {
    const last = run.state.epochs.at(-1);
    if (last === undefined) return `${run.letter}, ${runName(run)}: no epoch has ended`;
    const value = measure.validation?.(last) ?? measure.train(last);
    const written = measure.format === 'percent' ? formatPercent(value) : (value?.toPrecision(3) ?? 'not a number');
    const which = measure.validation?.(last) === undefined ? measure.noun : `validation ${measure.noun}`;
    return `${run.letter}, ${runName(run)}: ${formatQuantity(run.state.epochs.length, 'epoch')}, last ${which} ${written}`;
  });
  const along = xTitle === 'Epoch' ? 'epochs' : xTitle === 'Step' ? 'steps' : 'time';
  return `${measure.title} over ${along}. ${parts.join('. ')}.`;
}

/** How each model fits, in words; of those that have been evaluated. */
export function readingOfFits(runs: readonly ShownRun[]): string[] {
  return runs.flatMap((run) =>
    run.state.evaluation === undefined
      ? []
      : `${run.letter} ${runName(run)}: ${readOverfitting(run.state.evaluation).sentence}`,
  );
}
