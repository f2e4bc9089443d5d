import type { GraphNode, Value } from '../../../src/core/graph/graph.js';
import { multiply } from '../../../src/core/graph/ops/elementwise.js';
import {
  applyAdam,
  applyGradientDescent,
  applyMomentum,
  applyRmsProp,
} from '../../../src/core/graph/ops/optimizerUpdate.js';
import { variable } from '../../../src/core/graph/ops/source.js';
import { assign, decayWeights, moveAverage } from '../../../src/core/graph/ops/update.js';
import { type CaseInput, floats, integers, type OpCase, updateCase } from './opCase.js';

const weight = floats([2, 2], [1, -2, 0.5, 3]);
const zeros = floats([2, 2], [0, 0, 0, 0]);
const inputs = {
  gradient: { dtype: 'float32', shape: [2, 2] },
  learningRate: { dtype: 'float32', shape: [] },
  step: { dtype: 'float32', shape: [] },
} as const;
/** The learning rate changes, as under a schedule; one gradient is 0, one tiny. */
const steps = [
  { gradient: [0.1, -0.2, 0, 1e-4], learningRate: [0.1], step: [1] },
  { gradient: [0.3, 0.2, -5, 1e-4], learningRate: [0.1], step: [2] },
  { gradient: [-0.1, 0.4, 0.7, -1e-4], learningRate: [0.02], step: [3] },
];

type Fed = { readonly gradient: Value; readonly learningRate: Value; readonly step: Value };

const momentumCases = [false, true].flatMap((nesterov) =>
  updateCase({
    kind: 'applyMomentum',
    about: nesterov ? 'Nesterov' : 'plain',
    variables: { weight, accumulator: zeros },
    inputs,
    steps,
    update: (variables, fed) => {
      const { gradient, learningRate } = fed as Fed;
      const { weight: target, accumulator } = variables;
      return [applyMomentum(gradient, learningRate, { variable: target, accumulator, momentum: 0.9, nesterov })];
    },
  }),
);

const rmsPropCases = [0, 0.8].map((momentum) =>
  updateCase({
    kind: 'applyRmsProp',
    about: `momentum ${momentum}`,
    variables: { weight, meanSquare: zeros, momentumAccumulator: zeros },
    inputs,
    steps,
    update: (variables, fed) => {
      const { gradient, learningRate } = fed as Fed;
      const { weight: target, meanSquare, momentumAccumulator } = variables;
      const settings = { variable: target, meanSquare, momentumAccumulator, rho: 0.9, momentum, epsilon: 1e-7 };
      return [applyRmsProp(gradient, learningRate, settings)];
    },
  }),
);

const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const bytes: CaseInput = { dtype: 'uint8', shape: [3], data: [0, 1, 2] };

export const updateCases: readonly OpCase[] = [
  updateCase({
    kind: 'assign',
    about: 'each dtype, twice',
    variables: { x: floats([2], [1, 2]), n: integers([], [1]) },
    inputs: { value: { dtype: 'float32', shape: [2] }, count: { dtype: 'int32', shape: [] } },
    steps: [
      { value: [7.5, -1], count: [8] },
      { value: [0, 1e10], count: [-9] },
    ],
    update: ({ x, n }, { value, count }) => [
      assign(value as Value, { variable: x }),
      assign(count as Value, { variable: n }),
    ],
  }),
  updateCase({
    kind: 'assign',
    about: 'bytes',
    variables: { images: bytes },
    inputs: { value: { dtype: 'uint8', shape: [3] } },
    steps: [{ value: [255, 128, 0] }],
    update: ({ images }, { value }) => [assign(value as Value, { variable: images })],
  }),
  updateCase({
    kind: 'assign',
    about: 'the later of two wins',
    variables: { x: floats([2], [1, 2]) },
    inputs: { value: { dtype: 'float32', shape: [2] } },
    steps: [{ value: [3, 4] }],
    update: ({ x }, { value }): GraphNode[] => [
      assign(value as Value, { variable: x }),
      assign(multiply(value as Value, variable(x)), { variable: x }),
    ],
  }),
  updateCase({
    kind: 'moveAverage',
    about: 'towards a batch statistic',
    variables: { mean: floats([3], [0, 1, -1]) },
    inputs: { value: { dtype: 'float32', shape: [3] } },
    steps: [{ value: [1, 2, 3] }, { value: [-1, 0.5, 3] }],
    update: ({ mean }, { value }) => [moveAverage(value as Value, { variable: mean, momentum: 0.99 })],
  }),
  updateCase({
    kind: 'decayWeights',
    about: 'scaled by the learning rate',
    variables: { weight },
    inputs: { learningRate: inputs.learningRate },
    steps: [{ learningRate: [0.5] }, { learningRate: [0.001] }],
    update: ({ weight: target }, { learningRate }) => [
      decayWeights(learningRate as Value, { variable: target, rate: 0.004 }),
    ],
  }),
  updateCase({
    kind: 'decayWeights',
    about: 'before Adam, both on one gradient of the weight from before',
    variables: { weight, first: zeros, second: zeros },
    inputs,
    steps,
    update: (variables, fed) => {
      const { gradient, learningRate, step } = fed as Fed;
      const { weight: target, first, second } = variables;
      const squared = multiply(gradient, variable(target));
      return [
        decayWeights(learningRate, { variable: target, rate: 0.5 }),
        applyAdam(squared, learningRate, step, { variable: target, first, second, ...adam }),
      ];
    },
  }),
  updateCase({
    kind: 'applyAdam',
    about: 'three steps',
    variables: { weight, first: zeros, second: zeros },
    inputs,
    steps,
    update: (variables, fed) => {
      const { gradient, learningRate, step } = fed as Fed;
      const { weight: target, first, second } = variables;
      return [applyAdam(gradient, learningRate, step, { variable: target, first, second, ...adam })];
    },
  }),
  updateCase({
    kind: 'applyGradientDescent',
    about: 'three steps',
    variables: { weight },
    inputs,
    steps,
    update: (variables, fed) => {
      const { gradient, learningRate } = fed as Fed;
      return [applyGradientDescent(gradient, learningRate, { variable: variables.weight })];
    },
  }),
  ...momentumCases,
  ...rmsPropCases,
];
