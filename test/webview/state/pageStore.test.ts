import { describe, expect, it } from 'vitest';
import { reduceRunEvents } from '../../../src/core/run/state.js';
import { absenceOf } from '../../../webview/state/absence.js';
import { announcementOf } from '../../../webview/state/announcement.js';
import { initialPageState } from '../../../webview/state/pageState.js';
import { PageStore } from '../../../webview/state/pageStore.js';
import { runBarOf } from '../../../webview/state/runBarModel.js';
import { step } from '../../../webview/state/selectionHistory.js';
import { allStates, runningRun, snapshotOf, trainedRun, twoModels } from '../../page/support/pageRuns.js';
import { seedGroups } from '../../page/support/seedRuns.js';

describe('the state of the page', () => {
  it('folds events as whoever reads the run from disk does', () => {
    const { begun, coming } = runningRun(10);
    const store = new PageStore();
    store.dispatch({ kind: 'shown', snapshot: snapshotOf([['live-run', begun]]) });
    for (const event of coming) store.dispatch({ kind: 'runEvents', told: [{ runId: 'live-run', events: [event] }] });
    expect(store.state.runs[0]?.state).toEqual(reduceRunEvents([...begun, ...coming]));
    expect(store.state.runs[0]?.batches).toEqual([]);
  });

  it('folds events that have been JSON, with null for what is not a number', () => {
    const events = trainedRun({ runId: 'a' }).map((event) =>
      event.type === 'epochEnded' && event.epoch === 3 ? { ...event, loss: Number.NaN } : event,
    );
    const store = new PageStore();
    const [first, ...others] = events;
    store.dispatch({ kind: 'shown', snapshot: snapshotOf([['a', first === undefined ? [] : [first]]]) });
    const told = { runId: 'a', events: JSON.parse(JSON.stringify(others)) };
    store.dispatch({ kind: 'runEvents', told: [told] });
    expect(store.state.runs[0]?.state.epochs).toEqual(reduceRunEvents(events).epochs);
  });

  it('tells listeners of what has changed, and of nothing else', () => {
    const store = new PageStore();
    let count = 0;
    const end = store.subscribe(() => {
      count += 1;
    });
    store.dispatch({ kind: 'shown', snapshot: twoModels() });
    store.dispatch({ kind: 'runEvents', told: [{ runId: 'another', events: [] }] });
    store.dispatch({ kind: 'selected', change: { view: 'overview' } });
    store.dispatch({ kind: 'wentBack' });
    store.dispatch({ kind: 'problemDismissed' });
    expect(count).toBe(1);
    store.dispatch({ kind: 'failed', problem: { message: 'No.' } });
    expect(count).toBe(2);
    end();
    store.dispatch({ kind: 'problemDismissed' });
    expect(count).toBe(2);
  });

  it('takes what is new about runs, and what is no longer so', () => {
    const store = new PageStore();
    store.dispatch({ kind: 'shown', snapshot: allStates() });
    store.dispatch({
      kind: 'factsChanged',
      told: { baseline: 'gone-run', facts: [{ runId: 'done-run', label: 'mine' }] },
    });
    expect(store.state.runs[0]).toMatchObject({ label: 'mine' });
    expect(store.state.runs[0]).not.toHaveProperty('isStale');
    expect(store.state.baseline).toBe('gone-run');
  });

  it('goes to the cell or class that was asked for, of the test images; what is neither is left out', () => {
    const store = new PageStore();
    const focus = { kind: 'cell', trueClass: 6, predictedClass: 0, runId: 'ann-run' } as const;
    store.dispatch({ kind: 'shown', snapshot: { ...twoModels(), view: 'errors', focus } });
    expect(store.state.history.present).toMatchObject({ view: 'errors', focus });
    store.dispatch({ kind: 'selected', change: { split: 'train', sample: 7 } });
    const other = { kind: 'class', classIndex: 2 } as const;
    store.dispatch({ kind: 'viewAsked', told: { view: 'errors', focus: other } });
    expect(store.state.history.present).toMatchObject({ view: 'errors', focus: other, split: 'test' });
    expect(store.state.history.present).not.toHaveProperty('sample');
    const hostile = JSON.parse('{ "kind": "class", "classIndex": "<b>" }');
    store.dispatch({ kind: 'viewAsked', told: { view: 'confusion', focus: hostile } });
    expect(store.state.history.present).toMatchObject({ view: 'confusion', focus: other });
    store.dispatch({ kind: 'wentBack' });
    store.dispatch({ kind: 'wentBack' });
    expect(store.state.history.present).toMatchObject({ focus, split: 'train', sample: 7 });
  });

  it('goes to the view that was asked for, and keeps the ids of its runs', () => {
    const store = new PageStore();
    store.dispatch({ kind: 'shown', snapshot: { ...allStates(), view: 'training' } });
    expect(store.state.history.present.view).toBe('training');
    expect(store.state.history.present.runs).toEqual([
      'done-run',
      'live-run',
      'failed-run',
      'stopped-run',
      'gone-run',
      'deleted-run',
    ]);
    expect(store.state.history.past).toEqual([]);
  });
});

