import { describe, expect, it } from 'vitest';
import { differences } from '../../../src/core/run/differences.js';
import { reduceRunEvents } from '../../../src/core/run/state.js';
import { epochPartings, largestDifference, readVerification } from '../../../src/core/run/verification.js';
import { completedRun, runStarted } from '../../support/runEvents.js';

const [point] = reduceRunEvents(completedRun()).epochs;

describe('two trainings of one run', () => {
  it.each([
    [{}, []],
    [{ loss: 1 + 2 ** -52 }, ['loss 1, now 1.0000000000000002 (2.2e-16 apart)']],
    [{ loss: null }, ['loss 1, now none']],
    [{ weightsHash: 'b'.repeat(64) }, ['weights aaaaaaaaaaaa…, now bbbbbbbbbbbb…']],
    [{ durationMs: 1, trainDurationMs: 1, isBest: false }, []],
  ])('part by %o', (change, partings) => {
    if (point === undefined) throw new Error('no epoch');
    const recorded = { ...point, weightsHash: 'a'.repeat(64) };
    expect(epochPartings(recorded, { ...recorded, ...change })).toEqual(partings);
  });

  it.each([
    [[0.5, 0.25], [0.5, 0.25], 0],
    [[0.5, 0.25], [0.5, 0.75], 0.5],
    [[0], [-0], Number.MIN_VALUE],
    [[Number.NaN], [Number.NaN], 0],
    [[Number.NaN], [1], Number.POSITIVE_INFINITY],
    [[1], [1, 1], Number.POSITIVE_INFINITY],
  ])('whose predictions are %o and %o are %d apart', (then, now, expected) => {
    expect(largestDifference(Float32Array.from(then), Float32Array.from(now))).toBe(expected);
  });

  it('are made under conditions that are told apart', () => {
    const then = runStarted();
    expect(differences(then, then)).toEqual([]);
    const engine = { ...then.engine, threads: 8, versions: { tensorflow: '2.22.0', 'tfjs-node': '4.22.0' } };
    expect(differences(then, { engine, versions: then.versions })).toEqual([
      'tensorflow: 2.22.0; the run began with 2.21.0',
      'threads: 8; the run began with 2',
      'tfjs-node: 4.22.0; the run began with none',
    ]);
  });

  it('leave a verdict that reads back, and nothing else does', () => {
    const verdict = {
      schemaVersion: 1,
      time: 1,
      verdict: 'different',
      epochs: 1,
      ofEpochs: 3,
      includesEnd: false,
      partings: ['Epoch 1: loss.'],
      partsAtEpoch: 1,
      conditions: [],
      gaps: [],
    };
    expect(readVerification(JSON.parse(JSON.stringify(verdict)), '')).toEqual(verdict);
    for (const key of ['verdict', 'epochs', 'partings', 'time'])
      expect(() => readVerification({ ...verdict, [key]: 'x' }, '')).toThrow();
  });
});
