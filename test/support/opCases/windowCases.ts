import { BATCH, type Shape, type TensorType } from '../../../src/core/graph/graph.js';
import {
  type ConvolutionAttributes,
  conv2d,
  conv2dFilterGradient,
  conv2dInputGradient,
  conv2dOp,
} from '../../../src/core/graph/ops/convolution.js';
import {
  depthwiseConv2d,
  depthwiseConv2dFilterGradient,
  depthwiseConv2dInputGradient,
  depthwiseConv2dOp,
} from '../../../src/core/graph/ops/depthwiseConvolution.js';
import {
  averagePool,
  averagePoolGradient,
  maxPool,
  maxPoolGradient,
  maxPoolOp,
  type PoolAttributes,
} from '../../../src/core/graph/ops/pooling.js';
import type { PaddingMode, Pair } from '../../../src/core/graph/ops/window.js';
import { floats, type OpCase, spread, valueCase } from './opCase.js';

interface Convolution {
  readonly about: string;
  readonly image: Shape;
  readonly kernel: Pair;
  readonly strides?: Pair;
  readonly dilations?: Pair;
  readonly padding: PaddingMode;
}

/** Strides are equal in both directions, and 1 with dilation: what TensorFlow's depthwise convolution can do. */
const common: readonly Convolution[] = [
  { about: '3 × 3, same', image: [5, 6, 2], kernel: [3, 3], padding: 'same' },
  { about: '3 × 3, valid', image: [5, 6, 2], kernel: [3, 3], padding: 'valid' },
  { about: '1 × 1', image: [3, 4, 3], kernel: [1, 1], padding: 'valid' },
  { about: '2 × 3, same, uneven padding', image: [4, 5, 2], kernel: [2, 3], padding: 'same' },
  { about: 'stride 2, same, odd size', image: [7, 7, 1], kernel: [3, 3], strides: [2, 2], padding: 'same' },
  { about: 'stride 2, same, even size', image: [6, 6, 2], kernel: [3, 3], strides: [2, 2], padding: 'same' },
  { about: 'stride 2, valid, a column left over', image: [5, 6, 2], kernel: [3, 3], strides: [2, 2], padding: 'valid' },
  { about: 'stride over the kernel', image: [7, 7, 2], kernel: [2, 2], strides: [3, 3], padding: 'valid' },
  { about: 'stride 3 over 1 × 1, same', image: [7, 5, 2], kernel: [1, 1], strides: [3, 3], padding: 'same' },
  { about: 'kernel as large as the image', image: [4, 4, 2], kernel: [4, 4], padding: 'valid' },
  { about: 'kernel larger than the image, same', image: [2, 2, 2], kernel: [5, 5], padding: 'same' },
];

const dilated: readonly Convolution[] = [
  { about: 'dilation 2, same', image: [7, 6, 2], kernel: [3, 3], dilations: [2, 2], padding: 'same' },
  { about: 'dilation 2, valid', image: [7, 6, 2], kernel: [3, 3], dilations: [2, 2], padding: 'valid' },
  { about: 'dilation 1 by 3', image: [4, 8, 1], kernel: [2, 2], dilations: [1, 3], padding: 'valid' },
];

const uneven: readonly Convolution[] = [
  { about: 'strides 2 by 1', image: [7, 4, 2], kernel: [3, 2], strides: [2, 1], padding: 'same' },
];

const convolutionCases = [...common, ...dilated, ...uneven].flatMap((convolution) => {
  const { about } = convolution;
  const attributes = attributesOf(convolution);
  const x = spread([BATCH, ...convolution.image]);
  const filter = spread([...convolution.kernel, convolution.image[2] as number, 3]);
  const dy = spread(outputShape(conv2dOp.infer([x, filter], attributes)));
  return [
    valueCase({
      kind: 'conv2d',
      about,
      inputs: { x, filter },
      apply: (values) => ({ y: conv2d(values.x, values.filter, attributes) }),
    }),
    valueCase({
      kind: 'conv2dInputGradient',
      about,
      inputs: { dy, filter, x },
      apply: (values) => ({ dx: conv2dInputGradient(values.dy, values.filter, values.x, attributes) }),
    }),
    valueCase({
      kind: 'conv2dFilterGradient',
      about,
      inputs: { dy, x, filter },
      apply: (values) => ({ dfilter: conv2dFilterGradient(values.dy, values.x, values.filter, attributes) }),
    }),
  ];
});

