import { formatPercent, formatPoints, formatQuantity, formatShape, printable } from '../../src/core/format.js';
import { comparisonNotes } from '../../src/core/report/comparisonNotes.js';
import { comparisonTable } from '../../src/core/report/comparisonTable.js';
import type { Table } from '../../src/core/report/table.js';
import { type ComparisonRow, type ComparisonTable, compareRuns } from '../../src/core/run/comparison.js';
import type { ShownRun } from '../../src/protocol/page.js';
import { endText, progressText, runName } from '../state/runText.js';

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

/** The overview of some runs; the baseline, where it is shown, is what the others are held against. */
export function overviewOf(runs: readonly ShownRun[], baseline: string | undefined): Overview {
  const ordered = [...runs].sort((a, b) => Number(b.runId === baseline) - Number(a.runId === baseline));
  const states = ordered.map(({ state }) => state);
  const comparison = compareRuns(states);
  const { fits, facts, warnings } = comparisonNotes(comparison, states);
  const letterOf = new Map(ordered.map(({ runId, letter }) => [runId, letter]));
  return {
    verdict: verdictOf(comparison),
    table: comparisonTable(comparison),
    letters: comparison.rows.map((row) => row.runs.flatMap(({ runId }) => letterOf.get(runId) ?? [])),
    fits,
    facts,
    warnings,
    notes: ordered.flatMap(notesOf),
    definitions: ordered.flatMap(linksOf),
  };
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

/** The most accurate model, and by how much it is ahead of what it is held against. */
function verdictOf({ rows }: ComparisonTable): string | undefined {
  const accuracyOf = (row: ComparisonRow) => row.values.testAccuracy?.mean ?? Number.NEGATIVE_INFINITY;
  const measured = rows.filter((row) => row.values.testAccuracy !== null);
  const [first] = rows;
  const best = measured.reduce<ComparisonRow | undefined>(
    (found, row) => (found === undefined || accuracyOf(row) > accuracyOf(found) ? row : found),
    undefined,
  );
  if (first === undefined || best === undefined) return undefined;
  const name = printable(best.modelName);
  const share = `${formatPercent(accuracyOf(best), 2)} of the test images right`;
  if (measured.length === 1) return `${name} gets ${share}.`;
  if (best === first) return `${name} is the most accurate: ${share}.`;
  if (best.improvement === null) return `${name} is the most accurate of those that have been evaluated: ${share}.`;
  const ahead = `${formatPoints(best.improvement, 2)} points over ${printable(first.modelName)}`;
  return `${name} is the most accurate: ${share}, ${ahead}.`;
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
