import { describe, expect, it } from 'vitest';
import { topClasses } from '../../../src/core/samples/topClasses.js';

describe('topClasses', () => {
  it('gives the five most probable classes, the first of equally probable ones first', () => {
    expect(topClasses([0.1, 0.3, 0.1, 0.2, 0.1, 0.1, 0.1]).map(({ classIndex }) => classIndex)).toEqual([
      1, 3, 0, 2, 4,
    ]);
    expect(topClasses([0.4, 0.6])).toEqual([
      { classIndex: 1, probability: 0.6 },
      { classIndex: 0, probability: 0.4 },
    ]);
  });

  it('has no probabilities where the output is not a number', () => {
    expect(topClasses([Number.NaN, null])).toEqual([
      { classIndex: 0, probability: null },
      { classIndex: 1, probability: null },
    ]);
  });
});
