import { formatPercent, NO_VALUE, printable } from '../../src/core/format.js';
import type { Table } from '../../src/core/report/table.js';
import type { RunState } from '../../src/core/run/state.js';
import { numericPositions } from '../../src/core/sweep/optionTerms.js';
import { type SweepSummary, sweepsOf } from '../../src/core/sweep/sweepTrials.js';
import { sweepSentences } from '../../src/core/sweep/sweepWords.js';
import { optionText, optionWords } from '../../src/core/sweep/variantNames.js';

/** An axis of a sweep: an option, or the validation accuracy. */
export interface SweepAxis {
  readonly title: string;
  /** Labels at places from 0, the beginning, to 1. */
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

/** A trial as it is drawn. */
export interface SweepPoint {
  readonly name: string;
  /** Where it lies on each axis, 0..1, the accuracy last; null where it has none yet. */
  readonly places: readonly (number | null)[];
  readonly isBest: boolean;
  /** What is read out and shown when it is chosen. */
  readonly reading: string;
}

/** The options of a swept model against its validation accuracy. */
export interface SweepPlot {
  readonly model: string;
  /** The options', then the accuracy's. */
  readonly axes: readonly SweepAxis[];
  /** The best first. */
  readonly points: readonly SweepPoint[];
  readonly sentences: readonly string[];
  readonly table: Table;
}

/** The sweeps among the runs that are shown. */
export function sweepPlots(states: readonly RunState[]): SweepPlot[] {
  return sweepsOf(states)
    .filter(({ trials }) => trials.length > 1)
    .map(plotOf);
}

function plotOf(summary: SweepSummary): SweepPlot {
  const { model, paths, trials, best } = summary;
  const words = optionWords(paths).map(printable);
  const options = paths.map((_, axis) =>
    optionAxis(
      words[axis] ?? '',
      trials.map(({ values }) => values[axis]),
    ),
  );
  const accuracy = accuracyAxis(trials.map(({ validationAccuracy }) => validationAccuracy));
  const axes = [...options, accuracy];
  return {
    model: printable(model),
    axes: axes.map(({ axis }) => axis),
    points: trials.map((trial, index) => ({
      name: printable(trial.name),
      places: axes.map(({ places }) => places[index] ?? null),
      isBest: trial === best,
      reading: `${printable(trial.name)}: validation ${percent(trial.validationAccuracy)}, test ${percent(trial.testAccuracy)}`,
    })),
    sentences: sweepSentences(summary),
    table: {
      columns: [
        { title: 'Variant' },
        ...words.map((title) => ({ title, align: 'right' as const })),
        { title: 'Validation', align: 'right' },
        { title: 'Test', align: 'right' },
        { title: 'Epochs', align: 'right' },
      ],
      rows: trials.map((trial) => [
        printable(trial.name),
        ...trial.values.map((value) => printable(optionText(value))),
        percent(trial.validationAccuracy),
        percent(trial.testAccuracy),
        String(trial.epochs),
      ]),
    },
  };
}

interface PlacedAxis {
  readonly axis: SweepAxis;
  readonly places: readonly (number | null)[];
}

/** Numbers by their size, or its logarithm; words one beside the other. */
function optionAxis(title: string, values: readonly unknown[]): PlacedAxis {
  const texts = values.map((value) => printable(optionText(value)));
  const positions = numericPositions(values);
  if (positions === undefined) {
    const levels = [...new Set(texts)];
    const at = (text: string) => (levels.indexOf(text) + 0.5) / levels.length;
    return { axis: { title, ticks: levels.map((label) => ({ at: at(label), label })) }, places: texts.map(at) };
  }
  const places = Array.from(positions, (position) => (position + 1) / 2);
  const known = new Map(places.map((at, index) => [at, texts[index] ?? '']));
  const sorted = [...known].map(([at, label]) => ({ at, label })).toSorted((a, b) => a.at - b.at);
  // More than a few labels would cover each other.
  const ticks = sorted.length <= 4 ? sorted : sorted.filter((_, index) => index === 0 || index === sorted.length - 1);
  return { axis: { title, ticks }, places };
}

function accuracyAxis(values: readonly (number | null)[]): PlacedAxis {
  const known = values.filter((value) => value !== null);
  const least = Math.min(...known, 1);
  const greatest = Math.max(...known, least);
  const range = greatest - least || 1;
  const ticks = [0, 0.5, 1].map((at) => ({ at, label: formatPercent(least + at * range) }));
  return {
    axis: { title: 'validation accuracy', ticks },
    places: values.map((value) => (value === null ? null : (value - least) / range)),
  };
}

function percent(value: number | null): string {
  return value === null ? NO_VALUE : formatPercent(value, 2);
}
