import { printable } from '../../src/core/format.js';
import type { Evaluation } from '../../src/core/metrics/evaluation.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { RunNote } from '../views/overviewModel.js';
import { baselineFirst } from './baselineFirst.js';
import type { PageState } from './pageState.js';
import { runName } from './runText.js';

/** A run whose test images have been counted. */
export interface EvaluatedRun {
  readonly runId: string;
  readonly letter: string;
  readonly name: string;
  /** One for each class of the evaluation, printable. */
  readonly classNames: readonly string[];
  readonly evaluation: Evaluation;
}

/** The runs that can be drawn, those that can be drawn beside each other, and what is to be said of the others. */
export interface EvaluatedRuns {
  /** The baseline first, else as they are shown. */
  readonly all: readonly EvaluatedRun[];
  /** The baseline, if it is shown and evaluated. */
  readonly baseline: EvaluatedRun | undefined;
  /** Of `all`, those that were tested on the same images of the same classes as the first. */
  readonly comparable: readonly EvaluatedRun[];
  readonly notes: readonly RunNote[];
  /** Why nothing is held against a baseline; empty where there is one, or only one run. */
  readonly baselineHint: string;
}

/** Sorts out shown runs for views of single classes. */
export function evaluatedRuns(runs: readonly ShownRun[], baseline: string | undefined): EvaluatedRuns {
  const ordered = baselineFirst(runs, baseline);
  const pairs = ordered.flatMap((run) => {
    const { evaluation } = run.state;
    return evaluation === undefined ? [] : [{ run, evaluated: evaluatedRun(run, evaluation) }];
  });
  const [first] = pairs;
  const unlike = new Map<string, string>();
  for (const pair of pairs) {
    const reason = first === undefined ? undefined : reasonNotToCompare(first, pair);
    if (reason !== undefined) unlike.set(pair.run.runId, reason);
  }
  const all = pairs.map(({ evaluated }) => evaluated);
  const shownBaseline = all.find(({ runId }) => runId === baseline);
  return {
    all,
    baseline: shownBaseline,
    comparable: all.filter(({ runId }) => !unlike.has(runId)),
    notes: ordered.flatMap((run) => notesOf(run, unlike.get(run.runId))),
    baselineHint: baselineHint(runs, baseline, shownBaseline !== undefined),
  };
}

/** What a view of classes is to say before anything else; empty where it has nothing to say. */
export function hintOf({ all, baselineHint }: EvaluatedRuns, { history }: Pick<PageState, 'history'>): string {
  if (all.length === 0) return 'There is nothing to count yet.';
  const isOther = history.present.split !== 'test';
  return [...(isOther ? ['These are figures of the test images, whichever split is selected.'] : []), baselineHint]
    .filter((text) => text !== '')
    .join(' ');
}

interface Pair {
  readonly run: ShownRun;
  readonly evaluated: EvaluatedRun;
}

/** A run that is as it was is the same object: what is made from it need not be made again while others train. */
const known = new WeakMap<Evaluation, EvaluatedRun>();

function evaluatedRun(run: ShownRun, evaluation: Evaluation): EvaluatedRun {
  const { runId, letter } = run;
  const name = runName(run);
  const before = known.get(evaluation);
  if (before?.runId === runId && before.letter === letter && before.name === name) return before;
  const names = run.state.started?.dataset.classNames ?? [];
  const classNames = evaluation.classes.map((_, index) => printable(names[index] ?? `class ${index}`));
  const evaluated: EvaluatedRun = { runId, letter, name, classNames, evaluation };
  known.set(evaluation, evaluated);
  return evaluated;
}

function reasonNotToCompare(first: Pair, other: Pair): string | undefined {
  const than = `than ${first.evaluated.name}`;
  if (first.evaluated.classNames.join('\n') !== other.evaluated.classNames.join('\n'))
    return `has other classes ${than}: they are not compared.`;
  const supportsOf = ({ evaluated }: Pair) => evaluated.evaluation.classes.map(({ support }) => support).join();
  const checksumOf = ({ run }: Pair) => run.state.started?.dataset.checksum;
  if (checksumOf(first) !== checksumOf(other) || supportsOf(first) !== supportsOf(other))
    return `was tested on other images ${than}: they are not compared.`;
  return undefined;
}

const withoutEvaluation = {
  running: {
    tone: 'info',
    text: 'is being trained: its test images are counted when the training has ended.',
    actions: ['stopRun'],
  },
  completed: { tone: 'warning', text: 'has no evaluation in its folder.', actions: ['showRunLog'] },
  stopped: {
    tone: 'info',
    text: 'was stopped before its test images were counted. It can go on.',
    actions: ['resumeRun'],
  },
  failed: {
    tone: 'error',
    text: 'has failed before its test images were counted.',
    actions: ['showRunLog', 'openDefinition'],
  },
  interrupted: {
    tone: 'warning',
    text: 'was interrupted before its test images were counted. It can go on.',
    actions: ['resumeRun', 'showRunLog'],
  },
} as const satisfies Record<ShownRun['state']['status'], Pick<RunNote, 'tone' | 'text' | 'actions'>>;

function notesOf(run: ShownRun, reason: string | undefined): RunNote[] {
  const about = { runId: run.runId, letter: run.letter, name: runName(run) };
  const { evaluation, status } = run.state;
  if (evaluation === undefined) return [{ ...about, ...withoutEvaluation[status] }];
  const notes: RunNote[] = [];
  if (reason !== undefined) notes.push({ ...about, tone: 'warning', text: reason, actions: [] });
  if (run.isStale === true)
    notes.push({
      ...about,
      tone: 'warning',
      text: 'was trained on another text than its definition has now.',
      actions: ['showWhatChanged'],
    });
  return notes;
}

function baselineHint(runs: readonly ShownRun[], baseline: string | undefined, isThere: boolean): string {
  if (isThere) return '';
  if (baseline !== undefined)
    return runs.some(({ runId }) => runId === baseline)
      ? 'The baseline has not been evaluated: there are no differences to it yet.'
      : 'The baseline is not among the shown runs: there are no differences to it. Choose it to be shown, or another one in the bar above.';
  return runs.length > 1 ? 'Choose a baseline in the bar above to see what differs from it.' : '';
}
