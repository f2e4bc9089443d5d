import { expect, it } from 'vitest';
import { BATCH } from '../../../src/core/graph/graph.js';
import { conv2dFilterGradient } from '../../../src/core/graph/ops/convolution.js';
import { biasAdd, matMul } from '../../../src/core/graph/ops/linear.js';
import { maxPool, maxPoolGradient } from '../../../src/core/graph/ops/pooling.js';
import { mean, sum } from '../../../src/core/graph/ops/reduce.js';
import { portableDescription } from '../../../src/engines/portable/description.js';
import { PortableEngine } from '../../../src/engines/portable/portableEngine.js';
import { type OpCase, spread, valueCase } from '../../support/opCases/opCase.js';
import { referenceEngine } from '../../support/referenceEngine.js';

// The contract's tensors are small and odd; these have sizes at which this engine takes its fast ways.
const overPixels = { axes: [1, 2], keepDimensions: false };
const byTwo = { poolSize: [2, 2], strides: [2, 2], padding: 'valid' } as const;
const cases: readonly OpCase[] = [
  ...[false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) =>
      valueCase({
        kind: 'matMul',
        about: `long sums, several panels and a rest of rows, ${transposeA}, ${transposeB}`,
        inputs: {
          a: spread(transposeA ? [150, 7] : [7, 150]),
          b: spread(transposeB ? [36, 150] : [150, 36]),
          bias: spread([36]),
        },
        apply: ({ a, b, bias }) => ({ y: biasAdd(matMul(a, b, { transposeA, transposeB }), bias) }),
      }),
    ),
  ),
  ...[4, 9, 20].flatMap((channels) =>
    [1, 2].map((dilation) => {
      const strides = dilation === 1 ? ([2, 2] as const) : ([1, 1] as const);
      const size = dilation === 1 ? 4 : 7;
      return valueCase({
        kind: 'conv2dFilterGradient',
        about: `${channels} channels, dilation ${dilation}`,
        inputs: {
          dy: spread([BATCH, size, size, channels]),
          x: spread([BATCH, 7, 7, 5]),
          filter: spread([3, 3, 5, channels]),
        },
        apply: ({ dy, x, filter }) => ({
          y: conv2dFilterGradient(dy, x, filter, { strides, padding: 'same', dilations: [dilation, dilation] }),
        }),
      });
    }),
  ),
  ...[4, 12].flatMap((channels) => [
    valueCase({
      kind: 'maxPoolGradient',
      about: `${channels} channels`,
      inputs: { dy: spread([BATCH, 2, 3, channels]), x: spread([BATCH, 4, 6, channels]) },
      apply: ({ dy, x }) => ({ y: maxPoolGradient(dy, x, maxPool(x, byTwo), byTwo) }),
    }),
    valueCase({
      kind: 'mean',
      about: `pixels of ${channels} channels`,
      inputs: { x: spread([BATCH, 4, 3, channels]) },
      apply: ({ x }) => ({ mean: mean(x, overPixels), sum: sum(x, { ...overPixels, keepDimensions: true }) }),
    }),
  ]),
];

const portable = new PortableEngine(portableDescription);

for (const { name, build } of cases)
  it(name, async () => {
    const { program, calls } = build();
    const [ours, reference] = [await portable.createSession(program), await referenceEngine.createSession(program)];
    for (const { signature, feeds } of calls) {
      const [actual, expected] = [await ours.run(signature, feeds), await reference.run(signature, feeds)];
      for (const [output, { data, shape }] of Object.entries(expected)) {
        expect(actual[output]?.shape).toEqual(shape);
        const apart = Array.from(data, (value, i) => Math.abs((actual[output]?.data[i] ?? Number.NaN) - value));
        expect(Math.max(...apart)).toBeLessThan(1e-4);
      }
    }
    ours.dispose();
    reference.dispose();
  });
