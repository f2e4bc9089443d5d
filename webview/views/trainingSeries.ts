import { printable } from '../../src/core/format.js';
import type { EpochPoint } from '../../src/core/run/curves.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { ChartPoint, ChartSeries } from '../chart/chartModel.js';
import { identityOf } from '../state/identity.js';
import { lettersText } from '../state/lettersText.js';
import { runName } from '../state/runText.js';
import { epochPositions, type Measure, positionWithin, type TrainingAxis } from './trainingMeasures.js';

type Read = (point: EpochPoint) => number | null | undefined;

/** Lines of epochs that are drawn already: what has not changed is the same object, and is not drawn anew. */
const kept = new WeakMap<readonly EpochPoint[], Map<string, ChartSeries>>();

/** The lines of one run. */
export function runSeries(run: ShownRun, measure: Measure, axis: TrainingAxis): ChartSeries[] {
  const { runId, letter, state, batches } = run;
  const { train, validation, batch } = measure;
  const identity = identityOf(letter);
  const name = runName(run);
  const common = { identity, isFaint: false, kind: 'line' as const };
  const pointsOf = (read: Read): ChartPoint[] => {
    const positions = epochPositions(run, axis);
    return state.epochs.flatMap((point, index) => {
      const y = read(point);
      const x = positions[index];
      return y === undefined || x === undefined ? [] : [{ x, y, place: point.epoch }];
    });
  };
  const keep = (part: string, make: () => ChartSeries): ChartSeries => {
    const ofEpochs = kept.get(state.epochs) ?? new Map<string, ChartSeries>();
    kept.set(state.epochs, ofEpochs);
    const key = JSON.stringify([part, measure.title, axis, runId, letter, name]);
    const series = ofEpochs.get(key) ?? make();
    ofEpochs.set(key, series);
    return series;
  };
  // A learning rate is one line; it has nothing to be told from.
  if (validation === undefined)
    return [
      keep('rate', () => ({
        ...common,
        id: `${runId}/rate`,
        name,
        isDashed: false,
        points: pointsOf(train),
        endLabel: letter,
      })),
    ];
  const isHeldOut = state.epochs.some((point) => validation(point) !== undefined);
  const series = [
    keep('train', () => ({
      ...common,
      id: `${runId}/train`,
      name: `${name}, train`,
      isDashed: true,
      points: pointsOf(train),
      ...(!isHeldOut && state.epochs.length > 0 ? { endLabel: letter } : {}),
    })),
  ];
  // Not joined to the epoch before: a mean over an epoch's first batches jumps.
  if (batch !== undefined && batches.length > 0)
    series.push({
      ...common,
      id: `${runId}/batches`,
      name: `${name}, this epoch so far`,
      isDashed: true,
      isFaint: true,
      points: batches.flatMap((point) => {
        const x = positionWithin(run, axis, point.position);
        return x === undefined ? [] : { x, y: batch(point), place: Math.ceil(point.position) };
      }),
      ...(state.epochs.length === 0 ? { endLabel: letter } : {}),
    });
  if (isHeldOut)
    series.push(
      keep('validation', () => ({
        ...common,
        id: `${runId}/validation`,
        name: `${name}, validation`,
        isDashed: false,
        points: pointsOf(validation),
        endLabel: letter,
      })),
    );
  return series;
}

interface KeptMean {
  readonly of: readonly (readonly ChartPoint[])[];
  readonly series: ChartSeries;
}

const keptMeans = new WeakMap<readonly ChartPoint[], Map<string, KeptMean>>();

/** The mean lines of runs that differ in their seeds alone, over the epochs that all have, from the lowest to the highest. */
export function seedSeries(runs: readonly ShownRun[], measure: Measure, axis: TrainingAxis): ChartSeries[] {
  const [first] = runs;
  if (first === undefined) return [];
  const lines = runs.map((run) => runSeries(run, measure, axis));
  return (lines[0] ?? []).flatMap((line) => {
    const part = line.id.slice(line.id.lastIndexOf('/'));
    const ofPart = lines.map((ofRun) => ofRun.find(({ id }) => id.endsWith(part))?.points ?? []);
    const ofFirst = keptMeans.get(line.points) ?? new Map<string, KeptMean>();
    keptMeans.set(line.points, ofFirst);
    const letters = lettersText(runs.map(({ letter }) => letter));
    const kept = ofFirst.get(letters);
    if (kept?.of.every((points, index) => points === ofPart[index]) && kept.of.length === ofPart.length)
      return kept.series;
    const series = meanSeries(runs, first, line, ofPart, letters);
    ofFirst.set(letters, { of: ofPart, series });
    return series.points.length === 0 ? [] : series;
  });
}

function meanSeries(
  runs: readonly ShownRun[],
  first: ShownRun,
  { id, identity, isDashed, endLabel }: ChartSeries,
  lines: readonly (readonly ChartPoint[])[],
  letters: string,
): ChartSeries {
  const part = id.slice(id.lastIndexOf('/') + 1);
  const name = printable(first.state.started?.modelName ?? runName(first));
  return {
    id: `${runs.map(({ runId }) => runId).join(' ')}/${part}`,
    name: `${name}, ${part === 'rate' ? '' : `${part}, `}mean of ${runs.length} seeds`,
    identity: { ...identity, letter: letters },
    kind: 'line',
    isDashed,
    isFaint: false,
    intervals: 'band',
    points: meanPoints(lines),
    ...(endLabel === undefined ? {} : { endLabel: letters }),
  };
}

function meanPoints(lines: readonly (readonly ChartPoint[])[]): ChartPoint[] {
  const [first = [], ...others] = lines;
  const byPlace = others.map((points) => new Map(points.map((point) => [point.place, point])));
  const meanOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  return first.flatMap((point): ChartPoint[] => {
    const { place } = point;
    const same = [point, ...byPlace.flatMap((points) => points.get(place) ?? [])];
    if (same.length < lines.length) return [];
    const values = same.flatMap(({ y }) => (y === null ? [] : y));
    const x = meanOf(same.map((other) => other.x));
    if (values.length < lines.length) return [{ x, y: null, place }];
    return [{ x, y: meanOf(values), place, low: Math.min(...values), high: Math.max(...values) }];
  });
}
