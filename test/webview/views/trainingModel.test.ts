import { describe, expect, it } from 'vitest';
import { hasPoints, readingOfFits, trainingCharts } from '../../../webview/views/trainingModel.js';
import { allStates, runningRun, snapshotOf, trainedRun, twoModels } from '../../page/support/pageRuns.js';

describe('the charts of trainings', () => {
  it('have a dashed line for training and a solid one for validation, which has the letter at its end', () => {
    const { loss, accuracy, learningRate } = trainingCharts(twoModels().runs);
    expect(loss.series.map(({ id, isDashed, endLabel }) => [id, isDashed, endLabel])).toEqual([
      ['ann-run/train', true, undefined],
      ['ann-run/validation', false, 'A'],
      ['cnn-run/train', true, undefined],
      ['cnn-run/validation', false, 'B'],
    ]);
    expect(accuracy).toMatchObject({ xMaximum: 10, format: 'percent', yCeiling: 1 });
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

  it('have a logarithmic axis for learning rates that are far apart', () => {
    const drops = [1, 2, 3, 4];
    const runs = snapshotOf([['a', trainedRun({ drops })]]).runs;
    expect(trainingCharts(runs).learningRate.scale).toBe('logarithmic');
    expect(trainingCharts(twoModels().runs).learningRate.scale).toBe('linear');
  });

  it('begin with the batches of the first epoch', () => {
    const { runs } = snapshotOf([['live-run', runningRun(5).begun]]);
    const { loss, learningRate } = trainingCharts(runs);
    expect(hasPoints(loss)).toBe(true);
    expect(hasPoints(learningRate)).toBe(false);
    const batches = loss.series.find(({ isFaint }) => isFaint);
    expect(batches).toMatchObject({ id: 'live-run/batches', endLabel: 'A' });
    expect(batches?.points).toHaveLength(3);
    expect(loss).toMatchObject({ xMaximum: 1, cursorPlaces: [] });
    expect(loss.summary).toBe('Loss over epochs. A, cnn: no epoch has ended.');
  });

  it('leave a gap and a mark where a value is not a number', () => {
    const { loss } = trainingCharts(allStates().runs);
    const mark = loss.marks.find(({ kind }) => kind === 'notANumber');
    expect(mark).toMatchObject({
      x: 3,
      text: '<img src=x onerror=alert(1)>: the loss of epoch 3 is not a number.',
    });
    expect(loss.series.find(({ id }) => id === 'failed-run/train')?.points[2]).toEqual({ x: 3, y: null });
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

  it('are made of twenty runs of two hundred epochs in a moment', () => {
    const runs = snapshotOf(
      Array.from({ length: 20 }, (_, index) => [`run${index}`, trainedRun({ epochs: 200, seed: index })] as const),
    ).runs;
    const start = performance.now();
    trainingCharts(runs);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('come with a word on each fit', () => {
    expect(readingOfFits(twoModels().runs)[1]).toMatch(/^B cnn: Overfitting: 96\.0 % of the training images right/);
  });
});
