import type { Shape, Value } from '../../../core/graph/graph.js';
import type { NormalizationAttributes } from '../../../core/graph/ops/batchNormalization.js';
import { attr, type GraphDefBuilder, type TfTensor } from '../graphDef.js';
import { binary, floatT, inputAt, type Lowering, reduce, reshape, unary } from './lowering.js';

function fusedAttributes(epsilon: number, isTraining: boolean) {
  return {
    ...floatT,
    U: attr.type('float32'),
    epsilon: attr.float(epsilon),
    exponential_avg_factor: attr.float(1),
    data_format: attr.text('NHWC'),
    is_training: attr.bool(isTraining),
  };
}

const six = ['float32', 'float32', 'float32', 'float32', 'float32', 'float32'] as const;

/** FusedBatchNormV3 with its three reserved outputs, which only its own gradient understands. */
function forward(graph: GraphDefBuilder, value: Value | undefined, inputs: readonly TfTensor[], epsilon: number) {
  const [x, gamma, beta] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const shape = shapeOfValue(value);
  const images = shape.length === 4 ? x : asImages(graph, x, channelsOf(shape));
  const none = graph.constant('float32', [0], []);
  const outputs = graph.addMany(
    'FusedBatchNormV3',
    [images, gamma, beta, none, none],
    fusedAttributes(epsilon, true),
    six,
  );
  return { images, outputs, shape };
}

export const lowerBatchNormalization: Lowering<NormalizationAttributes> = (node, inputs, { graph }) => {
  const { outputs, shape } = forward(graph, node.inputs[0], inputs, node.attributes.epsilon);
  const y = inputAt(outputs, 0);
  // On the CPU the second reserved output is the biased variance; output 2 is the unbiased one.
  return [
    shape.length === 4 ? y : reshape(graph, y, [-1, channelsOf(shape)]),
    inputAt(outputs, 1),
    inputAt(outputs, 4),
  ];
};

export const lowerBatchNormalizationGradient: Lowering<NormalizationAttributes> = (node, inputs, context) => {
  const { graph } = context;
  const [dy, x, gamma] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const shape = shapeOfValue(node.inputs[1]);
  const channels = channelsOf(shape);
  const isImage = shape.length === 4;
  const mean = inputAt(inputs, 3);
  // The mean is an output of the forward node, whose other outputs the fused gradient needs as they are.
  const reserved = [3, 4, 5].map((output): TfTensor => ({ node: mean.node, output, type: 'float32' }));
  const [dx, dgamma, dbeta] = graph.addMany(
    'FusedBatchNormGradV3',
    [isImage ? dy : asImages(graph, dy, channels), isImage ? x : asImages(graph, x, channels), gamma, ...reserved],
    { ...fusedAttributesOfGradient(node.attributes.epsilon) },
    ['float32', 'float32', 'float32', 'float32', 'float32'],
  ) as [TfTensor, TfTensor, TfTensor];
  return [isImage ? dx : reshape(graph, dx, [-1, channels]), dgamma, dbeta];
};

function fusedAttributesOfGradient(epsilon: number) {
  const { exponential_avg_factor: _, ...rest } = fusedAttributes(epsilon, true);
  return rest;
}

export const lowerBatchNormalizationInference: Lowering<NormalizationAttributes> = (node, inputs, { graph }) => {
  const shape = shapeOfValue(node.inputs[0]);
  const channels = channelsOf(shape);
  const isImage = shape.length === 4;
  const x = inputAt(inputs, 0);
  const outputs = graph.addMany(
    'FusedBatchNormV3',
    [isImage ? x : asImages(graph, x, channels), ...inputs.slice(1)],
    fusedAttributes(node.attributes.epsilon, false),
    six,
  );
  const y = inputAt(outputs, 0);
  return [isImage ? y : reshape(graph, y, [-1, channels])];
};

export const lowerLayerNormalization: Lowering<NormalizationAttributes> = (node, inputs, { graph }) => {
  const [x, gamma, beta] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const axis = [shapeOfValue(node.inputs[0]).length - 1];
  const mean = reduce(graph, 'Mean', x, axis, true);
  const variance = reduce(graph, 'Mean', graph.add('SquaredDifference', [x, mean], floatT), axis, true);
  const inverse = unary(graph, 'Rsqrt', binary(graph, 'AddV2', variance, graph.scalar(node.attributes.epsilon)));
  const normalized = binary(graph, 'Mul', binary(graph, 'Sub', x, mean), inverse);
  return [binary(graph, 'AddV2', binary(graph, 'Mul', normalized, gamma), beta), mean, inverse];
};

export const lowerLayerNormalizationGradient: Lowering<NormalizationAttributes> = (node, inputs, { graph }) => {
  const [dy, x, gamma] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const [mean, inverse] = [inputAt(inputs, 3), inputAt(inputs, 4)];
  const rank = shapeOfValue(node.inputs[1]).length;
  const last = [rank - 1];
  const others = Array.from({ length: rank - 1 }, (_, axis) => axis);
  const normalized = binary(graph, 'Mul', binary(graph, 'Sub', x, mean), inverse);
  const scaled = binary(graph, 'Mul', dy, gamma);
  // dx = (g − mean(g) − x̂·mean(g·x̂)) / σ with g = dy·γ
  const meanScaled = reduce(graph, 'Mean', scaled, last, true);
  const meanProduct = reduce(graph, 'Mean', binary(graph, 'Mul', scaled, normalized), last, true);
  const centred = binary(
    graph,
    'Sub',
    binary(graph, 'Sub', scaled, meanScaled),
    binary(graph, 'Mul', normalized, meanProduct),
  );
  return [
    binary(graph, 'Mul', centred, inverse),
    reduce(graph, 'Sum', binary(graph, 'Mul', dy, normalized), others, false),
    reduce(graph, 'Sum', dy, others, false),
  ];
};

function shapeOfValue(value: Value | undefined): Shape {
  if (value === undefined) throw new RangeError('an input is missing');
  return value.shape;
}

function channelsOf(shape: Shape): number {
  return shape[shape.length - 1] ?? 1;
}

/** A matrix as images of one pixel: batch norm's fused kernels take nothing else. */
function asImages(graph: GraphDefBuilder, x: TfTensor, channels: number): TfTensor {
  return reshape(graph, x, [-1, 1, 1, channels]);
}
