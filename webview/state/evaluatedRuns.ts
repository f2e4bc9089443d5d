import { printable } from '../../src/core/format.js';
import { setupOf } from '../../src/core/run/comparison.js';
import { type ClassEvaluation, classEvaluation } from '../../src/core/samples/classEvaluation.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { Split, SplitSamples } from '../../src/protocol/samples.js';
import type { RunNote } from '../views/overviewModel.js';
import { baselineFirst } from './baselineFirst.js';
import { runName } from './runText.js';
import { isOfSameImages } from './sameImages.js';
import type { SampledRuns } from './sampledRuns.js';
import { imagesOfSplit } from './splitText.js';

/** A run whose images of a split have been counted. */
export interface EvaluatedRun {
  readonly runId: string;
  readonly letter: string;
  readonly name: string;
  /** Equal for runs of one model: those that differ in the seed alone. */
  readonly setup: string;
  /** One for each class of the evaluation, printable. */
  readonly classNames: readonly string[];
  readonly evaluation: ClassEvaluation;
}

/** The runs that can be drawn, those that can be drawn beside each other, and what is to be said of the others. */
export interface EvaluatedRuns {
  /** Which images were counted. */
  readonly split: Split;
  /** The baseline first, else as they are shown. */
  readonly all: readonly EvaluatedRun[];
  /** The baseline, if it is shown and its images have been counted. */
  readonly baseline: EvaluatedRun | undefined;
  /** Of `all`, those that were counted on the same images of the same classes as the first. */
  readonly comparable: readonly EvaluatedRun[];
  readonly notes: readonly RunNote[];
  /** Why nothing is held against a baseline; empty where there is one, or only one run. */
  readonly baselineHint: string;
}

/**
 * Sorts out shown runs for views of single classes: by what their evaluations say of the test images or, where it is given,
 * by what they say of the images of another split.
 */
export function evaluatedRuns(
  runs: readonly ShownRun[],
  baseline: string | undefined,
  sampled?: Pick<SampledRuns, 'split' | 'ready'>,
): EvaluatedRuns {
  const split = sampled?.split ?? 'test';
  const ordered = baselineFirst(runs, baseline);
  const counted = ordered.flatMap((run) => countedRun(run, sampled));
  const [first] = counted;
  const unlike = new Map<string, string>();
  for (const other of counted) {
    const reason = first === undefined ? undefined : reasonNotToCompare(first, other, split);
    if (reason !== undefined) unlike.set(other.run.runId, reason);
  }
  const all = counted.map(({ evaluated }) => evaluated);
  const shownBaseline = all.find(({ runId }) => runId === baseline);
  return {
    split,
    all,
    baseline: shownBaseline,
    comparable: all.filter(({ runId }) => !unlike.has(runId)),
    notes: ordered.flatMap((run) => notesOf(run, unlike.get(run.runId))),
    baselineHint: baselineHint(runs, baseline, shownBaseline !== undefined),
  };
}

interface CountedRun {
  readonly run: ShownRun;
  readonly evaluated: EvaluatedRun;
  /** Where it was counted from; undefined for an evaluation of the test images. */
  readonly samples?: SplitSamples;
}

/** None, or one. */
function countedRun(run: ShownRun, sampled: Pick<SampledRuns, 'ready'> | undefined): CountedRun[] {
  if (sampled === undefined) {
    const { evaluation } = run.state;
    return evaluation === undefined ? [] : [{ run, evaluated: evaluatedRun(run, evaluation, () => evaluation) }];
  }
  const samples = sampled.ready.find(({ runId }) => runId === run.runId)?.samples;
  if (samples === undefined) return [];
  return [{ run, samples, evaluated: evaluatedRun(run, samples, () => classEvaluation(samples)) }];
}

/**
 * A run that is as it was is the same object: what is made from it need not be made again while others train. By what it
 * was counted from.
 */
const known = new WeakMap<object, EvaluatedRun>();

function evaluatedRun(run: ShownRun, source: object, count: () => ClassEvaluation): EvaluatedRun {
  const { runId, letter } = run;
  const name = runName(run);
  const before = known.get(source);
  if (before?.runId === runId && before.letter === letter && before.name === name) return before;
  const evaluation = before?.evaluation ?? count();
  const names = run.state.started?.dataset.classNames ?? [];
  const classNames = evaluation.classes.map((_, index) => printable(names[index] ?? `class ${index}`));
  const { started } = run.state;
  const setup = started === undefined ? runId : setupOf(started);
  const evaluated: EvaluatedRun = { runId, letter, name, setup, classNames, evaluation };
  known.set(source, evaluated);
  return evaluated;
}

function reasonNotToCompare(first: CountedRun, other: CountedRun, split: Split): string | undefined {
  const than = `than ${first.evaluated.name}`;
  if (first.evaluated.classNames.join('\n') !== other.evaluated.classNames.join('\n'))
    return `has other classes ${than}: they are not compared.`;
  if (first.samples !== undefined && other.samples !== undefined)
    return isOfSameImages(first.samples, other.samples)
      ? undefined
      : `has other ${imagesOfSplit[split]} ${than}: they are not compared.`;
  const supportsOf = ({ evaluated }: CountedRun) => evaluated.evaluation.classes.map(({ support }) => support).join();
  const checksumOf = ({ run }: CountedRun) => run.state.started?.dataset.checksum;
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
  const shown = runs.find(({ runId }) => runId === baseline);
  if (shown !== undefined)
    return shown.state.evaluation === undefined
      ? 'The baseline has not been evaluated: there are no differences to it yet.'
      : 'The images of the baseline have not been counted: there are no differences to it yet.';
  if (baseline !== undefined)
    return 'The baseline is not among the shown runs: there are no differences to it. Choose it to be shown, or another one in the bar above.';
  return runs.length > 1 ? 'Choose a baseline in the bar above to see what differs from it.' : '';
}
