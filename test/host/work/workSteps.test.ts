import { describe, expect, it } from 'vitest';
import { WorkSteps } from '../../../src/host/work/workSteps.js';

describe('the steps of work', () => {
  it('add up to the whole, whatever comes between', () => {
    const steps = new WorkSteps();
    const told = [0, 0.25, 0.25, Number.NaN, undefined, 0.1, 0.75, 1, 7].map((fraction) =>
      steps.next({ message: 'a', ...(fraction === undefined ? {} : { fraction }) }),
    );
    expect(told.map(({ increment }) => increment)).toEqual([
      undefined,
      25,
      undefined,
      undefined,
      undefined,
      undefined,
      50,
      25,
      0,
    ]);
    expect(told.every(({ message }) => message === 'a')).toBe(true);
  });
});
