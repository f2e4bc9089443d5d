import { expect, it } from 'vitest';
import { type MeasuredModel, modelTable, seedLine } from './modelTable.js';

function run(seed: number, accuracy: number): MeasuredModel {
  const averages = { precision: accuracy, recall: accuracy, f1: accuracy - 0.001 };
  const trained = { trainAccuracy: 0.95, epochs: 20, trainingMs: 90_000 * (seed + 1), threads: 2 };
  return { name: 'small', parameterCount: 80_106, seed, accuracy, ...averages, ...trained };
}

it('has a row for each model with medians, and each seed', () => {
  const lines = modelTable([[run(0, 0.93), run(1, 0.92), run(2, 0.925)], []]).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[2]).toBe(
    '| small, 80,106 parameters | 0.9250 | 0.9300 0.9200 0.9250 | 0.9250 / 0.9250 / 0.9240 | 0.9500 (+2.5 points) | 20 epochs, 3.0 min |',
  );
});

it('tells a run in a line', () => {
  expect(seedLine(run(1, 0.96))).toBe('small, seed 1: test 0.9600, F1 0.9590, train 0.9500, 20 epochs in 3.0 min');
});
