import { describe, expect, it } from 'vitest';
import { settingIds } from '../../src/host/ids.js';
import { readComparisonMargin, readTrainingSettings } from '../../src/host/settingValues.js';

function read(values: Record<string, unknown>) {
  return readTrainingSettings((id) => values[id]);
}

const place = { runner: 'local', rayAddress: '' };
const defaults = { engine: 'auto', cores: 0, parallelRuns: 1, continueAfterClose: true, ...place };

describe('the settings about training', () => {
  it('have defaults', () => {
    expect(read({})).toEqual({ settings: defaults, problems: [] });
    expect(read({ [settingIds.epochs]: null })).toEqual({ settings: defaults, problems: [] });
  });

  it('are what a person set', () => {
    const values = {
      [settingIds.engine]: 'portable',
      [settingIds.cores]: 4,
      [settingIds.parallelRuns]: 16,
      [settingIds.continueAfterClose]: false,
      [settingIds.epochs]: 1,
    };
    expect(read(values)).toEqual({
      settings: { engine: 'portable', cores: 4, parallelRuns: 16, continueAfterClose: false, epochs: 1, ...place },
      problems: [],
    });
  });

  it('count runs at a time where they are', () => {
    const values = { [settingIds.parallelRuns]: 2, [settingIds.rayAddress]: ' http://head:8265 ' };
    expect(read(values).settings).toMatchObject({ parallelRuns: 2, rayAddress: 'http://head:8265' });
    const ray = { ...values, [settingIds.runner]: 'ray' };
    expect(read(ray).settings).toMatchObject({ runner: 'ray', parallelRuns: 16 });
    expect(read({ ...ray, [settingIds.rayParallelRuns]: 100 }).settings.parallelRuns).toBe(100);
  });

  it.each([
    [settingIds.engine, 'gpu'],
    [settingIds.engine, ['portable']],
    [settingIds.cores, -1],
    [settingIds.cores, 1025],
    [settingIds.cores, 1.5],
    [settingIds.cores, '2'],
    [settingIds.parallelRuns, 0],
    [settingIds.parallelRuns, 17],
    [settingIds.parallelRuns, Number.NaN],
    [settingIds.epochs, 0],
    [settingIds.epochs, 100_001],
    [settingIds.epochs, {}],
    [settingIds.continueAfterClose, 'no'],
    [settingIds.continueAfterClose, 0],
    [settingIds.runner, 'slurm'],
    [settingIds.rayAddress, 8265],
    [settingIds.rayParallelRuns, 401],
  ])('%s: %j is told, and the default counts', (id, received) => {
    const { settings, problems } = read({ [id]: received });
    expect(settings).toEqual(defaults);
    expect(problems).toEqual([expect.objectContaining({ id, received })]);
  });
});

describe('the margin of a comparison', () => {
  it.each([
    [undefined, 0.003],
    [null, 0.003],
    [0, 0],
    [0.5, 0.005],
    [100, 1],
  ])('%j points are %d', (received, margin) => {
    expect(readComparisonMargin(received)).toEqual({ margin });
  });

  it.each([-0.1, 101, Number.NaN, '0.3', {}])('%j is told, and the default counts', (received) => {
    expect(readComparisonMargin(received)).toEqual({
      margin: 0.003,
      problem: expect.objectContaining({ id: settingIds.margin, received }),
    });
  });
});
