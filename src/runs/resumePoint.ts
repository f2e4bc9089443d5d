import { isDeepStrictEqual } from 'node:util';
import type { RunStarted } from '../core/run/events.js';
import type { RunRequest } from '../core/run/request.js';
import { RunFold } from '../core/run/runFold.js';
import type { RunState } from '../core/run/state.js';
import { readCheckpoint, type StoredCheckpoint } from './checkpoint.js';
import { readEvents } from './readEvents.js';
import { readRequest } from './requestFile.js';

/** A run that cannot be resumed, and why. */
export class ResumeError extends Error {
  override readonly name = 'ResumeError';
}

/** From where, and with what, a run can go on. */
export interface ResumePoint {
  readonly request: RunRequest;
  /** What the run recorded when it began; absent if it never got there, or that is lost. */
  readonly started?: RunStarted;
  /** Absent: it begins anew. */
  readonly checkpoint?: StoredCheckpoint;
  /** The fold of the events on disk, and how many there are. */
  readonly state: RunState;
  readonly eventCount: number;
  /** The events on disk lack something that the checkpoint knows. */
  readonly isHistoryDamaged: boolean;
  /** What was found damaged or missing: sentences for people. */
  readonly notes: readonly string[];
}

/**
 * Finds the last good state of a run that was interrupted, stopped or failed; changes nothing.
 * @throws ResumeError when there is nothing to resume, or it would only fail again.
 */
export async function findResumePoint(folder: string): Promise<ResumePoint> {
  const { events, state } = await readEvents(folder);
  const reason = whyNotResumable(state);
  if (reason !== undefined) throw new ResumeError(reason);
  const { checkpoint, problems } = await readCheckpoint(folder);
  const recorded = checkpoint?.history.find((event) => event.type === 'runStarted') ?? state.started;
  const request = (checkpoint === undefined ? undefined : recorded?.request) ?? (await readRequest(folder));
  const known = request ?? recorded?.request;
  if (known === undefined)
    throw new ResumeError(
      'The run cannot be resumed: nothing in its folder says what was to be trained. Train it anew.',
    );
  const isHistoryDamaged = checkpoint !== undefined && lacks(state, checkpoint);
  const notes = [...problems];
  if (checkpoint === undefined && (state.epochs.length > 0 || problems.length > 0))
    notes.push('There is no usable checkpoint: the training begins anew.');
  if (isHistoryDamaged) notes.push('The events were damaged: they were restored from the checkpoint.');
  return {
    request: known,
    ...(recorded === undefined ? {} : { started: recorded }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
    state,
    eventCount: events.length,
    isHistoryDamaged,
    notes,
  };
}

/** Why going on with a run makes no sense, as a sentence; undefined when it does. */
export function whyNotResumable({ status, failure }: RunState): string | undefined {
  if (status === 'completed') return 'The run is complete: there is nothing to resume.';
  if (failure?.code === 'loss-not-finite') return `The run would fail again: ${failure.message}`;
  return undefined;
}

/** True when the events do not tell of the epochs until the checkpoint what the checkpoint tells. */
function lacks(state: RunState, { training, history }: StoredCheckpoint): boolean {
  const fold = new RunFold();
  for (const event of history) fold.add(event);
  return !isDeepStrictEqual(memoryOf(state, training.epoch), memoryOf(fold.state, training.epoch));
}

function memoryOf({ started, epochs, learningRateDrops, earlyStop, phases = [] }: RunState, last: number) {
  const earlyStops = [...phases.map((phase) => phase.earlyStop), earlyStop];
  return {
    started,
    epochs: epochs.filter(({ epoch }) => epoch <= last),
    learningRateDrops: learningRateDrops.filter(({ epoch }) => epoch <= last),
    earlyStops: earlyStops.filter((stop) => stop !== undefined && stop.epoch <= last),
    phases: phases.flatMap(({ phase, firstEpoch }) => (firstEpoch <= last ? [{ phase, firstEpoch }] : [])),
  };
}
