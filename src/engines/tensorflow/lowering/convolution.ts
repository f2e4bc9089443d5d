import type { ConvolutionAttributes } from '../../../core/graph/ops/convolution.js';
import type { PoolAttributes } from '../../../core/graph/ops/pooling.js';
import { attr, type GraphDefBuilder, type TfTensor } from '../graphDef.js';
import { floatT, inputAt, type Lowering, shapeOf } from './lowering.js';

function windowAttributes(attributes: ConvolutionAttributes) {
  return {
    ...floatT,
    strides: attr.ints([1, ...attributes.strides, 1]),
    dilations: attr.ints([1, ...attributes.dilations, 1]),
    padding: attr.text(attributes.padding.toUpperCase()),
    explicit_paddings: attr.ints([]),
    data_format: attr.text('NHWC'),
  };
}

const cudnn = { use_cudnn_on_gpu: attr.bool(true) };

export const lowerConv2d: Lowering<ConvolutionAttributes> = (node, inputs, { graph }) => [
  graph.add('Conv2D', inputs, { ...windowAttributes(node.attributes), ...cudnn }),
];

export const lowerConv2dInputGradient: Lowering<ConvolutionAttributes> = (node, inputs, { graph }) => {
  const [dy, filter, x] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  return [
    graph.add('Conv2DBackpropInput', [shapeOf(graph, x), filter, dy], {
      ...windowAttributes(node.attributes),
      ...cudnn,
    }),
  ];
};

export const lowerConv2dFilterGradient: Lowering<ConvolutionAttributes> = (node, inputs, { graph }) => {
  const [dy, x, filter] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  return [
    graph.add('Conv2DBackpropFilter', [x, shapeOf(graph, filter), dy], {
      ...windowAttributes(node.attributes),
      ...cudnn,
    }),
  ];
};

export const lowerDepthwiseConv2d: Lowering<ConvolutionAttributes> = (node, inputs, { graph }) => [
  graph.add('DepthwiseConv2dNative', inputs, windowAttributes(node.attributes)),
];

export const lowerDepthwiseConv2dInputGradient: Lowering<ConvolutionAttributes> = (node, inputs, { graph }) => {
  const [dy, filter, x] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  return [
    graph.add('DepthwiseConv2dNativeBackpropInput', [shapeOf(graph, x), filter, dy], windowAttributes(node.attributes)),
  ];
};

export const lowerDepthwiseConv2dFilterGradient: Lowering<ConvolutionAttributes> = (node, inputs, { graph }) => {
  const [dy, x, filter] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  return [
    graph.add(
      'DepthwiseConv2dNativeBackpropFilter',
      [x, shapeOf(graph, filter), dy],
      windowAttributes(node.attributes),
    ),
  ];
};

function poolAttributes(attributes: PoolAttributes) {
  return {
    ...floatT,
    ksize: attr.ints([1, ...attributes.poolSize, 1]),
    strides: attr.ints([1, ...attributes.strides, 1]),
    padding: attr.text(attributes.padding.toUpperCase()),
    data_format: attr.text('NHWC'),
  };
}

export const lowerMaxPool: Lowering<PoolAttributes> = (node, inputs, { graph }) => [
  graph.add('MaxPool', inputs, { ...poolAttributes(node.attributes), explicit_paddings: attr.ints([]) }),
];

export const lowerMaxPoolGradient: Lowering<PoolAttributes> = (node, inputs, { graph }) => {
  const [dy, x, y] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  return [
    graph.add('MaxPoolGrad', [x, y, dy], { ...poolAttributes(node.attributes), explicit_paddings: attr.ints([]) }),
  ];
};

export const lowerAveragePool: Lowering<PoolAttributes> = (node, inputs, { graph }) => [
  graph.add('AvgPool', inputs, poolAttributes(node.attributes)),
];

export const lowerAveragePoolGradient: Lowering<PoolAttributes> = (node, inputs, { graph }) => {
  const [dy, x] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  return [graph.add('AvgPoolGrad', [shapeOf(graph, x), dy], poolAttributes(node.attributes))];
};

/** Used by lowerings that put a matrix through an op for images. */
export function asImages(graph: GraphDefBuilder, x: TfTensor, channels: number): TfTensor {
  return graph.add('Reshape', [x, graph.ints([-1, 1, 1, channels])], { ...floatT, Tshape: attr.type('int32') });
}
