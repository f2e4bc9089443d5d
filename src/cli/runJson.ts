import { printable } from '../core/format.js';
import { readOverfitting } from '../core/metrics/overfitting.js';
import { type RunSummary, summarizeRun } from '../core/run/runSummary.js';
import { timeSpent } from '../core/run/timeSpent.js';
import type { RunPlace } from '../runs/listRuns.js';
import type { StoredRun } from '../runs/readRun.js';
import { type Io, writeNote } from './io.js';
import { readMisclassified } from './readMisclassified.js';
import { metricValues } from './render/runReport.js';

/** All that is known of a run but its misclassified images: metrics by id, confusion matrix, curves, recipe. */
export function runDetails(run: StoredRun): object {
  const { evaluation, ...state } = run.state;
  return {
    type: 'run',
    ...runSummary(run, summarizeRun(run.state)),
    metrics: metricValues(run.state),
    fit: evaluation === undefined ? null : readOverfitting(evaluation),
    classNames: state.started?.dataset.classNames ?? null,
    evaluation: evaluation ?? null,
    timeSpent: Object.fromEntries(timeSpent(run.state).map(({ part, ms }) => [part, ms])),
    state,
    verification: run.verification ?? null,
  };
}

/** The misclassified test images of a run, at most `limit`; null, with a note, where they cannot be told. */
export async function misclassifiedDetails(io: Io, run: StoredRun, limit?: number): Promise<object[] | null> {
  if (run.state.evaluation === undefined) return null;
  try {
    return (await readMisclassified(run)).slice(0, limit);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    writeNote(io, `Note: the misclassified images cannot be listed: ${printable(reason)}`);
    return null;
  }
}

/** A run in a few figures, as `runs list --json` prints it. */
export function runSummary({ runId, folder }: RunPlace, summary: RunSummary): object {
  const { status, modelName, seed, epochs, testAccuracy, dataset, startTime, durationMs } = summary;
  return {
    runId,
    folder,
    status,
    modelName: modelName ?? null,
    seed: seed ?? null,
    epochs,
    testAccuracy: testAccuracy ?? null,
    dataset: dataset?.name ?? null,
    isSample: dataset?.isSample ?? null,
    startTime: startTime ?? null,
    durationMs: durationMs ?? null,
  };
}
