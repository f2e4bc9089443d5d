import { BATCH } from '../../../src/core/graph/graph.js';
import { biasAdd, biasAddGradient, matMul } from '../../../src/core/graph/ops/linear.js';
import { broadcastLike, max, maxGradient, mean, meanGradient, sum } from '../../../src/core/graph/ops/reduce.js';
import { floats, type OpCase, spread, valueCase } from './opCase.js';

const flags = [false, true].flatMap((transposeA) => [false, true].map((transposeB) => ({ transposeA, transposeB })));

const matMulCases = flags.map((attributes) =>
  valueCase({
    kind: 'matMul',
    about: `transposeA ${attributes.transposeA}, transposeB ${attributes.transposeB}`,
    inputs: {
      a: spread(attributes.transposeA ? [4, 3] : [3, 4]),
      b: spread(attributes.transposeB ? [5, 4] : [4, 5]),
    },
    apply: ({ a, b }) => ({ y: matMul(a, b, attributes) }),
  }),
);

/** Axes to reduce, of a `[batch, 2, 3, 4]` tensor. */
const reductions = [[0], [1, 2], [3], [0, 1, 2], [0, 1, 2, 3], []] as const;

const reduceCases = reductions.flatMap((axes) =>
  [false, true].flatMap((keepDimensions) => {
    const attributes = { axes, keepDimensions };
    const about = `axes [${axes}]${keepDimensions ? ', kept' : ''}`;
    const x = spread([BATCH, 2, 3, 4]);
    return [
      valueCase({ kind: 'sum', about, inputs: { x }, apply: (values) => ({ y: sum(values.x, attributes) }) }),
      valueCase({ kind: 'mean', about, inputs: { x }, apply: (values) => ({ y: mean(values.x, attributes) }) }),
      valueCase({ kind: 'max', about, inputs: { x }, apply: (values) => ({ y: max(values.x, attributes) }) }),
      valueCase({
        kind: 'meanGradient',
        about,
        inputs: { x, other: x },
        apply: (values) => ({ dx: meanGradient(sum(values.other, attributes), values.x, attributes) }),
      }),
      valueCase({
        kind: 'maxGradient',
        about,
        inputs: { x, other: x },
        apply: (values) => ({
          dx: maxGradient(sum(values.other, attributes), values.x, max(values.x, attributes), attributes),
        }),
      }),
    ];
  }),
);

const rows = { axes: [1], keepDimensions: false };

export const linearCases: readonly OpCase[] = [
  ...matMulCases,
  valueCase({
    kind: 'matMul',
    about: 'a batch through a dense layer, and its weights’ gradient',
    inputs: { x: spread([BATCH, 6]), w: spread([6, 2]), dy: spread([BATCH, 2]) },
    apply: ({ x, w, dy }) => ({
      y: matMul(x, w, { transposeA: false, transposeB: false }),
      dw: matMul(x, dy, { transposeA: true, transposeB: false }),
    }),
  }),
  valueCase({
    kind: 'matMul',
    about: 'a matrix with itself',
    inputs: { x: spread([3, 3]) },
    apply: ({ x }) => ({ y: matMul(x, x, { transposeA: true, transposeB: false }) }),
  }),
  ...[[5], [2, 5], [2, 3, 2]].map((rest) =>
    valueCase({
      kind: 'biasAdd',
      about: `rank ${rest.length + 1}`,
      inputs: { x: spread([BATCH, ...rest]), bias: spread([rest.at(-1) as number]) },
      apply: ({ x, bias }) => ({ y: biasAdd(x, bias) }),
    }),
  ),
  ...[[5], [2, 5], [2, 3, 2]].map((rest) =>
    valueCase({
      kind: 'biasAddGradient',
      about: `rank ${rest.length + 1}`,
      inputs: { dy: spread([BATCH, ...rest]) },
      apply: ({ dy }) => ({ dbias: biasAddGradient(dy) }),
    }),
  ),
  ...reduceCases,
  valueCase({
    kind: 'maxGradient',
    about: 'ties share',
    inputs: { dy: floats([2], [6, 10]), x: floats([2, 3], [1, 1, 1, 2, 5, 5]) },
    apply: ({ dy, x }) => ({ dx: maxGradient(dy, x, max(x, rows), rows) }),
  }),
  valueCase({
    kind: 'broadcastLike',
    about: 'a row to a batch',
    inputs: { x: spread([4]), reference: spread([BATCH, 2, 4]) },
    apply: ({ x, reference }) => ({ y: broadcastLike(x, reference) }),
    notDifferentiable: ['reference'],
  }),
  valueCase({
    kind: 'broadcastLike',
    about: 'a batch over height and width',
    inputs: { x: spread([BATCH, 1, 1, 2]), reference: spread([BATCH, 3, 2, 2]) },
    apply: ({ x, reference }) => ({ y: broadcastLike(x, reference) }),
    notDifferentiable: ['reference'],
  }),
  valueCase({
    kind: 'broadcastLike',
    about: 'a scalar',
    inputs: { x: floats([], [3]), reference: spread([BATCH, 2]) },
    apply: ({ x, reference }) => ({ y: broadcastLike(x, reference) }),
    notDifferentiable: ['reference'],
  }),
];
