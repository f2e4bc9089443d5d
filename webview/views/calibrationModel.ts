import { formatCount, formatFixed, formatLoss, formatPercent, formatPoints, NO_VALUE } from '../../src/core/format.js';
import type { Table } from '../../src/core/report/table.js';
import type { SampleColumns } from '../../src/core/samples/sampleColumns.js';
import { type Binning, type Calibration, calibrationOf } from '../../src/core/statistics/calibration.js';
import { fractionInterval } from '../../src/core/statistics/wilsonInterval.js';
import { chartAxis } from '../chart/chartAxis.js';
import type { ChartModel, ChartSeries } from '../chart/chartModel.js';
import { identityOf } from '../state/identity.js';

/** A run with what it says of each image. */
export interface CalibratedRun {
  readonly runId: string;
  readonly letter: string;
  readonly name: string;
  readonly samples: SampleColumns;
}

/** How far models can be taken at their word. */
export interface CalibrationPage {
  /** A sentence for each run. */
  readonly sentences: readonly string[];
  readonly chart: ChartModel;
  readonly scores: Table;
  /** For each row of the scores. */
  readonly letters: readonly string[];
}

/** Counting ten thousand images is quick, but not for each frame. */
const known = new WeakMap<SampleColumns, Map<string, Calibration>>();

/** `runs`: the baseline first where there is one; the others' scores are held against it. */
export function calibrationPage(
  runs: readonly CalibratedRun[],
  binning: Binning,
  hasBaseline: boolean,
): CalibrationPage {
  const calibrated = runs.map((run) => ({ ...run, calibration: calibrationFor(run.samples, binning) }));
  return {
    sentences: calibrated.map(sentenceOf),
    chart: reliabilityChart(calibrated, binning),
    scores: scoresTable(calibrated, hasBaseline && runs.length > 1),
    letters: runs.map(({ letter }) => letter),
  };
}

type Calibrated = CalibratedRun & { readonly calibration: Calibration };

function calibrationFor(samples: SampleColumns, binning: Binning): Calibration {
  const ofSamples = known.get(samples) ?? new Map<string, Calibration>();
  known.set(samples, ofSamples);
  const key = `${binning.kind} ${binning.count}`;
  const calibration = ofSamples.get(key) ?? calibrationOf(samples, binning);
  ofSamples.set(key, calibration);
  return calibration;
}

/** Over- or underconfident only where the mean confidence is outside what chance makes of the accuracy. */
function sentenceOf({ letter, name, calibration }: Calibrated): string {
  const { accuracy, meanConfidence, count, unpredicted } = calibration;
  const who = `${letter} ${name}`;
  if (accuracy === null || meanConfidence === null) return `${who} has no prediction that is a number.`;
  const figures = `it gives its answers ${formatPercent(meanConfidence)} on average, and ${formatPercent(accuracy)} are right`;
  const interval = fractionInterval(accuracy, count);
  const without = unpredicted === 0 ? '' : ` ${formatCount(unpredicted)} images have no prediction, and are left out.`;
  if (interval !== null && meanConfidence > interval.high) return `${who} is overconfident: ${figures}.${without}`;
  if (interval !== null && meanConfidence < interval.low) return `${who} is underconfident: ${figures}.${without}`;
  return `${who} is as sure as it is right: ${figures}.${without}`;
}

