import { describe, expect, it } from 'vitest';
import { reduceWithBatches } from '../../../src/core/run/batchCurve.js';
import { hasPoints } from '../../../webview/chart/chartParts.js';
import { readingOfFits, trainingCharts } from '../../../webview/views/trainingModel.js';
import { allStates, runningRun, snapshotOf, trainedRun, twoModels } from '../../page/support/pageRuns.js';
import { twoPhases } from '../../support/phasedRun.js';

describe('the charts of trainings', () => {
  it('have a dashed line for training and a solid one for validation, which has the letter at its end', () => {
    const { loss, accuracy, learningRate } = trainingCharts(twoModels().runs);
    expect(loss.series.map(({ id, isDashed, endLabel }) => [id, isDashed, endLabel])).toEqual([
      ['ann-run/train', true, undefined],
      ['ann-run/validation', false, 'A'],
      ['cnn-run/train', true, undefined],
      ['cnn-run/validation', false, 'B'],
    ]);
    expect(accuracy.x).toMatchObject({ minimum: 0, maximum: 10 });
    expect(accuracy.y).toMatchObject({ format: 'percent', scale: 'linear' });
    expect(accuracy.y.maximum).toBeLessThanOrEqual(1);
    expect(learningRate.series.map(({ id, endLabel }) => [id, endLabel])).toEqual([
      ['ann-run/rate', 'A'],
      ['cnn-run/rate', 'B'],
    ]);
  });

  it('mark the best epoch, lowered learning rates and an early stop, at the line of validation', () => {
    const { loss, learningRate } = trainingCharts(twoModels().runs);
    expect(loss.marks.map(({ kind, x, identity }) => [identity.letter, kind, x])).toEqual([
      ['A', 'best', 10],
      ['A', 'learningRateReduced', 7],
      ['B', 'best', 6],
      ['B', 'earlyStopped', 9],
    ]);
    const validation = loss.series[1]?.points.find(({ x }) => x === 7);
    expect(loss.marks[1]?.y).toBe(validation?.y);
    expect(learningRate.marks.map(({ kind }) => kind)).toEqual(['learningRateReduced', 'earlyStopped']);
  });

  it('mark where the next phase begins, and what ended the one before', () => {
    const { loss } = trainingCharts(snapshotOf([['phased', twoPhases()]]).runs);
    expect(loss.marks.map(({ kind, x }) => [kind, x])).toEqual([
      ['best', 4],
      ['earlyStopped', 2],
      ['phaseStarted', 3],
    ]);
    expect(loss.marks[2]?.text).toBe('CNN: fine-tuning from epoch 3 on, 2,100,000 parameters at learning rate 0.0001.');
  });

  it('have a logarithmic axis for learning rates that are far apart', () => {
    const drops = [1, 2, 3, 4];
    const runs = snapshotOf([['a', trainedRun({ drops })]]).runs;
    expect(trainingCharts(runs).learningRate.y.scale).toBe('logarithmic');
    expect(trainingCharts(twoModels().runs).learningRate.y.scale).toBe('linear');
  });

  it('begin with the batches of the first epoch', () => {
    const { runs } = snapshotOf([['live-run', runningRun(5).begun]]);
    const { loss, learningRate } = trainingCharts(runs);
    expect(hasPoints(loss)).toBe(true);
    expect(hasPoints(learningRate)).toBe(false);
    const batches = loss.series.find(({ isFaint }) => isFaint);
    expect(batches).toMatchObject({ id: 'live-run/batches', endLabel: 'A' });
    expect(batches?.points).toHaveLength(3);
    expect(loss).toMatchObject({ x: { maximum: 1 }, cursorPlaces: [] });
    expect(loss.summary).toBe('Loss over epochs. A, cnn: no epoch has ended.');
  });

  it('leave a gap and a mark where a value is not a number', () => {
    const { loss } = trainingCharts(allStates().runs);
    const mark = loss.marks.find(({ kind }) => kind === 'notANumber');
    expect(mark).toMatchObject({
      x: 3,
      text: '<img src=x onerror=alert(1)>: the loss of epoch 3 is not a number.',
    });
    expect(loss.series.find(({ id }) => id === 'failed-run/train')?.points[2]).toEqual({ x: 3, y: null, place: 3 });
  });

  it('have no lines of validation where nothing was held out', () => {
    const events = trainedRun().map((event) => {
      if (event.type !== 'epochEnded') return event;
      const { validationLoss: _, validationAccuracy: __, ...rest } = event;
      return rest;
    });
    const { loss } = trainingCharts(snapshotOf([['a', events]]).runs);
    expect(loss.series.map(({ id, endLabel }) => [id, endLabel])).toEqual([['a/train', 'A']]);
    expect(loss.marks[0]?.y).toBe(loss.series[0]?.points.at(-1)?.y);
  });

  it('go along steps and time, where the cursor still goes by epochs', () => {
    const { runs } = twoModels();
    const bySteps = trainingCharts(runs, { axis: 'step', areSeedsApart: false }).loss;
    expect(bySteps.x).toMatchObject({ title: 'Step', maximum: 7_500 });
    expect(bySteps.series[0]?.points[1]).toMatchObject({ x: 1_500, place: 2 });
    expect(bySteps.marks[1]).toMatchObject({ kind: 'learningRateReduced', x: 5_250, place: 7 });
    const byTime = trainingCharts(runs, { axis: 'seconds', areSeedsApart: false }).loss;
    expect(byTime.series[0]?.points[1]).toMatchObject({ x: 18, place: 2 });
    expect(byTime.cursorPlaces).toEqual(bySteps.cursorPlaces);
  });

  it('say by time where an epoch under way will be, once there is one to tell from', () => {
    const faint = (eventCount: number) => {
      const { runs } = snapshotOf([['live-run', runningRun(eventCount).begun]]);
      const { series } = trainingCharts(runs, { axis: 'seconds', areSeedsApart: false }).loss;
      return series.find(({ isFaint }) => isFaint)?.points ?? [];
    };
    expect(faint(5)).toEqual([]);
    const [first] = faint(18);
    expect(first?.x).toBeGreaterThan(9);
    expect(first?.x).toBeLessThan(18);
  });

  it('show seeds of a model by their mean and a band, each of them on demand', () => {
    const levels = [0.9, 0.92, 0.94];
    const seeds = levels.map(
      (level, seed) => [`run${seed}`, trainedRun({ runId: `run${seed}`, seed, level })] as const,
    );
    const { runs } = snapshotOf(seeds);
    const together = trainingCharts(runs);
    expect(together.hasSeeds).toBe(true);
    const [train, validation] = together.accuracy.series;
    expect([train?.name, validation?.name]).toEqual([
      'cnn, train, mean of 3 seeds',
      'cnn, validation, mean of 3 seeds',
    ]);
    expect(validation).toMatchObject({ endLabel: 'A–C', intervals: 'band', identity: { letter: 'A–C', color: 0 } });
    const apart = trainingCharts(runs, { axis: 'epoch', areSeedsApart: true }).accuracy;
    const own = apart.series.filter(({ isDashed }) => !isDashed).map(({ points }) => points[4]?.y ?? Number.NaN);
    expect(own).toHaveLength(3);
    const fifth = validation?.points[4];
    expect(fifth?.y).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / 3, 12);
    expect([fifth?.low, fifth?.high]).toEqual([Math.min(...own), Math.max(...own)]);
    // As long as nothing has changed they are the same lines.
    expect(trainingCharts([...runs]).accuracy.series[1]).toBe(validation);
  });

  it('have a line for each seed while one of them is in training', () => {
    const { runs } = snapshotOf([
      ['done-run', trainedRun({ runId: 'done-run' })],
      ['live-run', runningRun(40, { seed: 1 }).begun],
    ]);
    expect(trainingCharts(runs)).toMatchObject({ hasSeeds: false });
    expect(trainingCharts(runs).loss.series.some(({ intervals }) => intervals !== undefined)).toBe(false);
  });

  it('keep lines that have not changed, so that they are not drawn anew', () => {
    const { begun, coming } = runningRun(40, { modelName: 'live' });
    const { runs } = snapshotOf([
      ['done-run', trainedRun()],
      ['live-run', begun],
    ]);
    const before = trainingCharts(runs).loss.series;
    const next = runs.map((run) => (run.runId === 'live-run' ? reduceWithBatches(run, coming.slice(0, 1)) : run));
    const after = trainingCharts(next).loss.series;
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    const changed = after.filter((series, index) => series !== before[index]).map(({ id }) => id);
    expect(changed).toEqual(['live-run/batches']);
  });

  it('are made of twenty runs of two hundred epochs in a moment', () => {
    const runs = snapshotOf(
      Array.from({ length: 20 }, (_, index) => [`run${index}`, trainedRun({ epochs: 200, seed: index })] as const),
    ).runs;
    // The best of three: others want the machine, too.
    const took = [1, 2, 3].map((round) => {
      const fresh = runs.map((run) => ({ ...run, state: { ...run.state, epochs: [...run.state.epochs] } }));
      const start = performance.now();
      const { loss } = trainingCharts(fresh, { axis: 'epoch', areSeedsApart: true });
      expect(loss.series, `round ${round}`).toHaveLength(40);
      return performance.now() - start;
    });
    expect(Math.min(...took)).toBeLessThan(200);
  });

  it('come with a word on each fit', () => {
    expect(readingOfFits(twoModels().runs)[1]).toMatch(/^B cnn: Overfitting: 96\.0 % of the training images right/);
  });
});
