import { BATCH } from '../../../src/core/graph/graph.js';
import { concatenate, gather, pad, slice } from '../../../src/core/graph/ops/selection.js';
import { cast, reshape, transpose } from '../../../src/core/graph/ops/shape.js';
import { constant, variable } from '../../../src/core/graph/ops/source.js';
import { assign } from '../../../src/core/graph/ops/update.js';
import { type CaseInput, floats, integers, type OpCase, spread, updateCase, valueCase } from './opCase.js';

const bytes: CaseInput = { dtype: 'uint8', shape: [2, 3], data: [0, 1, 127, 128, 200, 255] };

export const shapeCases: readonly OpCase[] = [
  valueCase({
    kind: 'placeholder',
    about: 'float32 and int32, handed back',
    inputs: { x: spread([BATCH, 2]), labels: integers([BATCH], [0, -7, 2 ** 31 - 1]) },
    apply: ({ x, labels }) => ({ x, labels }),
  }),
  valueCase({
    kind: 'placeholder',
    about: 'a scalar',
    inputs: { x: floats([], [0.25]) },
    apply: ({ x }) => ({ x }),
  }),
  valueCase({
    kind: 'constant',
    about: 'each dtype and rank',
    inputs: {},
    apply: () => ({
      scalar: constant({ dtype: 'float32', shape: [], data: [0.1] }),
      row: constant({ dtype: 'int32', shape: [3], data: [-1, 0, 1] }),
      matrix: constant({ dtype: 'float32', shape: [2, 2], data: [1, -2, 3.5, 1e-20] }),
      bytes: cast(constant({ dtype: 'uint8', shape: [2], data: [0, 255] }), { dtype: 'int32' }),
    }),
  }),
  updateCase({
    kind: 'variable',
    about: 'reads see the values from before the updates',
    variables: { a: floats([2], [1, 2]), b: floats([2], [3, 4]) },
    inputs: {},
    steps: [{}, {}],
    update: ({ a, b }) => [assign(variable(b), { variable: a }), assign(variable(a), { variable: b })],
  }),
  valueCase({
    kind: 'reshape',
    about: 'flattens a batch of images',
    inputs: { x: spread([BATCH, 2, 3, 2]) },
    apply: ({ x }) => ({ y: reshape(x, { shape: [BATCH, 12] }) }),
  }),
  valueCase({
    kind: 'reshape',
    about: 'a known size to a batch, and scalars',
    inputs: { x: spread([6, 2]), s: floats([1, 1], [4]) },
    apply: ({ x, s }) => ({ y: reshape(x, { shape: [BATCH, 4] }), scalar: reshape(s, { shape: [] }) }),
  }),
  valueCase({
    kind: 'transpose',
    about: 'a matrix',
    inputs: { x: spread([2, 5]) },
    apply: ({ x }) => ({ y: transpose(x, { permutation: [1, 0] }) }),
  }),
  valueCase({
    kind: 'transpose',
    about: 'three axes in a circle behind the batch',
    inputs: { x: spread([BATCH, 2, 3, 4]) },
    apply: ({ x }) => ({ y: transpose(x, { permutation: [0, 2, 3, 1] }) }),
  }),
  valueCase({
    kind: 'cast',
    about: 'bytes and integers to floats',
    inputs: { bytes, n: integers([3], [-5, 0, 70000]) },
    apply: ({ bytes, n }) => ({ y: cast(bytes, { dtype: 'float32' }), f: cast(n, { dtype: 'float32' }) }),
  }),
  valueCase({
    kind: 'cast',
    about: 'floats towards zero, bytes to integers',
    inputs: { x: floats([4], [-1.9, -0.5, 0.5, 7.99]), bytes },
    apply: ({ x, bytes }) => ({ y: cast(x, { dtype: 'int32' }), n: cast(bytes, { dtype: 'int32' }) }),
  }),
  valueCase({
    kind: 'cast',
    about: 'float to float',
    inputs: { x: spread([BATCH, 2]) },
    apply: ({ x }) => ({ y: cast(x, { dtype: 'float32' }) }),
  }),
  valueCase({
    kind: 'concatenate',
    about: 'channels of three images',
    inputs: { a: spread([BATCH, 2, 2, 1]), b: spread([BATCH, 2, 2, 3]), c: spread([BATCH, 2, 2, 2]) },
    apply: ({ a, b, c }) => ({ y: concatenate([a, b, c], { axis: 3 }) }),
  }),
  valueCase({
    kind: 'concatenate',
    about: 'a value with itself, and one alone',
    inputs: { a: spread([2, 3]) },
    apply: ({ a }) => ({ twice: concatenate([a, a], { axis: 0 }), once: concatenate([a], { axis: 1 }) }),
  }),
  valueCase({
    kind: 'slice',
    about: 'a block behind the batch',
    inputs: { x: spread([BATCH, 4, 5]) },
    apply: ({ x }) => ({ y: slice(x, { begin: [0, 1, 2], size: [-1, 2, -1] }) }),
  }),
  valueCase({
    kind: 'slice',
    about: 'one row',
    inputs: { x: spread([4, 3]) },
    apply: ({ x }) => ({ y: slice(x, { begin: [2, 0], size: [1, 3] }) }),
  }),
  valueCase({
    kind: 'pad',
    about: 'an image, unevenly',
    inputs: { x: spread([BATCH, 2, 3, 2]) },
    apply: ({ x }) => ({
      y: pad(x, {
        paddings: [
          [0, 0],
          [1, 2],
          [0, 3],
          [0, 0],
        ],
      }),
    }),
  }),
  valueCase({
    kind: 'gather',
    about: 'rows of floats, some twice',
    inputs: { table: spread([5, 2, 2]), indices: integers([BATCH], [4, 0, 4]) },
    apply: ({ table, indices }) => ({ y: gather(table, indices) }),
  }),
  updateCase({
    kind: 'gather',
    about: 'a batch of bytes and labels out of variables',
    variables: {
      images: { dtype: 'uint8', shape: [4, 2], data: [0, 1, 50, 100, 150, 200, 254, 255] },
      labels: integers([4], [3, 1, 2, 0]),
      batch: floats([3, 2], [0, 0, 0, 0, 0, 0]),
      chosen: integers([3], [0, 0, 0]),
    },
    inputs: { indices: { dtype: 'int32', shape: [3] } },
    steps: [{ indices: [3, 0, 0] }, { indices: [1, 2, 3] }],
    update: ({ images, labels, batch, chosen }, { indices }) => {
      if (indices === undefined) throw new Error('no indices');
      return [
        assign(cast(gather(variable(images), indices), { dtype: 'float32' }), { variable: batch }),
        assign(gather(variable(labels), indices), { variable: chosen }),
      ];
    },
  }),
];