function reliabilityChart(runs: readonly Calibrated[], { kind, count }: Binning): ChartModel {
  const series = runs.map(
    ({ runId, letter, name, calibration }): ChartSeries => ({
      id: runId,
      name,
      identity: identityOf(letter),
      kind: 'line',
      isDashed: false,
      isFaint: false,
      intervals: 'bars',
      points: calibration.bins.flatMap(({ meanConfidence, accuracy, interval }, place) =>
        meanConfidence === null || accuracy === null
          ? []
          : [{ x: meanConfidence, y: accuracy, place: place + 1, ...(interval ?? {}) }],
      ),
      endLabel: letter,
    }),
  );
  const places = Array.from({ length: count }, (_, index) => index + 1);
  const axis = { format: 'percent', values: [], minimum: 0, maximum: 1 } as const;
  const written = (place: number) =>
    kind === 'width'
      ? `${formatPercent((place - 1) / count, 0)} to ${formatPercent(place / count, 0)}`
      : `${place} of ${count}`;
  return {
    title: 'Reliability',
    x: chartAxis({ ...axis, title: 'Mean confidence' }),
    y: chartAxis({ ...axis, title: 'Right' }),
    series,
    marks: [],
    guides: [{ from: { x: 0, y: 0 }, to: { x: 1, y: 1 } }],
    cursorPlaces: places,
    placeTitle: kind === 'width' ? 'Confidence' : 'Part',
    placeNames: places.map(written),
    pointing: 'point',
    table: binsTable(runs),
    summary: `How often answers are right, by how sure they were: on the diagonal a model is as sure as it is right. ${runs.map(sentenceOf).join(' ')}`,
  };
}

function binsTable(runs: readonly Calibrated[]): Table {
  const right = { align: 'right' } as const;
  return {
    columns: [
      { title: 'Run' },
      { title: 'Confidence', ...right },
      { title: 'Images', ...right },
      { title: 'Mean confidence', ...right },
      { title: 'Right', ...right },
      { title: '95 % interval', ...right },
    ],
    rows: runs.flatMap(({ letter, name, calibration }) =>
      calibration.bins.map(({ low, high, count, meanConfidence, accuracy, interval }) => [
        `${letter} ${name}`,
        `${formatPercent(low)} to ${formatPercent(high)}`,
        formatCount(count),
        formatPercent(meanConfidence),
        formatPercent(accuracy),
        interval === null ? NO_VALUE : `${formatPercent(interval.low)} to ${formatPercent(interval.high)}`,
      ]),
    ),
  };
}

/** A score of which less is better. */
interface Score {
  readonly title: string;
  value(calibration: Calibration): number | null;
  write(value: number | null): string;
  writeDifference(value: number): string;
}

const signed = (value: number, write: (value: number) => string) =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${write(Math.abs(value))}`;

const scores: readonly Score[] = [
  {
    title: 'Expected error (ECE)',
    value: ({ expectedError }) => expectedError,
    write: (value) => formatPercent(value, 2),
    writeDifference: (value) => formatPoints(value, 2),
  },
  {
    title: 'Greatest error (MCE)',
    value: ({ maximumError }) => maximumError,
    write: (value) => formatPercent(value, 1),
    writeDifference: (value) => formatPoints(value, 1),
  },
  {
    title: 'Brier score',
    value: ({ brierScore }) => brierScore,
    write: (value) => formatFixed(value, 4),
    writeDifference: (value) => signed(value, (size) => formatFixed(size, 4)),
  },
  {
    title: 'Log loss',
    value: ({ logLoss }) => logLoss,
    write: formatLoss,
    writeDifference: (value) => signed(value, formatLoss),
  },
];

function scoresTable(runs: readonly Calibrated[], hasBaseline: boolean): Table {
  const [first] = runs;
  const cellOf = ({ value, write, writeDifference }: Score, run: Calibrated): string => {
    const own = value(run.calibration);
    const baseline = hasBaseline && first !== undefined && run !== first ? value(first.calibration) : null;
    const difference = own === null || baseline === null ? '' : ` (${writeDifference(own - baseline)})`;
    return `${write(own)}${difference}`;
  };
  return {
    columns: [
      { title: 'Run' },
      ...scores.map(({ title }) => ({ title, align: 'right' as const })),
      { title: 'Mean confidence', align: 'right' },
      { title: 'Right', align: 'right' },
    ],
    rows: runs.map((run) => [
      { text: run.name, tone: 'strong' },
      ...scores.map((score) => cellOf(score, run)),
      formatPercent(run.calibration.meanConfidence, 2),
      formatPercent(run.calibration.accuracy, 2),
    ]),
  };
}
