import { writeInline } from '../definition/edit.js';
import type { RunState } from '../run/state.js';
import { fractionInterval, type Interval } from '../statistics/wilsonInterval.js';
import { type Importance, whatMattered } from './whatMattered.js';

/** A variant of a swept model with its runs. */
export interface Trial {
  readonly name: string;
  /** In the order of the sweep's paths. */
  readonly values: readonly unknown[];
  /** Indices of the runs that were given, one a seed. */
  readonly runs: readonly number[];
  /** Mean over the runs that have one, of the weights that each ended with, 0..1; null where there is none yet. */
  readonly validationAccuracy: number | null;
  /** Likewise, on the test images; null unless all its runs are complete. */
  readonly testAccuracy: number | null;
  /** Of one seed only: 95 %, for other test images. */
  readonly testInterval: Interval | null;
  /** Of its runs the fewest. */
  readonly epochs: number;
  /** All its runs are trained to the end. */
  readonly isComplete: boolean;
}

/** The trials of one swept model, and what they say. */
export interface SweepSummary {
  /** The word for the model: `cnn`. */
  readonly model: string;
  readonly paths: readonly string[];
  /** The best validation accuracy first, those without one last. */
  readonly trials: readonly Trial[];
  /** The one with the best validation accuracy among those that are complete; of all where none is. Null where none has one. */
  readonly best: Trial | null;
  readonly importance: Importance;
  /** Of `importance`: at the end of that epoch, which all trials came to; null: of what each ended with. */
  readonly importanceEpoch: number | null;
}

/** The sweeps among some runs, a swept model each, in the order in which they come. Runs of models as they are are passed over. */
export function sweepsOf(states: readonly RunState[]): SweepSummary[] {
  const groups = new Map<string, number[]>();
  states.forEach(({ started }, index) => {
    const sweep = started?.request.sweep;
    if (started === undefined || sweep === undefined) return;
    const key = JSON.stringify([sweep.model, Object.keys(sweep.options), started.dataset.checksum]);
    groups.set(key, [...(groups.get(key) ?? []), index]);
  });
  return [...groups.values()].flatMap((runs) => summaryOf(states, runs) ?? []);
}

function summaryOf(states: readonly RunState[], runs: readonly number[]): SweepSummary | undefined {
  const [first] = runs.map((run) => states[run]?.started?.request.sweep);
  if (first === undefined) return undefined;
  const paths = Object.keys(first.options);
  const byValues = new Map<string, number[]>();
  for (const run of runs) {
    const key = writeInline(valuesOf(states[run], paths));
    byValues.set(key, [...(byValues.get(key) ?? []), run]);
  }
  const trials = [...byValues.values()].map((own) => trialOf(states, own, paths));
  const ordered = trials.toSorted((a, b) => (b.validationAccuracy ?? -1) - (a.validationAccuracy ?? -1));
  const measured = ordered.filter(({ validationAccuracy }) => validationAccuracy !== null);
  const epoch = commonEpoch(measured);
  const outcomes = measured.flatMap((trial) => {
    const outcome =
      epoch === null ? trial.validationAccuracy : meanOf(trial.runs.map((run) => accuracyAt(states[run], epoch)));
    return outcome === null ? [] : [{ values: trial.values, outcome }];
  });
  return {
    model: first.model,
    paths,
    trials: ordered,
    best: measured.find(({ isComplete }) => isComplete) ?? measured[0] ?? null,
    importance: whatMattered(paths, outcomes),
    importanceEpoch: epoch,
  };
}

function trialOf(states: readonly RunState[], runs: readonly number[], paths: readonly string[]): Trial {
  const own = runs.flatMap((run) => states[run] ?? []);
  const [first] = own;
  const isComplete = own.every(({ status, evaluation }) => status === 'completed' && evaluation !== undefined);
  const tests = own.map(({ evaluation }) => evaluation?.test.accuracy ?? null);
  const testAccuracy = isComplete ? meanOf(tests) : null;
  const testCount = first?.evaluation?.test.count ?? 0;
  return {
    name: first?.started?.modelName ?? '',
    values: valuesOf(first, paths),
    runs,
    validationAccuracy: meanOf(own.map(validationAccuracyOf)),
    testAccuracy,
    testInterval: runs.length === 1 ? fractionInterval(testAccuracy, testCount) : null,
    epochs: Math.min(...own.map(({ epochs }) => epochs.at(-1)?.epoch ?? 0)),
    isComplete,
  };
}

/** The validation accuracy of the weights that a run has: 0..1, null where it is not known. */
export function validationAccuracyOf(state: RunState): number | null {
  if (state.evaluation !== undefined) return numberOf(state.evaluation.validation?.accuracy);
  return accuracyAt(state, state.restoredEpoch ?? Number.POSITIVE_INFINITY);
}

/** The validation accuracy at the end of an epoch, or of the last one before it that there is; null where it is not known. */
export function accuracyAt(state: RunState | undefined, epoch: number): number | null {
  return numberOf(state?.epochs.findLast((point) => point.epoch <= epoch)?.validationAccuracy);
}

/** The last epoch that all trials came to, where some were not trained to the end; null where all were, or none began. */
function commonEpoch(trials: readonly Trial[]): number | null {
  const partial = trials.filter(({ isComplete, epochs }) => !isComplete && epochs > 0);
  return partial.length === 0 ? null : Math.min(...partial.map(({ epochs }) => epochs));
}

function valuesOf(state: RunState | undefined, paths: readonly string[]): unknown[] {
  const options = state?.started?.request.sweep?.options ?? {};
  return paths.map((path) => (Object.hasOwn(options, path) ? options[path] : null));
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function numberOf(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
