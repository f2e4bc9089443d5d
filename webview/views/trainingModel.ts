import { formatLearningRate, formatPercent, formatQuantity, printable } from '../../src/core/format.js';
import { readOverfitting } from '../../src/core/metrics/overfitting.js';
import type { BatchPoint } from '../../src/core/run/batchCurve.js';
import type { EpochPoint } from '../../src/core/run/curves.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { ChartMark, ChartModel, ChartPoint, ChartSeries } from '../chart/chartModel.js';
import { identityOf } from '../state/identity.js';
import { runName } from '../state/runText.js';

/** A quantity that a run has for each epoch. */
interface Measure {
  readonly title: string;
  readonly format: ChartModel['format'];
  readonly noun: string;
  train(point: EpochPoint): number | null;
  validation?(point: EpochPoint): number | null | undefined;
  batch?(point: BatchPoint): number | null;
}

const loss: Measure = {
  title: 'Loss',
  noun: 'loss',
  format: 'loss',
  train: (point) => point.loss,
  validation: (point) => point.validationLoss,
  batch: (point) => point.loss,
};

const accuracy: Measure = {
  title: 'Accuracy',
  noun: 'accuracy',
  format: 'percent',
  train: (point) => point.accuracy,
  validation: (point) => point.validationAccuracy,
  batch: (point) => point.accuracy,
};

const learningRate: Measure = {
  title: 'Learning rate',
  noun: 'learning rate',
  format: 'learningRate',
  train: (point) => point.learningRate,
};

/** The charts of the training of some runs, each run over the others. */
export interface TrainingCharts {
  readonly loss: ChartModel;
  readonly accuracy: ChartModel;
  readonly learningRate: ChartModel;
}

/** Learning rates further apart than this want a logarithmic axis. */
const WIDE_RANGE = 8;

export function trainingCharts(runs: readonly ShownRun[]): TrainingCharts {
  const rates = runs.flatMap(({ state }) => state.epochs.flatMap((point) => point.learningRate ?? []));
  const isWide = rates.length > 0 && Math.min(...rates) > 0 && Math.max(...rates) / Math.min(...rates) > WIDE_RANGE;
  return {
    loss: chartOf(runs, loss),
    accuracy: chartOf(runs, accuracy),
    learningRate: { ...chartOf(runs, learningRate), scale: isWide ? 'logarithmic' : 'linear' },
  };
}

/** True when there is a point to draw. */
export function hasPoints({ series }: ChartModel): boolean {
  return series.some(({ points }) => points.length > 0);
}

function chartOf(runs: readonly ShownRun[], measure: Measure): ChartModel {
  const epochs = [...new Set(runs.flatMap(({ state }) => state.epochs.map(({ epoch }) => epoch)))].sort(
    (a, b) => a - b,
  );
  const underWay = runs.map(({ batches }) => batches.at(-1)?.position ?? 0);
  return {
    title: measure.title,
    xTitle: 'Epoch',
    xMaximum: Math.max(1, epochs.at(-1) ?? 0, ...underWay.map(Math.ceil)),
    format: measure.format,
    scale: 'linear',
    ...(measure.format === 'percent' ? { yCeiling: 1 } : {}),
    series: runs.flatMap((run) => seriesOf(run, measure)),
    marks: runs.flatMap((run) => marksOf(run, measure)),
    cursorPlaces: epochs,
    summary: summaryOf(runs, measure),
  };
}

