import { BATCH, type Shape, type Value } from '../../../src/core/graph/graph.js';
import {
  type ActivationFunction,
  activation,
  activationFunctions,
  activationGradient,
} from '../../../src/core/graph/ops/activation.js';
import {
  absolute,
  add,
  divide,
  multiply,
  reciprocalSquareRoot,
  scale,
  sign,
  square,
  squareRoot,
  subtract,
} from '../../../src/core/graph/ops/elementwise.js';
import type { OpKind } from '../../../src/core/graph/ops/index.js';
import { floats, type OpCase, spread, valueCase } from './opCase.js';

/** Pairs that broadcast in every way there is. */
const pairs: readonly (readonly [Shape, Shape])[] = [
  [
    [BATCH, 4],
    [BATCH, 4],
  ],
  [[BATCH, 2, 3], [3]],
  [[], [BATCH, 2]],
  [
    [BATCH, 1, 3],
    [BATCH, 2, 1],
  ],
  [
    [1, 4],
    [BATCH, 4],
  ],
  [
    [2, 1],
    [5, 1, 3],
  ],
  [[], []],
  [
    [BATCH, 2, 2, 3],
    [BATCH, 1, 1, 3],
  ],
];

const binary = { add, subtract, multiply, divide } satisfies Partial<Record<OpKind, (a: Value, b: Value) => Value>>;

const binaryCases = Object.entries(binary).flatMap(([kind, apply]) =>
  pairs.map(([left, right]) =>
    valueCase({
      kind: kind as keyof typeof binary,
      about: `[${left}] with [${right}]`,
      inputs: { a: spread(left), b: kind === 'divide' ? spread(right, 0.5, 3) : spread(right) },
      apply: ({ a, b }) => ({ y: apply(a, b) }),
    }),
  ),
);

const unary = { square, absolute, sign } satisfies Partial<Record<OpKind, (x: Value) => Value>>;
const ofPositive = { squareRoot, reciprocalSquareRoot } satisfies Partial<Record<OpKind, (x: Value) => Value>>;

const unaryCases = [
  ...Object.entries(unary).map(([kind, apply]) =>
    valueCase({
      kind: kind as keyof typeof unary,
      about: 'both signs',
      inputs: { x: spread([BATCH, 5]) },
      apply: ({ x }) => ({ y: apply(x) }),
    }),
  ),
  ...Object.entries(ofPositive).map(([kind, apply]) =>
    valueCase({
      kind: kind as keyof typeof ofPositive,
      about: 'positive numbers',
      inputs: { x: spread([BATCH, 5], 0.2, 9) },
      apply: ({ x }) => ({ y: apply(x) }),
    }),
  ),
];

const activationCases = activationFunctions.flatMap((name) => [
  valueCase({
    kind: 'activation',
    about: `${name} of a batch`,
    inputs: { x: spread([BATCH, 16], -8, 8) },
    apply: ({ x }) => ({ y: activation(x, { function: name }) }),
  }),
  valueCase({
    kind: 'activationGradient',
    about: name,
    inputs: { dy: spread([BATCH, 16]), x: spread([BATCH, 16], -8, 8) },
    apply: ({ dy, x }) => ({ dx: gradientOf(name, dy, x) }),
  }),
]);

export const elementwiseCases: readonly OpCase[] = [
  ...binaryCases,
  ...unaryCases,
  valueCase({
    kind: 'scale',
    about: 'pixels to -1..1',
    inputs: { x: spread([BATCH, 3], 0, 255) },
    apply: ({ x }) => ({ y: scale(x, { factor: 1 / 127.5, offset: -1 }) }),
  }),
  valueCase({
    kind: 'sign',
    about: 'zero',
    inputs: { x: floats([3], [-0.5, 0, 1e-30]) },
    apply: ({ x }) => ({ y: sign(x) }),
  }),
  valueCase({
    kind: 'subtract',
    about: 'a value from itself',
    inputs: { x: spread([BATCH, 3]) },
    apply: ({ x }) => ({ y: subtract(x, x) }),
  }),
  ...activationCases,
  ...(['elu', 'leakyRelu'] as const).map((name) =>
    valueCase({
      kind: 'activation',
      about: `${name} with a slope of its own, on images`,
      inputs: { x: spread([BATCH, 3, 2, 2]) },
      apply: ({ x }) => ({ y: activation(x, { function: name, alpha: 0.35 }) }),
    }),
  ),
  valueCase({
    kind: 'activation',
    about: 'softmax of large numbers, over the last axis of three',
    inputs: { x: spread([2, 3, 4], -300, 300) },
    apply: ({ x }) => ({ y: activation(x, { function: 'softmax' }) }),
  }),
  ...(['relu', 'relu6', 'leakyRelu'] as const).map((name) =>
    valueCase({
      kind: 'activationGradient',
      about: `${name} at its kinks`,
      inputs: { dy: floats([5], [1, 2, 3, 4, 5]), x: floats([5], [-1, 0, 1, 6, 7]) },
      apply: ({ dy, x }) => ({ dx: gradientOf(name, dy, x) }),
    }),
  ),
];

function gradientOf(name: ActivationFunction, dy: Value, x: Value): Value {
  const y = activation(x, { function: name });
  return activationGradient(dy, x, y, { function: name, alpha: name === 'elu' ? 1 : 0.2 });
}