const depthwiseCases = [...common, ...dilated].flatMap((convolution, index) => {
  const multiplier = 1 + (index % 3);
  const about = `${convolution.about}, multiplier ${multiplier}`;
  const attributes = attributesOf(convolution);
  const x = spread([BATCH, ...convolution.image]);
  const filter = spread([...convolution.kernel, convolution.image[2] as number, multiplier]);
  const dy = spread(outputShape(depthwiseConv2dOp.infer([x, filter], attributes)));
  return [
    valueCase({
      kind: 'depthwiseConv2d',
      about,
      inputs: { x, filter },
      apply: (values) => ({ y: depthwiseConv2d(values.x, values.filter, attributes) }),
    }),
    valueCase({
      kind: 'depthwiseConv2dInputGradient',
      about,
      inputs: { dy, filter, x },
      apply: (values) => ({ dx: depthwiseConv2dInputGradient(values.dy, values.filter, values.x, attributes) }),
    }),
    valueCase({
      kind: 'depthwiseConv2dFilterGradient',
      about,
      inputs: { dy, x, filter },
      apply: (values) => ({ dfilter: depthwiseConv2dFilterGradient(values.dy, values.x, values.filter, attributes) }),
    }),
  ];
});

const pools: readonly (PoolAttributes & { readonly about: string; readonly image: Shape })[] = [
  { about: '2 × 2', image: [4, 6, 2], poolSize: [2, 2], strides: [2, 2], padding: 'valid' },
  {
    about: '2 × 2, a row and a column left over',
    image: [5, 7, 2],
    poolSize: [2, 2],
    strides: [2, 2],
    padding: 'valid',
  },
  { about: '2 × 2, same, odd size', image: [5, 7, 2], poolSize: [2, 2], strides: [2, 2], padding: 'same' },
  { about: '3 × 3, windows overlap', image: [6, 5, 2], poolSize: [3, 3], strides: [2, 2], padding: 'same' },
  { about: '3 × 2, strides 1 by 2', image: [5, 5, 3], poolSize: [3, 2], strides: [1, 2], padding: 'valid' },
  { about: 'gaps between windows', image: [7, 7, 1], poolSize: [2, 2], strides: [3, 3], padding: 'same' },
  { about: 'the whole image', image: [4, 3, 2], poolSize: [4, 3], strides: [4, 3], padding: 'valid' },
];

const poolCases = pools.flatMap(({ about, image, ...attributes }) => {
  const x = spread([BATCH, ...image]);
  const dy = spread(outputShape(maxPoolOp.infer([x], attributes)));
  return [
    valueCase({
      kind: 'maxPool',
      about,
      inputs: { x },
      apply: (values) => ({ y: maxPool(values.x, attributes) }),
    }),
    valueCase({
      kind: 'maxPoolGradient',
      about,
      inputs: { dy, x },
      apply: (values) => ({ dx: maxPoolGradient(values.dy, values.x, maxPool(values.x, attributes), attributes) }),
    }),
    valueCase({
      kind: 'averagePool',
      about,
      inputs: { x },
      apply: (values) => ({ y: averagePool(values.x, attributes) }),
    }),
    valueCase({
      kind: 'averagePoolGradient',
      about,
      inputs: { dy, x },
      apply: (values) => ({ dx: averagePoolGradient(values.dy, values.x, attributes) }),
    }),
  ];
});

const tied: PoolAttributes = { poolSize: [2, 2], strides: [2, 2], padding: 'valid' };

export const windowCases: readonly OpCase[] = [
  ...convolutionCases,
  ...depthwiseCases,
  ...poolCases,
  valueCase({
    kind: 'maxPool',
    about: 'negative numbers next to padding',
    inputs: { x: spread([BATCH, 3, 3, 1], -5, -1) },
    apply: ({ x }) => ({ y: maxPool(x, { poolSize: [2, 2], strides: [2, 2], padding: 'same' }) }),
  }),
  valueCase({
    kind: 'maxPoolGradient',
    about: 'ties go to the first',
    inputs: { dy: floats([1, 1, 2, 1], [10, 20]), x: floats([1, 2, 4, 1], [0, 0, 1, 2, 0, 0, 2, 2]) },
    apply: ({ dy, x }) => ({ dx: maxPoolGradient(dy, x, maxPool(x, tied), tied) }),
  }),
];

function attributesOf({ strides = [1, 1], dilations = [1, 1], padding }: Convolution): ConvolutionAttributes {
  return { strides, dilations, padding };
}

function outputShape(types: readonly TensorType[]): Shape {
  const [type] = types;
  if (type === undefined) throw new RangeError('an op without output');
  return type.shape;
}
