import { formatQuantity, formatShape, printable } from '../../src/core/format.js';
import { comparisonNotes } from '../../src/core/report/comparisonNotes.js';
import { comparisonTable } from '../../src/core/report/comparisonTable.js';
import type { Table } from '../../src/core/report/table.js';
import { verdict } from '../../src/core/report/verdict.js';
import { compareRuns } from '../../src/core/run/comparison.js';
import { comparisonIntervals, type RowIntervals } from '../../src/core/run/comparisonIntervals.js';
import type { SampleColumns } from '../../src/core/samples/sampleColumns.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { ChartModel } from '../chart/chartModel.js';
import { baselineFirst } from '../state/baselineFirst.js';
import { endText, progressText, runName } from '../state/runText.js';
import { type Cost, costChart } from './overviewChart.js';
import { type DifferencesOf, type ModelDifferences, modelDifferences } from './overviewDifferences.js';

/** What a person can do about a run. */
export type RunAction = 'stopRun' | 'resumeRun' | 'showRunLog' | 'showWhatChanged' | 'openDefinition';

/** A run that wants a word beside its figures. */
export interface RunNote {
  readonly runId: string;
  readonly letter: string;
  readonly name: string;
  readonly tone: 'info' | 'warning' | 'error';
  readonly text: string;
  /** Lines of a log. */
  readonly detail?: string;
  readonly actions: readonly RunAction[];
}

export interface Overview {
  /** How good the runs are, in a sentence; absent while nothing has been measured. */
  readonly verdict: string | undefined;
  readonly table: Table;
  /** For each row of the table, the letters of its runs. */
  readonly letters: readonly (readonly string[])[];
  /** Accuracy against a cost of the models. */
  chartOf(cost: Cost): ChartModel;
  readonly differences: readonly ModelDifferences[];
  readonly fits: readonly string[];
  readonly warnings: readonly string[];
  readonly facts: readonly string[];
  readonly notes: readonly RunNote[];
  readonly definitions: readonly DefinitionLinks[];
}

/** Ways from a run to what it was trained from. */
export interface DefinitionLinks {
  readonly runId: string;
  readonly letter: string;
  /** Name of the file. */
  readonly text: string;
  readonly layers: readonly { readonly name: string; readonly text: string }[];
  /** Layers that are not listed. */
  readonly furtherLayers: number;
}

/** A longer list is read in the file itself. */
const MAXIMUM_LISTED_LAYERS = 100;

/** What is known of runs beyond their state, or not yet. */
export interface OverviewSources {
  /** What a run says of each test image. */
  samplesOf(run: ShownRun): SampleColumns | undefined;
  readonly differencesOf: DifferencesOf;
}

const nothingElse: OverviewSources = { samplesOf: () => undefined, differencesOf: () => undefined };

/**
 * The overview of some runs; the baseline, where it is shown, is what the others are held against. `sources`: what is known
 * beyond the state of runs.
 */
export function overviewOf(
  runs: readonly ShownRun[],
  baseline: string | undefined,
  { samplesOf, differencesOf }: OverviewSources = nothingElse,
): Overview {
  const ordered = baselineFirst(runs, baseline);
  const states = ordered.map(({ state }) => state);
  const comparison = compareRuns(states);
  const { rows } = comparison;
  const { fits, facts, warnings } = comparisonNotes(comparison, states);
  const runOf = new Map(ordered.map((run) => [run.state.started?.runId ?? run.runId, run]));
  const intervals = comparisonIntervals(rows, states, (runId) => {
    const run = runOf.get(runId);
    return run === undefined ? undefined : samplesOf(run);
  });
  const letters = rows.map((row) => row.runs.flatMap(({ runId }) => runOf.get(runId)?.letter ?? []));
  const accuracies = rows.map((row) =>
    row.runs.flatMap(({ runId }) => runOf.get(runId)?.state.evaluation?.test.accuracy ?? []),
  );
  return {
    verdict: verdict(comparison, intervals),
    table: comparisonTable(comparison, { isFirstBaseline: ordered[0]?.runId === baseline, intervals }),
    letters,
    chartOf: (cost) => costChart(rows, letters, intervals, accuracies, cost),
    differences: modelDifferences(
      rows.flatMap((row) => runOf.get(row.runs[0]?.runId ?? '') ?? []),
      differencesOf,
    ),
    fits,
    facts: [...facts, ...intervalFacts(intervals)],
    warnings,
    notes: ordered.flatMap(notesOf),
    definitions: ordered.flatMap(linksOf),
  };
}

/** What intervals are of, and what they leave out. */
function intervalFacts(intervals: readonly RowIntervals[]): string[] {
  if (intervals.every(({ accuracy }) => accuracy === null)) return [];
  const differences = intervals.filter(({ improvement }) => improvement !== null);
  const how =
    differences.length === 0
      ? ''
      : differences.every(({ isPaired }) => isPaired)
        ? ' Differences are those of the same images (Newcombe, paired).'
        : ' Differences are taken as those of other images (Newcombe, unpaired) where predictions are not known.';
  return [
    `Intervals: 95 %, what another draw of test images could change (Wilson); not what another seed would.${how}`,
  ];
}

function linksOf({ runId, letter, state }: ShownRun): DefinitionLinks[] {
  if (state.started === undefined) return [];
  const { layers, request } = state.started;
  return [
    {
      runId,
      letter,
      text: printable(request.definitionPath.split(/[\\/]/).at(-1) ?? ''),
      layers: layers.slice(0, MAXIMUM_LISTED_LAYERS).map(({ name, type, outputShape, parameterCount }) => ({
        name,
        text: `${printable(name)}: ${printable(type)}, ${formatShape(outputShape)}, ${formatQuantity(parameterCount, 'parameter')}`,
      })),
      furtherLayers: Math.max(0, layers.length - MAXIMUM_LISTED_LAYERS),
    },
  ];
}

function notesOf(run: ShownRun): RunNote[] {
  const { state, runId, letter, isStale } = run;
  const about = { runId, letter, name: runName(run) };
  const notes: RunNote[] = [];
  switch (state.status) {
    case 'running':
      notes.push({ ...about, tone: 'info', text: progressText(run), actions: ['stopRun'] });
      break;
    case 'stopped':
      notes.push({
        ...about,
        tone: 'info',
        text: `Stopped: ${printable(state.stopReason ?? 'no reason was recorded.')} ${endText(run)}. It can go on after its last finished epoch.`,
        actions: ['resumeRun'],
      });
      break;
    case 'failed':
      notes.push({
        ...about,
        tone: 'error',
        text: `Failed: ${printable(state.failure?.message ?? 'no reason was recorded.')}`,
        ...(state.failure?.log === undefined
          ? {}
          : { detail: state.failure.log.split('\n').map(printable).join('\n') }),
        actions: ['showRunLog', 'openDefinition'],
      });
      break;
    case 'interrupted':
      notes.push({
        ...about,
        tone: 'warning',
        text: `Interrupted: its process ended without a word. ${endText(run)}. It can go on after its last finished epoch.`,
        actions: ['resumeRun', 'showRunLog'],
      });
      break;
    case 'completed':
      break;
  }
  if (isStale === true)
    notes.push({
      ...about,
      tone: 'warning',
      text: 'The definition has been edited since: these figures are those of the text that was trained.',
      actions: ['showWhatChanged'],
    });
  for (const { message, count } of state.warnings)
    notes.push({
      ...about,
      tone: 'warning',
      text: `${printable(message)}${count > 1 ? ` (${count} times)` : ''}`,
      actions: [],
    });
  return notes;
}
