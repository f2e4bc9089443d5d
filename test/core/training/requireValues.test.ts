import { describe, expect, it } from 'vitest';
import type { TensorData } from '../../../src/core/engine.js';
import type { Variable } from '../../../src/core/graph/graph.js';
import { requireValues, ValuesMismatchError } from '../../../src/core/training/requireValues.js';

const variables: Variable[] = [
  { name: 'dense/kernel', role: 'weight', dtype: 'float32', shape: [2, 3] },
  { name: 'constructor/bias', role: 'weight', dtype: 'float32', shape: [3] },
];
const tensor = (...shape: number[]): TensorData => ({
  dtype: 'float32',
  shape,
  data: new Float32Array(shape.reduce((product, side) => product * side, 1)),
});
const sound = { 'dense/kernel': tensor(2, 3), 'constructor/bias': tensor(3) };

describe('requireValues', () => {
  it("gives the variables' values in their order, and nothing else", () => {
    const given = { more: tensor(1), 'constructor/bias': tensor(3), 'dense/kernel': tensor(2, 3) };
    expect(Object.keys(requireValues(variables, given))).toEqual(['dense/kernel', 'constructor/bias']);
  });

  it.each([
    [
      'one is missing',
      { 'dense/kernel': sound['dense/kernel'] },
      /"constructor\/bias" should be float32 \[3\], got nothing/,
    ],
    ['one has another shape', { ...sound, 'dense/kernel': tensor(3, 2) }, /float32 \[2, 3\], got float32 \[3, 2\]/],
    [
      'one has too few numbers',
      { ...sound, 'dense/kernel': { ...tensor(2, 3), data: new Float32Array(5) } },
      /another model/,
    ],
    [
      'one is of another type',
      { ...sound, 'constructor/bias': { ...tensor(3), dtype: 'int32' as const } },
      /got int32/,
    ],
  ])('refuses values when %s', (_, values, message) => {
    expect(() => requireValues(variables, values)).toThrow(ValuesMismatchError);
    expect(() => requireValues(variables, values)).toThrow(message);
  });
});
