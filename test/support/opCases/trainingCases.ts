import { BATCH, type Shape } from '../../../src/core/graph/graph.js';
import {
  batchNormalization,
  batchNormalizationGradient,
  batchNormalizationInference,
} from '../../../src/core/graph/ops/batchNormalization.js';
import { clipByGlobalNorm, clipByNorm } from '../../../src/core/graph/ops/clip.js';
import { type DropoutAttributes, dropout } from '../../../src/core/graph/ops/dropout.js';
import { layerNormalization, layerNormalizationGradient } from '../../../src/core/graph/ops/layerNormalization.js';
import { countCorrect, softmaxCrossEntropy } from '../../../src/core/graph/ops/loss.js';
import { floats, integers, type OpCase, spread, valueCase } from './opCase.js';

const attributes = { epsilon: 1e-3 };

const normalizationCases = [[4], [3, 2, 5]].flatMap((rest) => {
  const about = `rank ${rest.length + 1}`;
  const x = spread([BATCH, ...rest]);
  const vector: Shape = [rest.at(-1) as number];
  const affine = { x, gamma: spread(vector, 0.5, 2), beta: spread(vector) };
  return [
    valueCase({
      kind: 'batchNormalization',
      about,
      inputs: affine,
      apply: ({ x, gamma, beta }) => ({ ...batchNormalization(x, gamma, beta, attributes) }),
      notDifferentiable: ['mean', 'variance'],
    }),
    valueCase({
      kind: 'batchNormalizationGradient',
      about,
      inputs: { ...affine, dy: x },
      apply: ({ x, gamma, beta, dy }) => {
        const { mean, variance } = batchNormalization(x, gamma, beta, attributes);
        return { ...batchNormalizationGradient(dy, x, gamma, mean, variance, attributes) };
      },
    }),
    valueCase({
      kind: 'batchNormalizationInference',
      about,
      inputs: { ...affine, mean: spread(vector), variance: spread(vector, 0.1, 3) },
      apply: ({ x, gamma, beta, mean, variance }) => ({
        y: batchNormalizationInference(x, gamma, beta, mean, variance, attributes),
      }),
      notDifferentiable: ['mean', 'variance'],
    }),
    valueCase({
      kind: 'layerNormalization',
      about,
      inputs: affine,
      apply: ({ x, gamma, beta }) => ({ ...layerNormalization(x, gamma, beta, attributes) }),
      notDifferentiable: ['mean', 'inverseDeviation'],
    }),
    valueCase({
      kind: 'layerNormalizationGradient',
      about,
      inputs: { ...affine, dy: x },
      apply: ({ x, gamma, beta, dy }) => {
        const { mean, inverseDeviation } = layerNormalization(x, gamma, beta, attributes);
        return { ...layerNormalizationGradient(dy, x, gamma, mean, inverseDeviation, attributes) };
      },
    }),
  ];
});

const dropouts: readonly (readonly [string, Shape, readonly [number, number], DropoutAttributes])[] = [
  ['a batch', [BATCH, 17], [42, 1], { rate: 0.3, stream: 0, perChannel: false }],
  ['another step', [BATCH, 17], [42, 2], { rate: 0.3, stream: 0, perChannel: false }],
  ['another stream', [BATCH, 17], [42, 1], { rate: 0.3, stream: 5, perChannel: false }],
  ['images', [BATCH, 3, 5, 2], [2 ** 31 - 1, 46_875], { rate: 0.5, stream: 2, perChannel: false }],
  ['whole channels', [BATCH, 3, 2, 7], [7, 3], { rate: 0.4, stream: 1, perChannel: true }],
  ['rate 0', [BATCH, 4], [1, 1], { rate: 0, stream: 3, perChannel: false }],
];

const dropoutCases = dropouts.map(([about, shape, seed, settings]) =>
  valueCase({
    kind: 'dropout',
    about,
    inputs: { x: spread(shape), seed: integers([2], seed) },
    apply: ({ x, seed }) => ({ ...dropout(x, seed, settings) }),
    notDifferentiable: ['mask'],
  }),
);

export const trainingCases: readonly OpCase[] = [
  ...normalizationCases,
  valueCase({
    kind: 'batchNormalization',
    about: 'a channel that does not vary',
    inputs: {
      x: floats([BATCH, 2], [5, 1, 5, 2, 5, 4]),
      gamma: floats([2], [1, 1]),
      beta: floats([2], [0.5, 0]),
    },
    apply: ({ x, gamma, beta }) => ({ ...batchNormalization(x, gamma, beta, attributes) }),
    notDifferentiable: ['mean', 'variance'],
  }),
  ...dropoutCases,
  valueCase({
    kind: 'softmaxCrossEntropy',
    about: 'a batch',
    inputs: { logits: spread([BATCH, 5]), labels: integers([BATCH], [4, 0, 2]) },
    apply: ({ logits, labels }) => ({ ...softmaxCrossEntropy(logits, labels) }),
    notDifferentiable: ['backprop'],
  }),
  valueCase({
    kind: 'softmaxCrossEntropy',
    about: 'logits beyond the range of exp',
    inputs: { logits: spread([BATCH, 4], -500, 500), labels: integers([BATCH], [3, 0, 1]) },
    apply: ({ logits, labels }) => ({ ...softmaxCrossEntropy(logits, labels) }),
    notDifferentiable: ['backprop'],
  }),
  valueCase({
    kind: 'countCorrect',
    about: 'two of three',
    inputs: { logits: floats([BATCH, 2], [1, 2, 2, 1, -3, -4]), labels: integers([BATCH], [1, 0, 1]) },
    apply: ({ logits, labels }) => ({ count: countCorrect(logits, labels) }),
  }),
  valueCase({
    kind: 'countCorrect',
    about: 'the first of equals counts',
    inputs: { logits: floats([BATCH, 3], [1, 1, 0, 0, 1, 1, 2, 2, 2]), labels: integers([BATCH], [0, 2, 1]) },
    apply: ({ logits, labels }) => ({ count: countCorrect(logits, labels) }),
  }),
  ...[0.5, 100].map((maximum) =>
    valueCase({
      kind: 'clipByNorm',
      about: `to ${maximum}`,
      inputs: { g: spread([2, 3]) },
      apply: ({ g }) => ({ clipped: clipByNorm(g, { maximum }) }),
    }),
  ),
  valueCase({
    kind: 'clipByNorm',
    about: 'a gradient of zeros',
    inputs: { g: floats([2], [0, 0]) },
    apply: ({ g }) => ({ clipped: clipByNorm(g, { maximum: 1 }) }),
  }),
  ...[0.5, 100].map((maximum) =>
    valueCase({
      kind: 'clipByGlobalNorm',
      about: `three tensors to ${maximum}`,
      inputs: { a: spread([2, 3]), b: spread([4]), c: floats([], [1.5]) },
      apply: ({ a, b, c }) =>
        Object.fromEntries(clipByGlobalNorm([a, b, c], { maximum }).map((value, i) => [`clipped${i}`, value])),
    }),
  ),
];
