import { describe, expect, it } from 'vitest';
import { batchCurveOf, type RunWithBatches, reduceWithBatches } from '../../../src/core/run/batchCurve.js';
import type { RunEvent } from '../../../src/core/run/events.js';
import { initialRunState, reduceRunEvents } from '../../../src/core/run/state.js';
import { completedRun, runStarted } from '../../support/runEvents.js';

const fresh: RunWithBatches & { readonly label: string } = { state: initialRunState, batches: [], label: 'kept' };

function batch(epoch: number, step: number, loss = 1 / step): RunEvent {
  return {
    type: 'batchesTrained',
    time: runStarted().time + step,
    epoch,
    step,
    loss,
    accuracy: 0.5,
    samplesPerSecond: 1,
  };
}

const begun: RunEvent[] = [
  runStarted(),
  { type: 'epochStarted', time: runStarted().time, epoch: 1, learningRate: 0.001 },
];

describe('the epoch under way', () => {
  it('has a point for each message, at its place within the epoch', () => {
    const run = reduceWithBatches(fresh, [...begun, batch(1, 2), batch(1, 5)]);
    expect(run.batches).toEqual([
      { position: 0.2, loss: 0.5, accuracy: 0.5 },
      { position: 0.5, loss: 0.2, accuracy: 0.5 },
    ]);
    expect(run.label).toBe('kept');
  });

  it('folds the state as reduceRun does', () => {
    const events = completedRun();
    expect(reduceWithBatches(fresh, events).state).toEqual(reduceRunEvents(events));
  });

  it('is empty once the epoch has ended, and after the run', () => {
    const events = completedRun();
    const ended = events.findIndex(({ type }) => type === 'epochEnded');
    expect(reduceWithBatches(fresh, events.slice(0, ended)).batches).toHaveLength(2);
    expect(reduceWithBatches(fresh, events.slice(0, ended + 1)).batches).toEqual([]);
    expect(reduceWithBatches(fresh, events).batches).toEqual([]);
  });

  it('says null for a loss that is not a number', () => {
    expect(reduceWithBatches(fresh, [...begun, batch(1, 3, Number.NaN)]).batches[0]?.loss).toBeNull();
  });

  it('begins again when an epoch is trained again', () => {
    const resumed: RunEvent = { ...runStarted(), type: 'runResumed', fromEpoch: 0, notes: [] };
    const run = reduceWithBatches(fresh, [...begun, batch(1, 5), resumed, ...begun, batch(1, 2)]);
    expect(run.batches.map(({ position }) => position)).toEqual([0.2]);
  });

  it('stays bounded in a long epoch, with its last point, in order', () => {
    const start = { ...runStarted(), stepsPerEpoch: 100_000 };
    const batches = Array.from({ length: 5_000 }, (_, index) => batch(1, (index + 1) * 20));
    const run = reduceWithBatches(fresh, [start, ...begun.slice(1), ...batches]);
    expect(run.batches.length).toBeLessThanOrEqual(200);
    expect(run.batches.length).toBeGreaterThan(90);
    expect(run.batches.at(-1)?.position).toBe(1);
    const positions = run.batches.map(({ position }) => position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });

  it('begins with where a state says that the training stands', () => {
    const { state } = reduceWithBatches(fresh, [...begun, batch(1, 2), batch(1, 5)]);
    expect(batchCurveOf(state)).toEqual([{ position: 0.5, loss: 0.2, accuracy: 0.5 }]);
    expect(batchCurveOf(reduceRunEvents(completedRun()))).toEqual([]);
  });

  it('is the same run where nothing happened', () => {
    const run = reduceWithBatches(fresh, begun);
    expect(reduceWithBatches(run, [])).toBe(run);
  });
});
