import { describe, expect, it } from 'vitest';
import { budgetThreads, SMALL_STEP_MACS } from '../../../src/engines/tensorflow/threadBudget.js';

/** The variables that TensorFlow reads, after the budget for a step of so many MACs. */
function threadsFor(stepMacs: number | undefined, given: Record<string, string> = {}) {
  const env: NodeJS.ProcessEnv = { ...given };
  budgetThreads(stepMacs, env);
  return [env.TF_NUM_INTRAOP_THREADS, env.TF_NUM_INTEROP_THREADS];
}

describe('the budget of threads', () => {
  it('is one for small steps, and TensorFlow decides for others', () => {
    expect(threadsFor(SMALL_STEP_MACS - 1)).toEqual(['1', '1']);
    expect(threadsFor(SMALL_STEP_MACS)).toEqual([undefined, undefined]);
    expect(threadsFor(undefined)).toEqual([undefined, undefined]);
  });

  it('is never above the cores that a person allows', () => {
    expect(threadsFor(SMALL_STEP_MACS, { BAKEOFF_CORES: '3' })).toEqual(['3', '3']);
    expect(threadsFor(undefined, { BAKEOFF_CORES: '3' })).toEqual(['3', '3']);
    expect(threadsFor(1, { BAKEOFF_CORES: '3' })).toEqual(['1', '1']);
  });

  it.each(['0', '-1', 'many', '1.5', '', '99999'])('takes no notice of BAKEOFF_CORES=%s', (cores) => {
    expect(threadsFor(SMALL_STEP_MACS, { BAKEOFF_CORES: cores })).toEqual([undefined, undefined]);
  });

  it("leaves TensorFlow's own variables as the person set them", () => {
    expect(threadsFor(1, { TF_NUM_INTRAOP_THREADS: '4', BAKEOFF_CORES: '2' })).toEqual(['4', undefined]);
    expect(threadsFor(1, { TF_NUM_INTEROP_THREADS: '2' })).toEqual(['1', '2']);
  });
});
