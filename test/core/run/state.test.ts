import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/run/events.js';
import {
  initialRunState,
  markInterrupted,
  reduceRun,
  reduceRunEvents,
  withUnknownEvent,
} from '../../../src/core/run/state.js';
import { anyEvent, completedRun, evaluationOf, RUN_ID, runStarted, START_TIME } from '../../support/runEvents.js';

describe('reduceRun over a whole run', () => {
  const state = reduceRunEvents(completedRun());

  it('ends completed, with everything that was said', () => {
    expect(state).toMatchObject({
      status: 'completed',
      phase: 'ended',
      startTime: START_TIME,
      lastTime: START_TIME + 2_000 + 3 * 1_200 + 400,
      bestEpoch: 2,
      restoredEpoch: 2,
      durationMs: 6_000,
      peakMemoryBytes: 690_000_000,
      evaluationDurationMs: 300,
      warnings: [],
    });
    expect(state.started?.runId).toBe(RUN_ID);
    expect(state.progress).toBeUndefined();
    expect(state.evaluation).toEqual(evaluationOf());
    expect(state.earlyStop?.epoch).toBe(3);
    expect(state.learningRateDrops.map(({ epoch, from, to }) => [epoch, from, to])).toEqual([[3, 0.001, 0.0005]]);
  });

  it('has one point on the curves for each epoch', () => {
    expect(state.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(state.epochs.map(({ loss }) => loss)).toEqual([1, 1 / 2, 1 / 3]);
    expect(state.epochs[1]).toMatchObject({ validationLoss: 0.4, validationAccuracy: 0.8, isBest: true });
  });
});

describe('progress', () => {
  const until = (count: number) => reduceRunEvents(completedRun().slice(0, count)).progress;

  it('begins with the epoch', () => {
    expect(until(1)).toBeUndefined();
    expect(until(2)).toMatchObject({ epoch: 1, epochs: 3, step: 0, stepsPerEpoch: 10, fraction: 0, remainingMs: null });
  });

  it('tells the time left from the pace of the epoch', () => {
    // 5 of 30 steps in 500 ms, no validation seen yet.
    expect(until(3)).toMatchObject({ step: 5, fraction: 5 / 30, remainingMs: 2_500, samplesPerSecond: 640 });
  });

  it('counts a validation for each epoch left once one was seen', () => {
    // Epoch 1 over: 20 steps of 100 ms and two validations of 200 ms.
    expect(until(5)).toMatchObject({ epoch: 1, step: 10, fraction: 10 / 30, remainingMs: 2_400 });
    // Epoch 2, step 5: 15 steps, two validations.
    expect(until(7)).toMatchObject({ epoch: 2, step: 5, fraction: 0.5, remainingMs: 1_900 });
  });

  it('is never negative, even if the clock went back', () => {
    const state = reduceRunEvents([
      runStarted(),
      { type: 'epochStarted', time: START_TIME, epoch: 1, learningRate: 0.1 },
      {
        type: 'batchesTrained',
        time: START_TIME - 5_000,
        epoch: 1,
        step: 5,
        loss: 1,
        accuracy: 1,
        samplesPerSecond: 1,
      },
    ]);
    expect(state.progress?.remainingMs).toBe(0);
    expect(state.lastTime).toBe(START_TIME);
  });

  it('says what it can when the start of the run is lost', () => {
    const state = reduceRunEvents(completedRun().slice(1, 4));
    expect(state.progress).toMatchObject({ epoch: 1, step: 10, epochs: null, fraction: null, remainingMs: null });
  });
});

describe('reduceRun on what it should not get', () => {
  it('ignores an unknown event with a warning, counted', () => {
    const unknown = { type: 'probeTrained', time: 1 } as unknown as RunEvent;
    const state = [unknown, unknown].reduce(reduceRun, initialRunState);
    expect(state.warnings).toEqual([expect.objectContaining({ code: 'unknown-event', count: 2 })]);
    expect(state.warnings[0]?.message).toContain('probeTrained');
    expect(state).toMatchObject({ status: 'running', epochs: [] });
  });

  it('keeps the list of warnings bounded', () => {
    let state = initialRunState;
    for (let i = 0; i < 100; i += 1) state = withUnknownEvent(state, `event${i}`);
    expect(state.warnings).toHaveLength(21);
    expect(state.warnings.at(-1)).toMatchObject({ code: 'more-warnings', count: 80 });
  });

  it('keeps the first end and ignores what comes after it', () => {
    const failed: RunEvent = { type: 'runFailed', time: START_TIME, durationMs: 1, code: 'x', message: 'y' };
    const state = reduceRunEvents([...completedRun(), failed]);
    expect(state.status).toBe('completed');
    expect(state.failure).toBeUndefined();
    expect(state.warnings).toMatchObject([{ code: 'event-after-end' }]);
  });

  it('keeps the first start', () => {
    const state = reduceRunEvents([runStarted(), runStarted({ modelName: 'ANN' })]);
    expect(state.started?.modelName).toBe('CNN');
    expect(state.warnings).toMatchObject([{ code: 'second-start' }]);
  });

  it('warns of a newer schema', () => {
    const state = reduceRun(initialRunState, { ...runStarted(), schemaVersion: 2 });
    expect(state.started?.runId).toBe(RUN_ID);
    expect(state.warnings).toMatchObject([{ code: 'newer-schema' }]);
  });

  it('replaces an epoch that was trained again, in order', () => {
    const events = completedRun().filter(({ type }) => type === 'epochEnded');
    const again = events.map((event) => ({ ...event, loss: 9 }) as RunEvent);
    const state = reduceRunEvents([...events, ...again.slice(0, 2)]);
    expect(state.epochs.map(({ epoch, loss }) => [epoch, loss])).toEqual([
      [1, 9],
      [2, 9],
      [3, 1 / 3],
    ]);
  });

  it('tells failure and stop', () => {
    const end = { time: START_TIME + 9, durationMs: 9 };
    const failed = reduceRunEvents([
      runStarted(),
      { ...end, type: 'runFailed', code: 'trainer-died', message: 'It died.', log: 'Killed' },
    ]);
    expect(failed).toMatchObject({
      status: 'failed',
      failure: { code: 'trainer-died', message: 'It died.', log: 'Killed' },
    });
    const stopped = reduceRunEvents([runStarted(), { ...end, type: 'runStopped', reason: 'Ctrl-C' }]);
    expect(stopped).toMatchObject({ status: 'stopped', stopReason: 'Ctrl-C', durationMs: 9 });
  });
});

describe('markInterrupted', () => {
  it('ends a run that nobody runs any more, and no other', () => {
    const running = reduceRunEvents(completedRun().slice(0, 4));
    const interrupted = markInterrupted(running);
    expect(interrupted).toMatchObject({ status: 'interrupted', phase: 'ended', durationMs: 3_000 });
    expect(interrupted.progress).toBeUndefined();
    const completed = reduceRunEvents(completedRun());
    expect(markInterrupted(completed)).toBe(completed);
  });
});

describe('reduceRun on any events', () => {
  it('never throws, and keeps what every state promises', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
        const state = reduceRunEvents(events);
        const numbers = state.epochs.map((point) => point.epoch);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
        expect(state.phase === 'ended').toBe(state.status !== 'running');
        const { fraction, remainingMs } = state.progress ?? {};
        if (typeof fraction === 'number') expect(fraction >= 0 && fraction <= 1).toBe(true);
        if (typeof remainingMs === 'number') expect(remainingMs).toBeGreaterThanOrEqual(0);
        expect(state.warnings.length).toBeLessThanOrEqual(21);
      }),
    );
  });

  it('gives the same in chunks as at once', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.array(fc.nat(30)), (events, cuts) => {
        const places = [0, ...cuts.map((cut) => Math.min(cut, events.length)), events.length].sort((a, b) => a - b);
        let state = initialRunState;
        for (const [index, place] of places.entries())
          state = reduceRunEvents(events.slice(places[index - 1] ?? 0, place), state);
        expect(state).toEqual(reduceRunEvents(events));
      }),
    );
  });

  it('does not change the state or the event that it is given', () => {
    const freeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null) {
        for (const part of Object.values(value)) freeze(part);
        Object.freeze(value);
      }
      return value;
    };
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 20 }), (events) => {
        let state = freeze(initialRunState);
        for (const event of events) state = freeze(reduceRun(state, freeze(event)));
        expect(state).toEqual(reduceRunEvents(events));
      }),
    );
  });
});
