import type { Judgement } from '../../src/core/comparison/judgement.js';
import { formatPercent, formatQuantity, formatShape, printable } from '../../src/core/format.js';
import { comparisonNotes } from '../../src/core/report/comparisonNotes.js';
import { compareRuns } from '../../src/core/run/comparison.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { ChartModel } from '../chart/chartModel.js';
import { baselineFirst } from '../state/baselineFirst.js';
import { endText, progressText, runName } from '../state/runText.js';
import { definitionColumns, recallColumns } from './detailColumns.js';
import { accuracyInterval, type FigureColumn, type FiguresModel, figureColumns, withInterval } from './figuresModel.js';
import { type Cost, costChart, knownCosts } from './overviewChart.js';
import { type DifferencesOf, type ModelDifferences, modelDifferences } from './overviewDifferences.js';
import { type Verdict, verdictOf } from './verdictModel.js';

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
  /** How good the one model is that has been evaluated; undefined for none, and for several: see `verdict`. */
  readonly alone: string | undefined;
  /** How the models stand to each other; undefined where fewer than two have been judged. */
  readonly verdict: Verdict | undefined;
  readonly models: readonly FiguresModel[];
  readonly figures: readonly FigureColumn[];
  /** Accuracy against a cost of the models; the costs that are known of any of them. */
  readonly costs: readonly Cost[];
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
  /** What can be said of them side by side. */
  readonly judgement: Judgement | undefined;
  readonly differencesOf: DifferencesOf;
}

const nothingElse: OverviewSources = { judgement: undefined, differencesOf: () => undefined };

/**
 * The overview of some runs; the baseline, where it is shown, is what the others are held against. `sources`: what is known
 * beyond the state of runs.
 */
export function overviewOf(
  runs: readonly ShownRun[],
  baseline: string | undefined,
  { judgement, differencesOf }: OverviewSources = nothingElse,
): Overview {
  const ordered = baselineFirst(runs, baseline);
  const states = ordered.map(({ state }) => state);
  const comparison = compareRuns(states);
  const { fits, facts, warnings } = comparisonNotes(comparison, states);
  const runOf = new Map(ordered.map((run) => [run.state.started?.runId ?? run.runId, run]));
  const letterOf = new Map(runs.map(({ runId, letter }) => [runId, letter]));
  const firstRun = ordered[0];
  const models = comparison.rows.map((row): FiguresModel => {
    const ofModel = row.runs.flatMap(({ runId }) => runOf.get(runId) ?? []);
    const [run] = ofModel;
    const isOther = run !== undefined && firstRun !== undefined && run !== firstRun;
    return {
      row,
      runs: ofModel,
      group: judgement?.groups.findIndex(({ runIds }) => ofModel.some(({ runId }) => runIds.includes(runId))) ?? -1,
      definition: isOther && isStarted(run) && isStarted(firstRun) ? differencesOf(firstRun, run) : undefined,
    };
  });
  const evaluated = models.filter(({ row }) => row.values.testAccuracy !== null);
  const [only] = evaluated;
  const isJudged = judgement !== undefined && judgement.groups.length > 1;
  return {
    alone: evaluated.length === 1 && only !== undefined ? aloneSentence(only) : undefined,
    verdict: isJudged ? verdictOf(judgement, baseline, (runId) => letterOf.get(runId) ?? '?') : undefined,
    models,
    figures: [
      ...figureColumns(models, judgement, firstRun?.runId === baseline),
      ...recallColumns(models, judgement),
      ...definitionColumns(models),
    ],
    costs: knownCosts(models),
    chartOf: (cost) => costChart(models, judgement, cost),
    differences: modelDifferences(
      models.flatMap((model) => model.runs[0] ?? []),
      differencesOf,
    ),
    fits,
    facts,
    warnings,
    notes: ordered.flatMap(notesOf),
    definitions: ordered.flatMap(linksOf),
  };
}

function isStarted({ state }: ShownRun): boolean {
  return state.started !== undefined;
}

/** `cnn gets 92.00 % (89.3 to 94.1) of 400 test images right, …` */
function aloneSentence(model: FiguresModel): string {
  const { row, runs } = model;
  const accuracy = row.values.testAccuracy;
  const count = runs.find(({ state }) => state.evaluation !== undefined)?.state.evaluation?.test.count ?? 0;
  const share = withInterval(formatPercent(accuracy?.mean ?? null, 2), accuracyInterval(model, undefined));
  const seeds = (accuracy?.count ?? 1) > 1 ? ` in the mean of ${formatQuantity(accuracy?.count ?? 1, 'seed')}` : '';
  const covers = seeds === '' ? '; the interval (95 %) covers other test images, not other seeds' : '';
  return `${printable(row.modelName)} gets ${share} of ${formatQuantity(count, 'test image')} right${seeds}${covers}.`;
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
