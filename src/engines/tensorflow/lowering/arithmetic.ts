import { BATCH, type Shape } from '../../../core/graph/graph.js';
import type { ScaleAttributes } from '../../../core/graph/ops/elementwise.js';
import type { MatMulAttributes } from '../../../core/graph/ops/linear.js';
import type { ReduceAttributes } from '../../../core/graph/ops/reduce.js';
import type { ConcatenateAttributes, PadAttributes, SliceAttributes } from '../../../core/graph/ops/selection.js';
import type { CastAttributes, ReshapeAttributes, TransposeAttributes } from '../../../core/graph/ops/shape.js';
import { attr, type GraphDefBuilder, type TfTensor } from '../graphDef.js';
import { binary, cast, floatT, inputAt, type Lowering, reduce, reshape, shapeOf, unary } from './lowering.js';

function lowerBinary(op: string): Lowering<unknown> {
  return (_node, inputs, { graph }) => [binary(graph, op, inputAt(inputs, 0), inputAt(inputs, 1))];
}

function lowerUnary(op: string): Lowering<unknown> {
  return (_node, inputs, { graph }) => [unary(graph, op, inputAt(inputs, 0))];
}

export const lowerAdd = lowerBinary('AddV2');
export const lowerSubtract = lowerBinary('Sub');
export const lowerMultiply = lowerBinary('Mul');
export const lowerDivide = lowerBinary('RealDiv');
export const lowerSquare = lowerUnary('Square');
export const lowerSquareRoot = lowerUnary('Sqrt');
export const lowerReciprocalSquareRoot = lowerUnary('Rsqrt');
export const lowerAbsolute = lowerUnary('Abs');
export const lowerSign = lowerUnary('Sign');

export const lowerScale: Lowering<ScaleAttributes> = (node, inputs, { graph }) => {
  const { factor, offset } = node.attributes;
  const scaled = factor === 1 ? inputAt(inputs, 0) : binary(graph, 'Mul', inputAt(inputs, 0), graph.scalar(factor));
  return [offset === 0 ? scaled : binary(graph, 'AddV2', scaled, graph.scalar(offset))];
};

export const lowerReshape: Lowering<ReshapeAttributes> = (node, inputs, { graph }) => [
  reshape(graph, inputAt(inputs, 0), node.attributes.shape),
];

export const lowerTranspose: Lowering<TransposeAttributes> = (node, inputs, { graph }) => {
  const x = inputAt(inputs, 0);
  const attributes = { T: attr.type(x.type), Tperm: attr.type('int32') };
  return [graph.add('Transpose', [x, graph.ints(node.attributes.permutation)], attributes, x.type)];
};

export const lowerConcatenate: Lowering<ConcatenateAttributes> = (node, inputs, { graph }) => {
  const only = inputAt(inputs, 0);
  // ConcatV2 wants two tensors at least.
  if (inputs.length === 1) return [only];
  const { type } = only;
  const axis = graph.constant('int32', [], [node.attributes.axis]);
  const attributes = { N: attr.int(inputs.length), T: attr.type(type), Tidx: attr.type('int32') };
  return [graph.add('ConcatV2', [...inputs, axis], attributes, type)];
};

export const lowerSlice: Lowering<SliceAttributes> = (node, inputs, { graph }) => {
  const x = inputAt(inputs, 0);
  const { begin, size } = node.attributes;
  const attributes = { T: attr.type(x.type), Index: attr.type('int32') };
  return [graph.add('Slice', [x, graph.ints(begin), graph.ints(size)], attributes, x.type)];
};

export const lowerPad: Lowering<PadAttributes> = (node, inputs, { graph }) => {
  const x = inputAt(inputs, 0);
  const { paddings } = node.attributes;
  const attributes = { T: attr.type(x.type), Tpaddings: attr.type('int32') };
  return [graph.add('Pad', [x, graph.constant('int32', [paddings.length, 2], paddings.flat())], attributes, x.type)];
};

export const lowerBroadcastLike: Lowering<unknown> = (_node, inputs, { graph }) => [
  broadcastTo(graph, inputAt(inputs, 0), shapeOf(graph, inputAt(inputs, 1))),
];

export const lowerCast: Lowering<CastAttributes> = (node, inputs, { graph }) => [
  cast(graph, inputAt(inputs, 0), node.attributes.dtype),
];

