import { plannedEpochs } from './phases.js';
import type { RunRequest } from './request.js';
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
  /** Mean of the classes' F1 on the test images, 0..1. */
  readonly macroF1?: number;
  /** Of the best epoch, else of the last; 0..1. Tells something of runs without an evaluation. */
  readonly validationAccuracy?: number;
  readonly parameterCount?: number;
  readonly engineId?: string;
  /** Name of the machine that trained it, if that is one of a cluster, and the cluster's address. */
  readonly ranOn?: string;
  readonly cluster?: string;
  /** Where the definition came from; absolute. */
  readonly definitionPath?: string;
  readonly dataset?: SummarizedDataset;
  /** SHA-256 of the comparison that the run belongs to. */
  readonly comparison?: string;
  /** Its definition was made from the file's: a variant of a sweep, a step of an attribution. */
  readonly isDerived?: boolean;
  /** Milliseconds since the epoch. */
  readonly startTime?: number;
  readonly durationMs?: number;
  /** Why it failed; the message is cut at 500 characters. */
  readonly failure?: SummarizedFailure;
  /** Why it was stopped; cut likewise. */
  readonly stopReason?: string;
  readonly warnings: readonly RunWarning[];
}

/** Why a listed run failed. */
export interface SummarizedFailure {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly message: string;
}

/** A summary, with what the run's folder tells beside its events. */
export interface ListedSummary extends RunSummary {
  /** A person's name for the run. */
  readonly label?: string;
  /** SHA-256 of the exact text of the definition, hexadecimal; absent when that is lost. */
  readonly definitionHash?: string;
  /** SHA-256 of everything but the seed: runs of one setup differ in their seeds alone. Absent until training began. */
  readonly setup?: string;
  /** It has ended early, and going on with it makes sense: from a checkpoint, or anew where there is none. */
  readonly isResumable: boolean;
}

/** Which images a listed run used. */
export interface SummarizedDataset {
  readonly id: string;
  readonly name: string;
  readonly checksum: string;
  readonly isSample: boolean;
}

/** Longest text of a summary: a failure may come with a stack. */
const MAXIMUM_TEXT = 500;

/**
 * The part of a state that lists need. `request`: what was asked for, where it is known though the run never recorded its
 * start.
 */
export function summarizeRun(state: RunState, request: RunRequest | undefined = state.started?.request): RunSummary {
  const { status, started, epochs, evaluation, startTime, durationMs, failure, stopReason, warnings } = state;
  const validationAccuracy = validationAccuracyOf(state);
  return {
    status,
    epochs: epochs.length,
    ...(request === undefined
      ? {}
      : {
          seed: request.seed,
          definitionPath: request.definitionPath,
          ...(request.comparison === undefined ? {} : { comparison: request.comparison }),
          ...(isDerived(request) ? { isDerived: true } : {}),
        }),
    ...(started === undefined
      ? {}
      : {
          modelName: started.modelName,
          plannedEpochs: plannedEpochs(state) ?? started.recipe.epochs,
          parameterCount: started.parameterCount,
          engineId: started.engine.id,
          ...(started.ranOn === undefined ? {} : { ranOn: started.ranOn.host, cluster: started.ranOn.address }),
          dataset: {
            id: started.dataset.id,
            name: started.dataset.name,
            checksum: started.dataset.checksum,
            isSample: started.dataset.source.isSample,
          },
        }),
    ...(evaluation === undefined ? {} : { testAccuracy: evaluation.test.accuracy, macroF1: evaluation.macro.f1 }),
    ...(validationAccuracy === undefined ? {} : { validationAccuracy }),
    ...(startTime === undefined ? {} : { startTime }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(failure === undefined ? {} : { failure: { code: failure.code, message: shortened(failure.message) } }),
    ...(stopReason === undefined ? {} : { stopReason: shortened(stopReason) }),
    warnings,
  };
}

function validationAccuracyOf({ epochs, bestEpoch }: RunState): number | undefined {
  const best = epochs.find(({ epoch }) => epoch === bestEpoch) ?? epochs.at(-1);
  return best?.validationAccuracy ?? undefined;
}

function shortened(text: string): string {
  return text.length <= MAXIMUM_TEXT ? text : `${text.slice(0, MAXIMUM_TEXT - 1)}…`;
}

function isDerived({ sweep, attribution }: RunRequest): boolean {
  return sweep !== undefined || (attribution?.changes.length ?? 0) > 0;
}
