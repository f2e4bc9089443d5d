import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/run/events.js';
import { parseEvent } from '../../../src/core/run/parseEvent.js';
import { phaseOfEpoch, plannedEpochs } from '../../../src/core/run/phases.js';
import { RunFold } from '../../../src/core/run/runFold.js';
import { summarizeRun } from '../../../src/core/run/runSummary.js';
import { reduceRunEvents } from '../../../src/core/run/state.js';
import { twoPhases } from '../../support/phasedRun.js';

const events = twoPhases();
const until = (type: RunEvent['type'], index = 0) => {
  const places = events.flatMap((event, place) => (event.type === type ? [place] : []));
  return reduceRunEvents(events.slice(0, (places[index] ?? 0) + 1));
};

describe('a run in two phases', () => {
  it('reads back from its lines', () => {
    for (const event of events) expect(parseEvent(JSON.parse(JSON.stringify(event)))).toEqual({ event });
    const started = events.find(({ type }) => type === 'phaseStarted');
    expect(parseEvent({ ...started, phase: 'third' })).toHaveProperty('problem');
    expect(parseEvent({ ...started, firstEpoch: 0 })).toHaveProperty('problem');
  });

  it('tells what is being prepared, and where features came from', () => {
    expect(until('phaseStarted')).toMatchObject({ phase: 'preparing', phases: [{ phase: 'head', firstEpoch: 1 }] });
    expect(until('featuresComputed')).toMatchObject({ phase: 'preparing', featureProgress: { done: 100, total: 804 } });
    const ready = until('featuresReady');
    expect(ready.featureProgress).toBeUndefined();
    expect(ready.phases?.[0]?.features).toMatchObject({ layer: 'pool', source: 'computed', bytes: 823_296 });
    expect(until('epochStarted').phase).toBe('training');
  });

  it('counts epochs on, and knows how many there can still be', () => {
    const first = until('epochEnded');
    expect(first.progress).toMatchObject({ phase: 'head', epoch: 1, epochs: 5 });
    expect(first.progress?.fraction).toBeCloseTo(1 / 5);
    // The head ended an epoch early: one less remains in all.
    const second = until('epochStarted', 2);
    expect(second.progress).toMatchObject({ phase: 'fineTuning', epoch: 3, epochs: 4 });
    expect(plannedEpochs(second)).toBe(4);
    expect(summarizeRun(second).plannedEpochs).toBe(4);
    const { phases } = reduceRunEvents(events);
    expect([1, 2, 3, 4].map((epoch) => phaseOfEpoch(phases, epoch)?.phase)).toEqual([
      'head',
      'head',
      'fineTuning',
      'fineTuning',
    ]);
  });

  it('tells of each phase what ended it', () => {
    const state = reduceRunEvents(events);
    expect(state).toMatchObject({ status: 'completed', restoredEpoch: 4, bestEpoch: 4, warnings: [] });
    expect(state.earlyStop).toBeUndefined();
    expect(state.phases).toMatchObject([{ earlyStop: { epoch: 2 }, restoredEpoch: 1 }, { phase: 'fineTuning' }]);
    const fold = new RunFold();
    for (const event of events) fold.add(event);
    expect(fold.state).toEqual(state);
  });

  it('is in the phase again that it is resumed in', () => {
    const [started] = events;
    if (started?.type !== 'runStarted') throw new Error('not a start');
    const { engine, versions } = started;
    const back = (fromEpoch: number) =>
      reduceRunEvents([...events, { type: 'runResumed', time: 9, fromEpoch, engine, versions, notes: [] }]);
    expect(back(3).phases).toMatchObject([{ earlyStop: { epoch: 2 } }, { phase: 'fineTuning', firstEpoch: 3 }]);
    expect(back(3).earlyStop).toBeUndefined();
    expect(back(2)).toMatchObject({ phases: [{ phase: 'head' }], earlyStop: { epoch: 2 } });
    expect(back(2).phases).toHaveLength(1);
    expect(back(2).phases?.[0]).not.toHaveProperty('earlyStop');
    expect(back(1)).not.toHaveProperty('earlyStop');
    expect(back(0)).not.toHaveProperty('phases');
    // What comes then is as it would have been.
    const again = events.slice(events.findLastIndex(({ type }) => type === 'phaseStarted'));
    const { resumptions: _, durationMs: __, lastTime: ___, ...state } = reduceRunEvents(again, back(2));
    const { durationMs: ____, lastTime: _____, ...plain } = reduceRunEvents(events);
    // The best weights of the first phase were told of before the interruption.
    expect({ ...state, phases: state.phases?.slice(1) }).toEqual({ ...plain, phases: plain.phases?.slice(1) });
  });
});