export const lowerGather: Lowering<unknown> = (_node, inputs, { graph }) => {
  const table = inputAt(inputs, 0);
  const axis = graph.constant('int32', [], [0]);
  const attributes = {
    Tparams: attr.type(table.type),
    Tindices: attr.type('int32'),
    Taxis: attr.type('int32'),
    batch_dims: attr.int(0),
  };
  return [graph.add('GatherV2', [table, inputAt(inputs, 1), axis], attributes, table.type)];
};

export const lowerMatMul: Lowering<MatMulAttributes> = (node, inputs, { graph }) => [
  graph.add('MatMul', inputs, {
    ...floatT,
    transpose_a: attr.bool(node.attributes.transposeA),
    transpose_b: attr.bool(node.attributes.transposeB),
  }),
];

const channelsLast = { ...floatT, data_format: attr.text('NHWC') };

export const lowerBiasAdd: Lowering<unknown> = (_node, inputs, { graph }) => [
  graph.add('BiasAdd', inputs, channelsLast),
];

export const lowerBiasAddGradient: Lowering<unknown> = (_node, inputs, { graph }) => [
  graph.add('BiasAddGrad', inputs, channelsLast),
];

function lowerReduce(op: 'Sum' | 'Mean' | 'Max'): Lowering<ReduceAttributes> {
  return (node, inputs, { graph }) => [
    reduce(graph, op, inputAt(inputs, 0), node.attributes.axes, node.attributes.keepDimensions),
  ];
}

export const lowerSum = lowerReduce('Sum');
export const lowerMean = lowerReduce('Mean');
export const lowerMax = lowerReduce('Max');

export const lowerMeanGradient: Lowering<ReduceAttributes> = (node, inputs, { graph }) => {
  const [dy, x] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const shape = node.inputs[1]?.shape ?? [];
  const sizes = shapeOf(graph, x);
  const count = node.attributes.axes.some((axis) => shape[axis] === BATCH)
    ? cast(graph, reducedCount(graph, sizes, node.attributes.axes), 'float32')
    : graph.scalar(node.attributes.axes.reduce((product, axis) => product * (shape[axis] ?? 1), 1));
  const kept = withKeptAxes(graph, dy, shape, node.attributes.axes);
  return [broadcastTo(graph, binary(graph, 'RealDiv', kept, count), sizes)];
};

export const lowerMaxGradient: Lowering<ReduceAttributes> = (node, inputs, { graph }) => {
  const [dy, x, y] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const { axes } = node.attributes;
  const shape = node.inputs[1]?.shape ?? [];
  const isMaximum = graph.add(
    'Equal',
    [x, withKeptAxes(graph, y, shape, axes)],
    {
      ...floatT,
      incompatible_shape_error: attr.bool(true),
    },
    'bool',
  );
  const chosen = cast(graph, isMaximum, 'float32');
  const share = binary(graph, 'RealDiv', chosen, reduce(graph, 'Sum', chosen, axes, true));
  return [binary(graph, 'Mul', share, withKeptAxes(graph, dy, shape, axes))];
};

function broadcastTo(graph: GraphDefBuilder, x: TfTensor, shape: TfTensor): TfTensor {
  return graph.add('BroadcastTo', [x, shape], { T: attr.type(x.type), Tidx: attr.type('int32') }, x.type);
}

/** `reduced` with size-1 axes where a tensor of shape `shape` was reduced, whether they were kept or not. */
function withKeptAxes(graph: GraphDefBuilder, reduced: TfTensor, shape: Shape, axes: readonly number[]): TfTensor {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return reshape(graph, reduced, kept);
}

/** Product of some entries of an int32 shape vector. */
function reducedCount(graph: GraphDefBuilder, sizes: TfTensor, axes: readonly number[]): TfTensor {
  const gathered = graph.add(
    'GatherV2',
    [sizes, graph.ints(axes), graph.constant('int32', [], [0])],
    { Tparams: attr.type('int32'), Tindices: attr.type('int32'), Taxis: attr.type('int32'), batch_dims: attr.int(0) },
    'int32',
  );
  return graph.add(
    'Prod',
    [gathered, graph.ints([0])],
    { T: attr.type('int32'), Tidx: attr.type('int32'), keep_dims: attr.bool(false) },
    'int32',
  );
}
