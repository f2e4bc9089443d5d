import { describe, expect, it } from 'vitest';
import { attributionCost, attributionCostText } from '../../../src/core/difference/attributionCost.js';
import { measurableModels } from '../../../src/core/difference/measurableModels.js';
import { trainingDurations, trainingWork } from '../../../src/core/difference/trainingDurations.js';
import { modelText } from '../../support/modelText.js';

describe('attributionCost', () => {
  const trained = [true, false, false, false, true, false];

  it('counts what is missing of the first seeds, and adds up its times', () => {
    expect(attributionCost(trained, [1000, 2000, 3000], 1)).toEqual({ wanted: 3, missing: 2, durationMs: 5000 });
    expect(attributionCost(trained, [1000, 2000, 3000], 2)).toEqual({ wanted: 6, missing: 4, durationMs: 9000 });
    expect(attributionCost(trained, [null, 2000, 3000], 1).durationMs).toBe(5000);
    expect(attributionCost(trained, [null, 2000, 3000], 2).durationMs).toBeNull();
  });

  it('is said in a few words', () => {
    const text = (missing: number, durationMs: number | null) =>
      attributionCostText({ wanted: 9, missing, durationMs });
    expect(text(9, 250_000)).toBe('9 trainings, about 4 min 10 s');
    expect(text(8, null)).toBe('8 trainings; 1 is there already');
    expect(text(1, 2000)).toBe('1 training, about 2.0 s; 8 are there already');
    expect(text(0, 0)).toBe('nothing to train: all runs are there already');
  });
});

describe('trainingDurations', () => {
  it('takes a model by its own times, others by their work', () => {
    const known = { work: 100, tookMs: [900, 1100] };
    const other = { work: 300, tookMs: [3000] };
    const at = (work: number) => ({ work, tookMs: [] });
    expect(trainingDurations([known, at(200), other, at(600), at(10), at(100)])).toEqual([
      1000, 2000, 3000, 6000, 1000, 1000,
    ]);
    expect(trainingDurations([at(1), at(2)])).toEqual([null, null]);
    expect(trainingDurations([{ work: 0, tookMs: [5] }, at(0), at(9)])).toEqual([5, 5, 5]);
  });

  it('counts work in multiply–accumulates and epochs', () => {
    const target = { inputShape: [28, 28, 1], classCount: 10, classNames: [] };
    const dense = '{ "type": "dense", "units": 10, "activation": "softmax" }';
    const text = modelText('{ "type": "flatten" }', dense);
    expect(trainingWork(text, target, 2)).toBe(2 * 784 * 10);
    expect(trainingWork(text, target, undefined)).toBeGreaterThan(784 * 10);
    expect(trainingWork('no model', target, 1)).toBe(0);
  });
});

describe('measurableModels', () => {
  it('takes the seeds that all models have which were trained at all', () => {
    const [yes, no] = [true, false];
    expect(
      measurableModels([
        [yes, yes, no],
        [yes, yes, yes],
        [yes, no, no],
      ]),
    ).toEqual({ models: [0, 1, 2], seeds: [0] });
    expect(
      measurableModels([
        [yes, yes],
        [no, no],
        [yes, yes],
      ]),
    ).toEqual({ models: [0, 2], seeds: [0, 1] });
    // No seed in common: the one with the most models.
    expect(
      measurableModels([
        [yes, no],
        [no, yes],
        [no, yes],
      ]),
    ).toEqual({ models: [1, 2], seeds: [1] });
    expect(measurableModels([[no], [no]])).toEqual({ models: [], seeds: [] });
    expect(measurableModels([])).toEqual({ models: [], seeds: [] });
  });
});
