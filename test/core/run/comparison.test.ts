import { describe, expect, it } from 'vitest';
import { compareRuns, spreadOf } from '../../../src/core/run/comparison.js';
import type { RunEvent } from '../../../src/core/run/events.js';
import { initialRunState, type RunState, reduceRunEvents } from '../../../src/core/run/state.js';
import { completedRun, runStarted } from '../../support/runEvents.js';

interface Changes {
  readonly testAccuracy?: number;
  readonly durationMs?: number;
}

/** A completed run with some figures changed. */
function run(options: Parameters<typeof completedRun>[0], changes: Changes = {}): RunState {
  const state = reduceRunEvents(completedRun(options));
  const { evaluation } = state;
  if (evaluation === undefined) throw new Error('the run has no evaluation');
  const { testAccuracy = evaluation.test.accuracy, durationMs = 6_000 } = changes;
  return { ...state, durationMs, evaluation: { ...evaluation, test: { ...evaluation.test, accuracy: testAccuracy } } };
}

describe('compareRuns', () => {
  it('puts two models side by side', () => {
    const table = compareRuns([
      run({ modelName: 'ANN', runId: 'a' }, { testAccuracy: 0.75 }),
      run({ modelName: 'CNN', runId: 'c' }, { testAccuracy: 0.875 }),
    ]);
    expect(table).toMatchObject({ datasetName: 'Fashion-MNIST', isSample: false, warnings: [] });
    expect(table.rows.map(({ modelName }) => modelName)).toEqual(['ANN', 'CNN']);
    expect(table.rows.map(({ improvement }) => improvement)).toEqual([null, 0.125]);
    const [ann] = table.rows;
    expect(ann?.runs).toEqual([{ runId: 'a', seed: 0, status: 'completed', hasEvaluation: true }]);
    expect(ann?.values).toMatchObject({
      parameters: { mean: 2_355, standardDeviation: null, count: 1 },
      testAccuracy: { mean: 0.75 },
      macroPrecision: { mean: (1 / 2 + 1 + 1) / 3 },
      trainAccuracy: { mean: 0.9 },
      epochs: { mean: 3 },
      duration: { mean: 6_000 },
      trainDuration: { mean: 3_000 },
      samplesPerSecond: { mean: 640 },
      topThreeAccuracy: null,
    });
    expect(ann?.values.gap?.mean).toBeCloseTo(0.15, 12);
    expect(ann?.fit?.gap).toBeCloseTo(0.15, 12);
  });

  it('names the worst classes, the lowest F1 first', () => {
    const [row] = compareRuns([run({})]).rows;
    expect(row?.worstClasses.map(({ name, f1 }) => [name, f1])).toEqual([
      ['Shirt', 2 / 3],
      ['Coat', 2 / 3],
      ['Bag', 1],
    ]);
    expect(row?.worstClasses[0]).toMatchObject({ index: 0, precision: 0.5, recall: 1 });
  });

  it('gathers the seeds of a model into one row with mean and standard deviation', () => {
    const table = compareRuns([
      run({ modelName: 'ANN', runId: 'a0', seed: 0 }, { testAccuracy: 0.75 }),
      run({ modelName: 'CNN', runId: 'c0', seed: 0 }, { testAccuracy: 0.5 }),
      run({ modelName: 'CNN', runId: 'c1', seed: 1 }, { testAccuracy: 0.75 }),
      run({ modelName: 'ANN', runId: 'a1', seed: 1 }, { testAccuracy: 0.25 }),
    ]);
    expect(table.rows.map(({ modelName, runs }) => [modelName, runs.map(({ runId }) => runId)])).toEqual([
      ['ANN', ['a0', 'a1']],
      ['CNN', ['c0', 'c1']],
    ]);
    expect(table.rows[0]?.values.testAccuracy).toEqual({ mean: 0.5, standardDeviation: Math.sqrt(0.125), count: 2 });
    expect(table.rows[1]?.improvement).toBe(0.125);
    expect(table.warnings).toEqual([]);
  });

  it('gives the same seed again a row of its own, and another definition of the same name too', () => {
    const table = compareRuns([
      run({ runId: 'a' }),
      run({ runId: 'b' }),
      run({ runId: 'c', definitionText: '{}', seed: 1 }),
    ]);
    expect(table.rows.map(({ runs }) => runs.map(({ runId }) => runId))).toEqual([['a'], ['b'], ['c']]);
  });

  it('keeps a seed that failed, and says that it has no evaluation', () => {
    const failed: RunEvent = { type: 'runFailed', time: 1, durationMs: 5, code: 'loss-not-finite', message: 'NaN' };
    const table = compareRuns([
      run({ runId: 'a', seed: 0 }),
      reduceRunEvents([runStarted({ runId: 'b', seed: 1 }), failed]),
    ]);
    expect(table.rows).toHaveLength(1);
    expect(table.rows[0]?.values.testAccuracy).toMatchObject({ mean: 0.75, count: 1 });
    expect(table.rows[0]?.runs[1]).toMatchObject({ status: 'failed', hasEvaluation: false });
    expect(table.warnings).toEqual([
      { code: 'no-evaluation', message: 'Without an evaluation: b (failed).', runIds: ['b'] },
    ]);
  });

  it.each([
    ['different-dataset', { checksum: 'ffffffffffff' }, /Fashion-MNIST, checksum ffffffff/],
    ['different-split', { validationSplit: 0.1 }, /CNN held out 20\.0 % for validation; CNN held out 10\.0 %/],
    ['different-limit', { limit: 500 }, /trained on all of its 640 images; CNN was limited to 500 images/],
  ] as const)('warns of a %s', (code, options, message) => {
    const table = compareRuns([run({ runId: 'a' }), run({ runId: 'b', ...options })]);
    expect(table.warnings).toEqual([{ code, message: expect.stringMatching(message), runIds: ['a', 'b'] }]);
  });

  it('warns of other seeds', () => {
    const table = compareRuns([
      run({ modelName: 'ANN', runId: 'a', seed: 10 }),
      run({ modelName: 'ANN', runId: 'b', seed: 2 }),
      run({ modelName: 'CNN', runId: 'c', seed: 2 }),
    ]);
    expect(table.warnings.map(({ code }) => code)).toEqual(['different-seeds']);
    expect(table.warnings[0]?.message).toContain('ANN 2, 10; CNN 2');
  });

  it('carries the flag of the sample', () => {
    const table = compareRuns([run({ isSample: true, checksum: 'aa' }), run({ modelName: 'ANN' })]);
    expect(table.isSample).toBe(true);
    expect(table.rows.map(({ isSample }) => isSample)).toEqual([true, false]);
    expect(table.warnings[0]?.message).toContain('embedded sample');
  });

  it('compares nothing, and runs of which nothing is known', () => {
    expect(compareRuns([])).toEqual({ rows: [], datasetName: null, isSample: false, warnings: [] });
    const table = compareRuns([initialRunState, initialRunState]);
    expect(table.rows).toHaveLength(2);
    expect(table.rows[0]?.values.testAccuracy).toBeNull();
    expect(table.warnings.map(({ code }) => code)).toEqual(['unknown-start', 'no-evaluation']);
  });
});

describe('spreadOf', () => {
  it.each([
    [[], null],
    [[null, null], null],
    [[3], { mean: 3, standardDeviation: null, count: 1 }],
    [[1, null, 3], { mean: 2, standardDeviation: Math.SQRT2, count: 2 }],
  ])('%j', (values, expected) => {
    expect(spreadOf(values)).toEqual(expected);
  });
});
