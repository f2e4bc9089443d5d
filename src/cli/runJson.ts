import { printable } from '../core/format.js';
import { readOverfitting } from '../core/metrics/overfitting.js';
import type { StoredRun } from '../runs/readRun.js';
import { type Io, writeNote } from './io.js';
import { readMisclassified } from './readMisclassified.js';
import { metricValues } from './render/runReport.js';

/** All that is known of a run, as `runs show --json` prints it; misclassified images are null where they cannot be told. */
export async function runDetails(io: Io, run: StoredRun, limit?: number): Promise<object> {
  const { evaluation, started } = run.state;
  const images =
    evaluation === undefined
      ? null
      : await readMisclassified(run).catch((error: unknown) => {
          writeNote(
            io,
            `Note: the misclassified images cannot be listed: ${error instanceof Error ? printable(error.message) : String(error)}`,
          );
          return null;
        });
  return {
    type: 'run',
    ...runSummary(run),
    metrics: metricValues(run.state),
    fit: evaluation === undefined ? null : readOverfitting(evaluation),
    classNames: started?.dataset.classNames ?? null,
    evaluation: evaluation ?? null,
    misclassified: images?.slice(0, limit) ?? null,
    state: run.state,
  };
}

/** A stored run in a few figures, as `runs list --json` prints it. */
export function runSummary({ runId, folder, state }: StoredRun): object {
  const { started, status, epochs, startTime, durationMs } = state;
  return {
    runId,
    folder,
    status,
    modelName: started?.modelName ?? null,
    seed: started?.request.seed ?? null,
    epochs: epochs.length,
    testAccuracy: state.evaluation?.test.accuracy ?? null,
    dataset: started?.dataset.name ?? null,
    isSample: started?.dataset.source.isSample ?? null,
    startTime: startTime ?? null,
    durationMs: durationMs ?? null,
  };
}
