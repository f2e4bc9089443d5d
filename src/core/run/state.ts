import type { Evaluation } from '../metrics/evaluation.js';
import { type EpochPoint, epochPointOf, insertEpoch } from './curves.js';
import {
  type EarlyStopped,
  type FeaturesComputed,
  type FeaturesReady,
  type LearningRateReduced,
  type PhaseStarted,
  type RunCompleted,
  type RunEvent,
  type RunResumed,
  type RunStarted,
  SCHEMA_VERSION,
} from './events.js';
import { currentPhase, type PhaseState } from './phases.js';
import { type Progress, progressAfterBatches, progressAfterEpoch, progressAtEpochStart } from './progress.js';
import { addWarning, type RunWarning } from './warnings.js';

/** `interrupted`: there is no final event and no process that could still write one; only a reader can know. */
export type RunStatus = 'running' | 'completed' | 'stopped' | 'failed' | 'interrupted';

/** What a running run is at; `preparing`: what frozen layers give is being computed. */
export type RunPhase = 'starting' | 'preparing' | 'training' | 'evaluating' | 'ended';

/** As many as are told of; there are two. A file from somebody else may have more. */
const MAXIMUM_PHASES = 10;

/** Why a run failed. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
  readonly log?: string;
}

/** One time that a training went on. */
export interface Resumption {
  readonly time: number;
  /** The last epoch that stood; 0 when training began anew. */
  readonly fromEpoch: number;
  readonly notes: readonly string[];
  /** What the attempts before it took. */
  readonly spentMs: number;
}

/**
 * Everything a person sees of a run: a fold of its events, plain data, the same live, replayed from disk and in a page.
 * What is not known yet is absent. On curves a measurement that is not a number is null; a loss in `evaluation` may be
 * NaN, which JSON makes null.
 */
export interface RunState {
  readonly status: RunStatus;
  readonly phase: RunPhase;
  readonly started?: RunStarted;
  /** Times of the first and the last event, milliseconds since the epoch. */
  readonly startTime?: number;
  readonly lastTime?: number;
  /** The curves: one point per finished epoch, in order. */
  readonly epochs: readonly EpochPoint[];
  /** The phases so far, in order; absent for a run that has none to tell apart. */
  readonly phases?: readonly PhaseState[];
  /** Images whose features are there, while they are being computed. */
  readonly featureProgress?: Pick<FeaturesComputed, 'done' | 'total'>;
  /** Of the training that goes on; absent before the first epoch and after the end. */
  readonly progress?: Progress;
  readonly learningRateDrops: readonly Omit<LearningRateReduced, 'type'>[];
  /** The epoch with the best monitored value so far. */
  readonly bestEpoch?: number;
  readonly earlyStop?: Omit<EarlyStopped, 'type'>;
  /** The epoch whose weights the model has in the end, if not the last one's. */
  readonly restoredEpoch?: number;
  readonly evaluation?: Evaluation;
  readonly evaluationDurationMs?: number;
  /** Of all test images, as in `Evaluated`. */
  readonly predictionDurationMs?: number;
  /** From process start to the end, summed over the attempts of a run that was resumed. */
  readonly durationMs?: number;
  /** Of looking at the layers, as in `RunCompleted`. */
  readonly layersDurationMs?: number;
  /** SHA-256 of the weights that the model ended with, hexadecimal. */
  readonly weightsHash?: string;
  /** How often, and from where, the training went on after an interruption; absent if never. */
  readonly resumptions?: readonly Resumption[];
  readonly peakMemoryBytes?: number;
  readonly stopReason?: string;
  readonly failure?: RunFailure;
  /** What could not be understood; everything else stands. */
  readonly warnings: readonly RunWarning[];
}

/** A run of which nothing has been heard. */
export const initialRunState: RunState = {
  status: 'running',
  phase: 'starting',
  epochs: [],
  learningRateDrops: [],
  warnings: [],
};

