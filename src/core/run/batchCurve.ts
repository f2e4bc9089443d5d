import { finiteOrNull } from './curves.js';
import type { RunEvent } from './events.js';
import { type RunState, reduceRun } from './state.js';

/** A place within an epoch. Means over the epoch so far, as progress tells them; null when not a number. */
export interface BatchPoint {
  /** Epochs done, the one under way in part: 2.5 is half of the third. */
  readonly position: number;
  readonly loss: number | null;
  readonly accuracy: number | null;
}

/** The epoch under way, in at most `MAXIMUM_POINTS` points in order; none between epochs and after the end. */
export type BatchCurve = readonly BatchPoint[];

/** An epoch of a line as wide as a screen has no use for more. */
const MAXIMUM_POINTS = 200;

/** What both a live page and whoever keeps it supplied fold events into. */
export interface RunWithBatches {
  readonly state: RunState;
  readonly batches: BatchCurve;
}

/** The batches that can be told from a state alone: where the training stands now. */
export function batchCurveOf(state: RunState): BatchCurve {
  const { progress } = state;
  if (state.phase !== 'training' || progress === undefined || state.epochs.at(-1)?.epoch === progress.epoch) return [];
  return pointAt(progress.epoch, progress.step, progress.stepsPerEpoch, progress.loss, progress.accuracy);
}

/** The run after some more events; everything else that is known of it stays. The same object where nothing changed. */
export function reduceWithBatches<T extends RunWithBatches>(run: T, events: Iterable<RunEvent>): T {
  let { state, batches } = run;
  for (const event of events) {
    state = reduceRun(state, event);
    batches = reduceBatches(batches, event, state);
  }
  return state === run.state && batches === run.batches ? run : { ...run, state, batches };
}

/** `state` is that after the event. */
function reduceBatches(batches: BatchCurve, event: RunEvent, state: RunState): BatchCurve {
  if (state.phase !== 'training') return batches.length === 0 ? batches : [];
  switch (event.type) {
    case 'batchesTrained': {
      const stepsPerEpoch = state.progress?.stepsPerEpoch ?? null;
      const added = pointAt(
        event.epoch,
        event.step,
        stepsPerEpoch,
        finiteOrNull(event.loss),
        finiteOrNull(event.accuracy),
      );
      const start = event.epoch - 1;
      const kept = batches.filter(({ position }) => position > start && position < (added[0]?.position ?? start));
      return thin([...kept, ...added]);
    }
    case 'epochStarted':
    case 'epochEnded':
    case 'runResumed':
      return batches.length === 0 ? batches : [];
    default:
      return batches;
  }
}

function pointAt(
  epoch: number,
  step: number,
  stepsPerEpoch: number | null,
  loss: number | null,
  accuracy: number | null,
): BatchCurve {
  if (stepsPerEpoch === null || stepsPerEpoch <= 0 || step <= 0) return [];
  return [{ position: epoch - 1 + Math.min(1, step / stepsPerEpoch), loss, accuracy }];
}

/** Every second point, with the last one, of a curve that has become too long. */
function thin(points: BatchCurve): BatchCurve {
  if (points.length <= MAXIMUM_POINTS) return points;
  return points.filter((_, index) => (points.length - 1 - index) % 2 === 0);
}
