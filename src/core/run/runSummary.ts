import type { RunState, RunStatus } from './state.js';
import type { RunWarning } from './warnings.js';

/** A run in the few figures that a list shows: plain data. What is not known is absent. */
export interface RunSummary {
  readonly status: RunStatus;
  readonly modelName?: string;
  readonly seed?: number;
  /** Finished epochs, and those that the recipe allows. */
  readonly epochs: number;
  readonly plannedEpochs?: number;
  /** 0..1 */
  readonly testAccuracy?: number;
  readonly parameterCount?: number;
  readonly engineId?: string;
  readonly dataset?: SummarizedDataset;
  /** SHA-256 of the comparison that the run belongs to. */
  readonly comparison?: string;
  /** Milliseconds since the epoch. */
  readonly startTime?: number;
  readonly durationMs?: number;
  readonly warnings: readonly RunWarning[];
}

/** Which images a listed run used. */
export interface SummarizedDataset {
  readonly id: string;
  readonly name: string;
  readonly checksum: string;
  readonly isSample: boolean;
}

/** The part of a state that lists need. */
export function summarizeRun(state: RunState): RunSummary {
  const { status, started, epochs, evaluation, startTime, durationMs, warnings } = state;
  return {
    status,
    epochs: epochs.length,
    ...(started === undefined
      ? {}
      : {
          modelName: started.modelName,
          seed: started.request.seed,
          plannedEpochs: started.recipe.epochs,
          parameterCount: started.parameterCount,
          engineId: started.engine.id,
          dataset: {
            id: started.dataset.id,
            name: started.dataset.name,
            checksum: started.dataset.checksum,
            isSample: started.dataset.source.isSample,
          },
          ...(started.request.comparison === undefined ? {} : { comparison: started.request.comparison }),
        }),
    ...(evaluation === undefined ? {} : { testAccuracy: evaluation.test.accuracy }),
    ...(startTime === undefined ? {} : { startTime }),
    ...(durationMs === undefined ? {} : { durationMs }),
    warnings,
  };
}