/** The state after one more event. Pure; never throws, whatever the order; what makes no sense becomes a warning. */
export function reduceRun(state: RunState, event: RunEvent): RunState {
  if (state.status !== 'running' && event.type !== 'runResumed')
    return withWarning(state, 'event-after-end', `"${event.type}" came after the end of the run and was ignored.`);
  const next = applyEvent(state, event);
  if (next === state) return state;
  return {
    ...next,
    startTime: state.startTime ?? event.time,
    lastTime: Math.max(state.lastTime ?? event.time, event.time),
  };
}

/** The state after several events. */
export function reduceRunEvents(events: Iterable<RunEvent>, state: RunState = initialRunState): RunState {
  let result = state;
  for (const event of events) result = reduceRun(result, event);
  return result;
}

/** The state of a run that has no final event and no living process. Other states stay as they are. */
export function markInterrupted(state: RunState): RunState {
  if (state.status !== 'running') return state;
  const { progress: _, featureProgress: __, ...rest } = state;
  return { ...rest, status: 'interrupted', phase: 'ended', durationMs: spentMs(state) };
}

/** The state with something to be told about it; the same warning again is counted. */
export function withWarning(state: RunState, code: string, message: string): RunState {
  return { ...state, warnings: addWarning(state.warnings, code, message) };
}

function applyEvent(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'runStarted':
      return start(state, event);
    case 'runResumed':
      return resume(state, event);
    case 'phaseStarted':
      return startPhase(state, event);
    case 'featuresComputed':
      return { ...state, phase: 'preparing', featureProgress: { done: event.done, total: event.total } };
    case 'featuresReady':
      return withFeatures(state, event);
    case 'epochStarted':
      return { ...state, phase: 'training', progress: progressAtEpochStart(state, event) };
    case 'batchesTrained':
      return { ...state, phase: 'training', progress: progressAfterBatches(state, event) };
    case 'epochEnded': {
      const epochs = insertEpoch(state.epochs, epochPointOf(event));
      const next = { ...state, phase: 'training' as const, epochs };
      return {
        ...next,
        ...(event.isBest ? { bestEpoch: event.epoch } : {}),
        progress: progressAfterEpoch(next, event),
      };
    }
    case 'learningRateReduced': {
      const { type: _, ...drop } = event;
      return { ...state, learningRateDrops: [...state.learningRateDrops, drop] };
    }
    case 'earlyStopped': {
      const { type: _, ...earlyStop } = event;
      return { ...state, phase: 'evaluating', earlyStop };
    }
    case 'bestWeightsRestored':
      return { ...state, phase: 'evaluating', bestEpoch: event.epoch, restoredEpoch: event.epoch };
    case 'evaluated':
      return {
        ...state,
        phase: 'evaluating',
        evaluation: event.evaluation,
        evaluationDurationMs: event.durationMs,
        ...(event.predictionDurationMs === undefined ? {} : { predictionDurationMs: event.predictionDurationMs }),
      };
    case 'runCompleted':
      return end(state, 'completed', event);
    case 'runStopped':
      return { ...end(state, 'stopped', event), stopReason: event.reason };
    case 'runFailed': {
      const { code, message, log } = event;
      return { ...end(state, 'failed', event), failure: { code, message, ...(log === undefined ? {} : { log }) } };
    }
    default:
      return ignore(state, event);
  }
}

/** A type that this version does not know: from a newer one. `never`: the cases above are all there are. */
function ignore(state: RunState, event: never): RunState {
  return withUnknownEvent(state, String((event as { type?: unknown }).type));
}

/** The state after an event of a type that this version does not know. */
export function withUnknownEvent(state: RunState, type: string): RunState {
  return withWarning(
    state,
    'unknown-event',
    `"${type.slice(0, 60)}" is not an event that this version knows; it was ignored.`,
  );
}

function start(state: RunState, event: RunStarted): RunState {
  const beginsAnew = state.phase === 'starting' && state.resumptions?.at(-1)?.fromEpoch === 0;
  if (state.started !== undefined && !beginsAnew)
    return withWarning(state, 'second-start', 'A second "runStarted" was ignored: a folder holds one run.');
  const next = { ...state, started: event };
  if (event.schemaVersion <= SCHEMA_VERSION) return next;
  return withWarning(
    next,
    'newer-schema',
    `The run was written by a newer version (schema ${event.schemaVersion}, this one knows ${SCHEMA_VERSION}); parts of it may be missing.`,
  );
}

