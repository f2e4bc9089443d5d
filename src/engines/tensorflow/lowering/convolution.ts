import type { ConvolutionAttributes } from '../../../core/graph/ops/convolution.js';
import { attr } from '../graphDef.js';
import { dilatedShape, dilateFilter, undilateFilter } from './dilatedFilter.js';
import { floatT, inputAt, type Lowering, shapeOf } from './lowering.js';

type Kind = 'Conv2D' | 'DepthwiseConv2dNative';

const names = {
  Conv2D: { input: 'Conv2DBackpropInput', filter: 'Conv2DBackpropFilter' },
  DepthwiseConv2dNative: {
    input: 'DepthwiseConv2dNativeBackpropInput',
    filter: 'DepthwiseConv2dNativeBackpropFilter',
  },
} as const;

// TensorFlow's processor kernels have no gradient of a dilated convolution (oneDNN's has one, but a wrong one for
// depthwise kernels), and no dilated depthwise convolution everywhere. A filter with zeros in its gaps means the same.
function dilatesFilter(kind: Kind, { dilations }: ConvolutionAttributes, isGradient: boolean): boolean {
  return (isGradient || kind === 'DepthwiseConv2dNative') && dilations.some((rate) => rate > 1);
}

function attributesOf(kind: Kind, attributes: ConvolutionAttributes, isGradient: boolean) {
  const dilations = dilatesFilter(kind, attributes, isGradient) ? [1, 1] : attributes.dilations;
  return {
    ...floatT,
    strides: attr.ints([1, ...attributes.strides, 1]),
    dilations: attr.ints([1, ...dilations, 1]),
    padding: attr.text(attributes.padding.toUpperCase()),
    explicit_paddings: attr.ints([]),
    data_format: attr.text('NHWC'),
    ...(kind === 'Conv2D' ? { use_cudnn_on_gpu: attr.bool(true) } : {}),
  };
}

function lowerForward(kind: Kind): Lowering<ConvolutionAttributes> {
  return (node, inputs, { graph }) => {
    const [x, filter] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const used = dilatesFilter(kind, node.attributes, false)
      ? dilateFilter(graph, filter, node.inputs[1]?.shape ?? [], node.attributes.dilations)
      : filter;
    return [graph.add(kind, [x, used], attributesOf(kind, node.attributes, false))];
  };
}

function lowerInputGradient(kind: Kind): Lowering<ConvolutionAttributes> {
  return (node, inputs, { graph }) => {
    const [dy, filter, x] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
    const used = dilatesFilter(kind, node.attributes, true)
      ? dilateFilter(graph, filter, node.inputs[1]?.shape ?? [], node.attributes.dilations)
      : filter;
    return [graph.add(names[kind].input, [shapeOf(graph, x), used, dy], attributesOf(kind, node.attributes, true))];
  };
}

function lowerFilterGradient(kind: Kind): Lowering<ConvolutionAttributes> {
  return (node, inputs, { graph }) => {
    const [dy, x] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const shape = node.inputs[2]?.shape ?? [];
    const { dilations } = node.attributes;
    const isDilated = dilatesFilter(kind, node.attributes, true);
    const sizes = isDilated ? dilatedShape(shape, dilations) : shape;
    const attributes = attributesOf(kind, node.attributes, true);
    const gradient = graph.add(names[kind].filter, [x, graph.ints(sizes), dy], attributes);
    return [isDilated ? undilateFilter(graph, gradient, shape, dilations) : gradient];
  };
}

export const lowerConv2d = lowerForward('Conv2D');
export const lowerConv2dInputGradient = lowerInputGradient('Conv2D');
export const lowerConv2dFilterGradient = lowerFilterGradient('Conv2D');
export const lowerDepthwiseConv2d = lowerForward('DepthwiseConv2dNative');
export const lowerDepthwiseConv2dInputGradient = lowerInputGradient('DepthwiseConv2dNative');
export const lowerDepthwiseConv2dFilterGradient = lowerFilterGradient('DepthwiseConv2dNative');