function seriesOf(run: ShownRun, { train, validation, batch }: Measure): ChartSeries[] {
  const { runId, state, batches, letter } = run;
  const identity = identityOf(letter);
  const name = runName(run);
  const pointsOf = (read: (point: EpochPoint) => number | null | undefined): ChartPoint[] =>
    state.epochs.flatMap((point) => {
      const y = read(point);
      return y === undefined ? [] : [{ x: point.epoch, y }];
    });
  const common = { identity, isFaint: false };
  // A learning rate is one line; it has nothing to be told from.
  if (validation === undefined)
    return [{ ...common, id: `${runId}/rate`, name, isDashed: false, points: pointsOf(train), endLabel: letter }];
  const ofTraining = pointsOf(train);
  const ofValidation = pointsOf(validation);
  const series: ChartSeries[] = [
    {
      ...common,
      id: `${runId}/train`,
      name: `${name}, train`,
      isDashed: true,
      points: ofTraining,
      ...(ofValidation.length === 0 && ofTraining.length > 0 ? { endLabel: letter } : {}),
    },
  ];
  // Not joined to the epoch before: a mean over an epoch's first batches jumps.
  if (batch !== undefined && batches.length > 0)
    series.push({
      ...common,
      id: `${runId}/batches`,
      name: `${name}, this epoch so far`,
      isDashed: true,
      isFaint: true,
      points: batches.map((point) => ({ x: point.position, y: batch(point) })),
      ...(ofTraining.length === 0 ? { endLabel: letter } : {}),
    });
  if (ofValidation.length > 0)
    series.push({
      ...common,
      id: `${runId}/validation`,
      name: `${name}, validation`,
      isDashed: false,
      points: ofValidation,
      endLabel: letter,
    });
  return series;
}

/** What happened, at the run's main line: validation where there is one. */
function marksOf(run: ShownRun, measure: Measure): ChartMark[] {
  const { epochs, bestEpoch, learningRateDrops, earlyStop } = run.state;
  const identity = identityOf(run.letter);
  const name = runName(run);
  const heightOf = (point: EpochPoint) => measure.validation?.(point) ?? measure.train(point);
  const at = (epoch: number, kind: ChartMark['kind'], text: string): ChartMark[] => {
    const point = epochs.find((candidate) => candidate.epoch === epoch);
    const y = point === undefined ? null : heightOf(point);
    return y === null ? [] : [{ kind, x: epoch, y, identity, text }];
  };
  return [
    ...(bestEpoch === undefined || measure === learningRate
      ? []
      : at(bestEpoch, 'best', `${name}: best epoch ${bestEpoch}.`)),
    ...learningRateDrops.flatMap(({ epoch, from, to }) =>
      at(
        epoch,
        'learningRateReduced',
        `${name}: learning rate ${formatLearningRate(from)} → ${formatLearningRate(to)} after epoch ${epoch}.`,
      ),
    ),
    ...(earlyStop === undefined
      ? []
      : at(earlyStop.epoch, 'earlyStopped', `${name}: stopped early. ${printable(earlyStop.reason)}`)),
    ...notNumbers(run, measure, name),
  ];
}

/** The first epoch whose value is no number, at the height of the last one that was. */
function notNumbers({ state, letter }: ShownRun, { train, noun }: Measure, name: string): ChartMark[] {
  const index = state.epochs.findIndex((point) => train(point) === null);
  const point = state.epochs[index];
  if (point === undefined) return [];
  const text = `${name}: the ${noun} of epoch ${point.epoch} is not a number.`;
  const before = state.epochs.slice(0, index).findLast((candidate) => train(candidate) !== null);
  const y = before === undefined ? 0 : (train(before) ?? 0);
  return [{ kind: 'notANumber', x: point.epoch, y, identity: identityOf(letter), text }];
}

function summaryOf(runs: readonly ShownRun[], measure: Measure): string {
  const parts = runs.map((run) => {
    const last = run.state.epochs.at(-1);
    if (last === undefined) return `${run.letter}, ${runName(run)}: no epoch has ended`;
    const value = measure.validation?.(last) ?? measure.train(last);
    const written = measure.format === 'percent' ? formatPercent(value) : (value?.toPrecision(3) ?? 'not a number');
    const which = measure.validation?.(last) === undefined ? measure.noun : `validation ${measure.noun}`;
    return `${run.letter}, ${runName(run)}: ${formatQuantity(run.state.epochs.length, 'epoch')}, last ${which} ${written}`;
  });
  return `${measure.title} over epochs. ${parts.join('. ')}.`;
}

/** How each model fits, in words; of those that have been evaluated. */
export function readingOfFits(runs: readonly ShownRun[]): string[] {
  return runs.flatMap((run) =>
    run.state.evaluation === undefined
      ? []
      : `${run.letter} ${runName(run)}: ${readOverfitting(run.state.evaluation).sentence}`,
  );
}
