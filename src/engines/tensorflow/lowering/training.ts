import type { ClipAttributes } from '../../../core/graph/ops/clip.js';
import type { DropoutAttributes } from '../../../core/graph/ops/dropout.js';
import type {
  ApplyAdamAttributes,
  ApplyGradientDescentAttributes,
  ApplyMomentumAttributes,
  ApplyRmsPropAttributes,
} from '../../../core/graph/ops/optimizerUpdate.js';
import type {
  AssignAttributes,
  DecayWeightsAttributes,
  MoveAverageAttributes,
} from '../../../core/graph/ops/update.js';
import { attr, type GraphDefBuilder, type TfTensor } from '../graphDef.js';
import { binary, cast, floatT, inputAt, type Lowering, reduce, shapeOf, unary } from './lowering.js';
import { uniform } from './random.js';

export const lowerDropout: Lowering<DropoutAttributes> = (node, inputs, { graph }) => {
  const [x, seed] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const { rate, stream, perChannel } = node.attributes;
  const shape = perChannel ? perChannelShape(graph, x) : shapeOf(graph, x);
  const random = uniform(graph, shape, seed, stream);
  const keep = graph.add('GreaterEqual', [random, graph.scalar(rate)], floatT, 'bool');
  const mask = binary(graph, 'Mul', cast(graph, keep, 'float32'), graph.scalar(1 / (1 - rate)));
  return [binary(graph, 'Mul', x, mask), mask];
};

/** `[batch, 1, 1, channels]` of an image batch. */
function perChannelShape(graph: GraphDefBuilder, x: TfTensor): TfTensor {
  const isOuter = graph.ints([1, 0, 0, 1]);
  const isInner = graph.ints([0, 1, 1, 0]);
  return binary(graph, 'AddV2', binary(graph, 'Mul', shapeOf(graph, x), isOuter), isInner);
}

export const lowerSoftmaxCrossEntropy: Lowering<unknown> = (_node, inputs, { graph }) =>
  graph.addMany('SparseSoftmaxCrossEntropyWithLogits', inputs, { ...floatT, Tlabels: attr.type('int32') }, [
    'float32',
    'float32',
  ]);

export const lowerCountCorrect: Lowering<unknown> = (_node, inputs, { graph }) => {
  const [logits, labels] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const predicted = graph.add(
    'ArgMax',
    [logits, graph.constant('int32', [], [1])],
    { ...floatT, Tidx: attr.type('int32'), output_type: attr.type('int32') },
    'int32',
  );
  const isCorrect = graph.add(
    'Equal',
    [predicted, labels],
    { T: attr.type('int32'), incompatible_shape_error: attr.bool(true) },
    'bool',
  );
  return [reduce(graph, 'Sum', cast(graph, isCorrect, 'float32'), [0], false)];
};

export const lowerClipByNorm: Lowering<ClipAttributes> = (node, inputs, { graph }) => {
  const gradient = inputAt(inputs, 0);
  return [clip(graph, gradient, norm(graph, [gradient]), node.attributes.maximum)];
};

export const lowerClipByGlobalNorm: Lowering<ClipAttributes> = (node, inputs, { graph }) => {
  const total = norm(graph, inputs);
  return inputs.map((gradient) => clip(graph, gradient, total, node.attributes.maximum));
};

function norm(graph: GraphDefBuilder, tensors: readonly TfTensor[]): TfTensor {
  const squares = tensors.map((tensor) => graph.add('L2Loss', [tensor], floatT));
  const sum =
    squares.length === 1 ? inputAt(squares, 0) : graph.add('AddN', squares, { ...floatT, N: attr.int(squares.length) });
  // L2Loss is half the sum of squares.
  return unary(graph, 'Sqrt', binary(graph, 'Mul', sum, graph.scalar(2)));
}

/** g · max / maximum(norm, max) */
function clip(graph: GraphDefBuilder, gradient: TfTensor, total: TfTensor, maximum: number): TfTensor {
  const limit = graph.scalar(maximum);
  return binary(graph, 'Mul', gradient, binary(graph, 'RealDiv', limit, binary(graph, 'Maximum', total, limit)));
}