describe('where there is nothing to draw', () => {
  it('says why, and what to do', () => {
    expect(absenceOf(initialPageState)).toMatchObject({ isLoading: true, actions: [] });
    const empty = { ...initialPageState, isReady: true };
    expect(absenceOf(empty)).toMatchObject({ actions: ['trainModel', 'pickRuns'] });
    expect(absenceOf({ ...empty, canTrain: false })).toMatchObject({ actions: ['pickRuns'] });
    const missing = absenceOf({ ...empty, missing: [{ runId: 'a\u001b[2J', reason: 'Gone.' }] });
    expect(missing?.texts).toEqual(['a\\u001b[2J: Gone.']);
    expect(absenceOf({ ...empty, runs: twoModels().runs })).toBeUndefined();
  });
});

describe('the bar of runs', () => {
  it('names each run, its state, the baseline and the data', () => {
    const bar = runBarOf({ ...initialPageState, ...allStates(), baseline: 'done-run' });
    expect(bar.chips.map(({ letters, name, status }) => `${letters} ${name} ${status}`)).toEqual([
      'A cnn completed',
      'B the live one running',
      'C <img src=x onerror=alert(1)> failed',
      'D stopped · seed 3 stopped',
      'E gone interrupted',
    ]);
    expect(bar.chips[0]).toMatchObject({ isBaseline: true, isStale: true });
    expect(bar.data).toBe('Fashion-MNIST (sample), Fashion-MNIST');
    expect(bar.missing).toBe('1 run cannot be shown: deleted-run: There is no such run any more.');
  });

  it('names a model with several seeds once, and each seed behind it where that is wanted', () => {
    const state = { ...initialPageState, ...seedGroups({ baseline: 'cnn-2' }) };
    const { chips } = runBarOf(state);
    expect(chips.map(({ name }) => name)).toEqual(['ann · 3 seeds', 'cnn · 4 seeds', 'cnn-wide · 3 seeds']);
    expect(chips[1]).toMatchObject({ isBaseline: true, isUnfolded: false, status: 'failed' });
    expect(chips[1]?.runIds).toContain('cnn-4');
    const unfolded = runBarOf(state, new Set([chips[1]?.runIds[0] ?? ''])).chips;
    expect(unfolded.map(({ name }) => name).slice(0, 4)).toEqual([
      'ann · 3 seeds',
      'cnn · 4 seeds',
      'cnn · seed 1',
      'cnn · seed 2',
    ]);
    expect(unfolded.filter(({ isBaseline }) => isBaseline).map(({ name }) => name)).toEqual([
      'cnn · 4 seeds',
      'cnn · seed 2',
    ]);
  });

  it('says what it takes to look at other images than those of the test', () => {
    const hintOf = (split: 'train' | 'validation' | 'test') => {
      const history = step(initialPageState.history, { split });
      return runBarOf({ ...initialPageState, ...twoModels(), baseline: undefined, history }).splitHint;
    };
    expect(hintOf('test')).toBe('');
    expect(hintOf('validation')).toMatch(
      /^Classes, confusion, errors and calibration of the images that watched the training\..*minutes/,
    );
    expect(hintOf('train')).toMatch(/that were trained on/);
  });

  it('says when the baseline is not among the runs', () => {
    const bar = runBarOf({ ...initialPageState, ...twoModels(), baseline: 'elsewhere' });
    expect([bar.baseline, bar.baselines[0]?.label]).toEqual(['', 'a run that is not shown']);
  });
});

describe('what those who listen hear', () => {
  it('is each end of an epoch and of a run, once', () => {
    const { begun, coming } = runningRun(3, { epochs: 2 });
    const store = new PageStore();
    const heard: string[] = [];
    store.dispatch({ kind: 'shown', snapshot: snapshotOf([['live-run', begun]]) });
    store.subscribe((state, before) => {
      const text = announcementOf(before, state);
      if (text !== '') heard.push(text);
    });
    for (const event of coming) store.dispatch({ kind: 'runEvents', told: [{ runId: 'live-run', events: [event] }] });
    expect(heard).toEqual([
      'A, cnn: epoch 1 of 10 has ended, validation loss 0.6234, validation accuracy 77.4 %.',
      'A, cnn: epoch 2 of 10 has ended, validation loss 0.5189, validation accuracy 81.0 %.',
      'A, cnn: completed. 2 epochs in 22 s · test accuracy 91.00 %.',
    ]);
  });
});