/** What ended the phase before it is then told of that phase, not of the run. */
function startPhase(state: RunState, { type: _, ...phase }: PhaseStarted): RunState {
  const { earlyStop, restoredEpoch, progress: __, ...rest } = state;
  const past = (state.phases ?? []).filter(({ firstEpoch }) => firstEpoch < phase.firstEpoch);
  const ending = {
    ...(earlyStop === undefined ? {} : { earlyStop }),
    ...(restoredEpoch === undefined ? {} : { restoredEpoch }),
  };
  const last = past.at(-1);
  const phases = [...(last === undefined ? past : past.with(-1, { ...last, ...ending })), phase];
  return { ...rest, phase: 'preparing', phases: phases.slice(-MAXIMUM_PHASES) };
}

function withFeatures(state: RunState, { type: _, time: __, ...features }: FeaturesReady): RunState {
  const { featureProgress: ___, ...rest } = state;
  const last = currentPhase(state);
  return { ...rest, ...(last === undefined ? {} : { phases: (state.phases ?? []).with(-1, { ...last, features }) }) };
}

/** Drops what came after the epoch that the training goes on from, and the end. */
function resume(state: RunState, { time, fromEpoch, notes }: RunResumed): RunState {
  const epochs = state.epochs.filter(({ epoch }) => epoch <= fromEpoch);
  const bestEpoch = epochs.findLast(({ isBest }) => isBest)?.epoch;
  const { started, startTime, lastTime, warnings } = state;
  const phases = (state.phases ?? []).filter(({ firstEpoch }) => firstEpoch <= fromEpoch);
  const isBackInEarlierPhase = phases.length < (state.phases?.length ?? 0);
  const { earlyStop } = isBackInEarlierPhase ? (phases.at(-1) ?? {}) : state;
  return {
    status: 'running',
    phase: fromEpoch === 0 ? 'starting' : 'training',
    ...(started === undefined ? {} : { started }),
    ...(startTime === undefined ? {} : { startTime }),
    ...(lastTime === undefined ? {} : { lastTime }),
    epochs,
    learningRateDrops: state.learningRateDrops.filter(({ epoch }) => epoch <= fromEpoch),
    ...(phases.length === 0 ? {} : { phases: phases.map(isBackInEarlierPhase ? withoutEnding : (phase) => phase) }),
    ...(bestEpoch === undefined ? {} : { bestEpoch }),
    ...(earlyStop === undefined || earlyStop.epoch > fromEpoch ? {} : { earlyStop }),
    resumptions: [...(state.resumptions ?? []), { time, fromEpoch, notes, spentMs: spentMs(state) }],
    warnings,
  };
}

/** The last phase that is left goes on: what ended it is the run's again, until another follows. */
function withoutEnding(phase: PhaseState, index: number, phases: readonly PhaseState[]): PhaseState {
  if (index < phases.length - 1) return phase;
  const { earlyStop: _, restoredEpoch: __, ...rest } = phase;
  return rest;
}

/** What all attempts took so far; that of one without an end is told from its events. */
function spentMs({ status, durationMs, resumptions, startTime, lastTime }: RunState): number {
  if (status !== 'running' && durationMs !== undefined) return durationMs;
  const last = resumptions?.at(-1);
  const from = last?.time ?? startTime ?? 0;
  return (last?.spentMs ?? 0) + Math.max(0, (lastTime ?? from) - from);
}

function end(
  state: RunState,
  status: RunStatus,
  event: Pick<RunCompleted, 'durationMs' | 'layersDurationMs' | 'peakMemoryBytes' | 'weightsHash'>,
): RunState {
  const { progress: _, featureProgress: __, ...rest } = state;
  const { layersDurationMs, peakMemoryBytes, weightsHash } = event;
  return {
    ...rest,
    status,
    phase: 'ended',
    durationMs: (state.resumptions?.at(-1)?.spentMs ?? 0) + event.durationMs,
    ...(layersDurationMs === undefined ? {} : { layersDurationMs }),
    ...(peakMemoryBytes === undefined ? {} : { peakMemoryBytes }),
    ...(weightsHash === undefined ? {} : { weightsHash }),
  };
}