export const lowerAssign: Lowering<AssignAttributes> = (node, inputs, context) => {
  const { variable } = node.attributes;
  context.update([variable], 'AssignVariableOp', [context.graph.resource(variable), inputAt(inputs, 0)], {
    dtype: attr.type(variable.dtype),
    validate_shape: attr.bool(false),
  });
  return [];
};

export const lowerMoveAverage: Lowering<MoveAverageAttributes> = (node, inputs, context) => {
  const { graph } = context;
  const { variable, momentum } = node.attributes;
  const distance = binary(graph, 'Sub', context.read(variable), inputAt(inputs, 0));
  const change = binary(graph, 'Mul', distance, graph.scalar(1 - momentum));
  context.update([variable], 'AssignSubVariableOp', [graph.resource(variable), change], {
    dtype: attr.type('float32'),
  });
  return [];
};

export const lowerDecayWeights: Lowering<DecayWeightsAttributes> = (node, inputs, context) => {
  const { graph } = context;
  const { variable, rate } = node.attributes;
  const factor = binary(graph, 'Mul', inputAt(inputs, 0), graph.scalar(rate));
  const change = binary(graph, 'Mul', context.read(variable), factor);
  context.update([variable], 'AssignSubVariableOp', [graph.resource(variable), change], {
    dtype: attr.type('float32'),
  });
  return [];
};

const applyAttributes = { ...floatT, use_locking: attr.bool(false) };

export const lowerApplyAdam: Lowering<ApplyAdamAttributes> = (node, inputs, context) => {
  const { graph } = context;
  const { variable, first, second, beta1, beta2, epsilon } = node.attributes;
  const [gradient, learningRate, step] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  context.update(
    [variable, first, second],
    'ResourceApplyAdam',
    [
      graph.resource(variable),
      graph.resource(first),
      graph.resource(second),
      binary(graph, 'Pow', graph.scalar(beta1), step),
      binary(graph, 'Pow', graph.scalar(beta2), step),
      learningRate,
      graph.scalar(beta1),
      graph.scalar(beta2),
      graph.scalar(epsilon),
      gradient,
    ],
    { ...applyAttributes, use_nesterov: attr.bool(false) },
  );
  return [];
};

export const lowerApplyGradientDescent: Lowering<ApplyGradientDescentAttributes> = (node, inputs, context) => {
  const { variable } = node.attributes;
  const [gradient, learningRate] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const resource = context.graph.resource(variable);
  context.update([variable], 'ResourceApplyGradientDescent', [resource, learningRate, gradient], applyAttributes);
  return [];
};

export const lowerApplyMomentum: Lowering<ApplyMomentumAttributes> = (node, inputs, context) => {
  const { graph } = context;
  const { variable, accumulator, momentum, nesterov } = node.attributes;
  const [gradient, learningRate] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  context.update(
    [variable, accumulator],
    'ResourceApplyKerasMomentum',
    [graph.resource(variable), graph.resource(accumulator), learningRate, gradient, graph.scalar(momentum)],
    { ...applyAttributes, use_nesterov: attr.bool(nesterov) },
  );
  return [];
};

export const lowerApplyRmsProp: Lowering<ApplyRmsPropAttributes> = (node, inputs, context) => {
  const { graph } = context;
  const { variable, meanSquare, momentumAccumulator, rho, momentum, epsilon } = node.attributes;
  const [gradient, learningRate] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  context.update(
    [variable, meanSquare, momentumAccumulator],
    'ResourceApplyRMSProp',
    [
      graph.resource(variable),
      graph.resource(meanSquare),
      graph.resource(momentumAccumulator),
      learningRate,
      graph.scalar(rho),
      graph.scalar(momentum),
      graph.scalar(epsilon),
      gradient,
    ],
    applyAttributes,
  );
  return [];
};
