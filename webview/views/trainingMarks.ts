import { formatCount, formatLearningRate, printable } from '../../src/core/format.js';
import { phaseTitles } from '../../src/core/run/phases.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { ChartMark, ChartSeries } from '../chart/chartModel.js';
import { runName } from '../state/runText.js';
import type { Measure } from './trainingMeasures.js';

/** What happened to a run, at its main line among those that are drawn: that of validation where there is one. */
export function runMarks(run: ShownRun, measure: Measure, lines: readonly ChartSeries[]): ChartMark[] {
  const { bestEpoch, learningRateDrops, earlyStop, phases = [] } = run.state;
  const main = lines.findLast(({ isFaint }) => !isFaint);
  if (main === undefined) return [];
  const { identity } = main;
  const name = runName(run);
  const at = (epoch: number, kind: ChartMark['kind'], text: string): ChartMark[] => {
    const point = main.points.find(({ place }) => place === epoch);
    if (point === undefined || point.y === null) return [];
    return [{ kind, x: point.x, y: point.y, place: epoch, identity, text }];
  };
  const isOfRate = measure.validation === undefined;
  return [
    ...(bestEpoch === undefined || isOfRate ? [] : at(bestEpoch, 'best', `${name}: best epoch ${bestEpoch}.`)),
    ...learningRateDrops.flatMap(({ epoch, from, to }) =>
      at(
        epoch,
        'learningRateReduced',
        `${name}: learning rate ${formatLearningRate(from)} → ${formatLearningRate(to)} after epoch ${epoch}.`,
      ),
    ),
    ...[...phases.map((phase) => phase.earlyStop), earlyStop].flatMap((stop) =>
      stop === undefined ? [] : at(stop.epoch, 'earlyStopped', `${name}: stopped early. ${printable(stop.reason)}`),
    ),
    ...phases.slice(1).flatMap(({ phase, firstEpoch, learningRate, trainedParameterCount }) => {
      const learned = `${formatCount(trainedParameterCount)} parameters at learning rate ${formatLearningRate(learningRate)}`;
      return at(firstEpoch, 'phaseStarted', `${name}: ${phaseTitles[phase]} from epoch ${firstEpoch} on, ${learned}.`);
    }),
    ...notNumbers(run, measure, lines, name),
  ];
}

/** The first epoch whose value is no number, at the height of the last one that was. */
function notNumbers(
  { state }: ShownRun,
  { train, noun }: Measure,
  lines: readonly ChartSeries[],
  name: string,
): ChartMark[] {
  const epoch = state.epochs.find((point) => train(point) === null)?.epoch;
  const [line] = lines;
  const point = line?.points.find(({ place }) => place === epoch);
  if (epoch === undefined || line === undefined || point === undefined) return [];
  const before = line.points.findLast(({ place, y }) => place < epoch && y !== null);
  const text = `${name}: the ${noun} of epoch ${epoch} is not a number.`;
  return [{ kind: 'notANumber', x: point.x, y: before?.y ?? 0, place: epoch, identity: line.identity, text }];
}
