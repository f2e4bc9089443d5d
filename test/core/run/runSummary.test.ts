import { describe, expect, it } from 'vitest';
import { summarizeRun } from '../../../src/core/run/runSummary.js';
import { initialRunState, reduceRunEvents } from '../../../src/core/run/state.js';
import { recordedRun } from '../../support/recordedRun.js';
import { completedRun, evaluationOf, runStarted } from '../../support/runEvents.js';

describe('summarizeRun', () => {
  it('tells the figures of a complete run', () => {
    expect(summarizeRun(reduceRunEvents(completedRun()))).toMatchObject({
      status: 'completed',
      testAccuracy: evaluationOf().test.accuracy,
      macroF1: evaluationOf().macro.f1,
      // Of epoch 2, the best, not of the last.
      validationAccuracy: 0.8,
      definitionPath: '/models/cnn.model.jsonc',
    });
  });

  it('tells why a run failed or was stopped, in short', () => {
    expect(summarizeRun(reduceRunEvents(recordedRun({ ending: 'failed' }))).failure).toEqual({
      code: 'loss-not-finite',
      message: 'The loss is NaN in step 12.',
    });
    expect(summarizeRun(reduceRunEvents(recordedRun({ ending: 'stopped' })))).toMatchObject({
      stopReason: 'Stopped by the user.',
      validationAccuracy: 0.81,
    });
    const message = 'x'.repeat(10_000);
    const failed = reduceRunEvents([{ type: 'runFailed', time: 1, durationMs: 1, code: 'unexpected', message }]);
    expect(summarizeRun(failed).failure?.message).toBe(`${'x'.repeat(499)}…`);
  });

  it('tells what was asked for where the run never began', () => {
    expect(summarizeRun(initialRunState)).toEqual({ status: 'running', epochs: 0, warnings: [] });
    expect(summarizeRun(initialRunState, runStarted({ seed: 4 }).request)).toEqual({
      status: 'running',
      epochs: 0,
      seed: 4,
      definitionPath: '/models/cnn.model.jsonc',
      warnings: [],
    });
  });

  it.each([
    [{ sweep: { model: 'cnn', options: { 'training.batchSize': 32 } } }, true],
    [{ attribution: { id: 'a', changes: ['relu'] } }, true],
    [{ attribution: { id: 'a', changes: [] } }, undefined],
    [{}, undefined],
  ])('says whether the definition is one that was made from the file’s: %j', (more, expected) => {
    expect(summarizeRun(initialRunState, { ...runStarted().request, ...more }).isDerived).toBe(expected);
  });
});
