import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/run/events.js';
import { parseEvent } from '../../../src/core/run/parseEvent.js';
import { RunFold } from '../../../src/core/run/runFold.js';
import { markInterrupted, type RunState, reduceRunEvents } from '../../../src/core/run/state.js';
import { completedRun, runStarted, START_TIME } from '../../support/runEvents.js';

const run = completedRun();
const { engine, versions } = runStarted();
const resumed = (fromEpoch: number, time = START_TIME + 60_000): RunEvent => {
  return { type: 'runResumed', time, fromEpoch, engine, versions, notes: ['A note.'] };
};
const later = (epoch: number) =>
  run.filter(
    (event) =>
      event.type !== 'runStarted' &&
      !('epoch' in event && event.epoch <= epoch && event.type !== 'bestWeightsRestored'),
  );
const told = ({ resumptions: _, lastTime: __, durationMs: ___, ...rest }: RunState) => rest;

describe('a run that was resumed', () => {
  it('reads back from its line', () => {
    expect(parseEvent(JSON.parse(JSON.stringify(resumed(2))))).toEqual({ event: resumed(2) });
    expect(parseEvent({ ...resumed(2), fromEpoch: -1 })).toHaveProperty('problem');
  });

  it('is the run that it would have been, wherever it was interrupted and from wherever it went on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: run.length }), fc.integer({ min: 0, max: 3 }), (count, wanted) => {
        const broken = run.slice(0, count);
        // A checkpoint is made when all that an epoch led to has been told.
        const isTold = (epoch: number) =>
          run.filter((event) => !later(epoch).includes(event)).every((event) => broken.includes(event));
        const fromEpoch = [3, 2, 1].find((epoch) => epoch <= wanted && isTold(epoch)) ?? 0;
        const events = [...broken, resumed(fromEpoch), ...later(fromEpoch)];
        const state = reduceRunEvents(events);
        expect(told(state)).toEqual(told(reduceRunEvents(run)));
        expect(state.resumptions).toMatchObject([{ fromEpoch, notes: ['A note.'] }]);
        const fold = new RunFold();
        for (const event of events) fold.add(event);
        expect(fold.state).toEqual(state);
      }),
    );
  });

  it('has lost the end that it had come to', () => {
    const state = reduceRunEvents([...run, resumed(1)]);
    expect(state).toMatchObject({ status: 'running', phase: 'training', bestEpoch: 1, learningRateDrops: [] });
    expect(state.epochs.map(({ epoch }) => epoch)).toEqual([1]);
    for (const key of ['evaluation', 'durationMs', 'earlyStop', 'restoredEpoch', 'peakMemoryBytes'])
      expect(state).not.toHaveProperty(key);
  });

  it('took as long as its attempts together, not counting the time between', () => {
    // Six seconds for the first; the second broke off after one, the third took six again.
    const begun: RunEvent = { type: 'epochStarted', time: START_TIME + 61_000, epoch: 2, learningRate: 1 };
    const events = [...run, resumed(1), begun, resumed(1, START_TIME + 99_000), ...later(1)];
    expect(reduceRunEvents(events).durationMs).toBe(6_000 + 1_000 + 6_000);
    expect(markInterrupted(reduceRunEvents([...run, resumed(1, START_TIME + 60_000)])).durationMs).toBe(6_000);
  });

  it('may begin anew, with a start of its own', () => {
    const state = reduceRunEvents([...run.slice(0, 6), resumed(0), runStarted({ seed: 7 }), ...run.slice(1)]);
    expect(state.warnings).toEqual([]);
    expect(state.started?.request.seed).toBe(7);
    expect(state.epochs).toHaveLength(3);
    expect(reduceRunEvents([...run.slice(0, 6), resumed(1), runStarted({ seed: 7 })]).warnings).toMatchObject([
      { code: 'second-start' },
    ]);
  });
});
