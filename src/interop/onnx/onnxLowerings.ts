import type { GraphNode, Value } from '../../core/graph/graph.js';
import type { ConvolutionAttributes } from '../../core/graph/ops/convolution.js';
import type { PoolAttributes } from '../../core/graph/ops/pooling.js';
import type { ReduceAttributes } from '../../core/graph/ops/reduce.js';
import { type Pair, slideWindow } from '../../core/graph/ops/window.js';
import type { OnnxContext, OnnxLowering, OnnxLowerings } from './lowerOnnx.js';
import { lowerOnnxActivation } from './onnxActivation.js';
import { axisIn, type Layout, type OnnxValue } from './onnxGraph.js';
import { elementTypes } from './onnxProto.js';

/** Input number `index`; the shape rules have made sure that it is there. */
function inputOf(node: GraphNode<never> | { readonly inputs: readonly Value[] }, index: number): Value {
  const value = node.inputs[index];
  if (value === undefined) throw new RangeError(`input ${index} is missing`);
  return value;
}

/** Rows above, columns left, rows below, columns right: what TensorFlow's `same` means for this input. */
function pads(
  { shape }: Value,
  size: Pair,
  { strides, padding, dilations = [1, 1] }: Pick<PoolAttributes, 'strides' | 'padding'> & { dilations?: Pair },
): number[] {
  const along = (axis: 0 | 1) =>
    slideWindow('window', shape[axis + 1] ?? 1, size[axis], {
      stride: strides[axis],
      dilation: dilations[axis],
      padding,
    });
  const [rows, columns] = [along(0), along(1)];
  // Where the strides step over the end, nothing is padded, and ONNX steps over it as well.
  return [rows.before, columns.before, rows.after, columns.after];
}

function lowerConvolution(isDepthwise: boolean): OnnxLowering<ConvolutionAttributes> {
  return (node, { graph, weights, tensorOf }) => {
    const [x, filter] = [inputOf(node, 0), inputOf(node, 1)];
    const { strides, dilations } = node.attributes;
    const size: Pair = [filter.shape[0] ?? 1, filter.shape[1] ?? 1];
    const kernel = isDepthwise ? weights.depthwiseKernel(filter) : weights.kernel(filter);
    const attributes = {
      kernel_shape: size,
      strides,
      dilations,
      group: isDepthwise ? (filter.shape[2] ?? 1) : 1,
      pads: pads(x, size, node.attributes),
    };
    return graph.add('Conv', [first(graph, tensorOf(x)), kernel], attributes, 'channelsFirst');
  };
}

function lowerPool(opType: 'MaxPool' | 'AveragePool'): OnnxLowering<PoolAttributes> {
  return (node, { graph, tensorOf }) => {
    const x = inputOf(node, 0);
    const { poolSize, strides } = node.attributes;
    // Padding does not count in a mean.
    const counting = opType === 'AveragePool' ? { count_include_pad: 0 } : {};
    const attributes = { kernel_shape: poolSize, strides, pads: pads(x, poolSize, node.attributes), ...counting };
    return graph.add(opType, [first(graph, tensorOf(x))], attributes, 'channelsFirst');
  };
}

function lowerBinary(opType: 'Add' | 'Sub' | 'Mul' | 'Div'): OnnxLowering<unknown> {
  return (node, context) => {
    const [a, b] = node.inputs.map((value) => sameLayout(context, node.inputs, value)) as [OnnxValue, OnnxValue];
    return context.graph.add(opType, [a.name, b.name], {}, a.layout);
  };
}

function lowerReduce(opType: 'ReduceMean' | 'ReduceMax'): OnnxLowering<ReduceAttributes> {
  return (node, { graph, tensorOf }) => {
    const x = tensorOf(inputOf(node, 0));
    const { axes, keepDimensions } = node.attributes;
    const attributes = { axes: axes.map((axis) => axisIn(x.layout, axis)).sort(), keepdims: keepDimensions ? 1 : 0 };
    return graph.add(opType, [x.name], attributes, keepDimensions ? x.layout : 'channelsLast');
  };
}

/** The input, in the layout that all of them can have: channels first where any has that. */
function sameLayout({ graph, tensorOf, weights }: OnnxContext, inputs: readonly Value[], value: Value): OnnxValue {
  if (weights.isKnown(value)) return { name: weights.plain(value), layout: 'channelsLast' };
  const layouts = inputs.filter((input) => !weights.isKnown(input)).map((input) => tensorOf(input).layout);
  const wanted: Layout = layouts.includes('channelsFirst') ? 'channelsFirst' : 'channelsLast';
  return graph.inLayout(tensorOf(value), wanted);
}

function first(graph: OnnxContext['graph'], value: OnnxValue): string {
  return graph.inLayout(value, 'channelsFirst').name;
}

/** ONNX nodes for the ops of a model that predicts. */
export const onnxLowerings: OnnxLowerings = {
  cast: (node, { graph, tensorOf }) => {
    const x = tensorOf(inputOf(node, 0));
    return graph.add('Cast', [x.name], { to: elementTypes[node.attributes.dtype] }, x.layout);
  },
  scale: (node, { graph, tensorOf }) => {
    const x = tensorOf(inputOf(node, 0));
    const { factor, offset } = node.attributes;
    const scaled = factor === 1 ? x : graph.add('Mul', [x.name, graph.scalar(factor)], {}, x.layout);
    return offset === 0 ? scaled : graph.add('Add', [scaled.name, graph.scalar(offset)], {}, x.layout);
  },
  activation: (node, { graph, tensorOf }) => {
    const x = inputOf(node, 0);
    return lowerOnnxActivation(graph, tensorOf(x), node.attributes, x.shape.length);
  },
  add: lowerBinary('Add'),
  subtract: lowerBinary('Sub'),
  multiply: lowerBinary('Mul'),
  divide: lowerBinary('Div'),
  conv2d: lowerConvolution(false),
  depthwiseConv2d: lowerConvolution(true),
  maxPool: lowerPool('MaxPool'),
  averagePool: lowerPool('AveragePool'),
  mean: lowerReduce('ReduceMean'),
  max: lowerReduce('ReduceMax'),
  matMul: (node, { graph, tensorOf, weights }) =>
    graph.add('Gemm', [tensorOf(inputOf(node, 0)).name, weights.plain(inputOf(node, 1))], {
      transA: node.attributes.transposeA ? 1 : 0,
      transB: node.attributes.transposeB ? 1 : 0,
    }),
  biasAdd: (node, { graph, tensorOf, weights, biasless }) => {
    const [x, bias] = [inputOf(node, 0), inputOf(node, 1)];
    const value = tensorOf(x);
    const owner = biasless(x);
    if (owner !== undefined) {
      owner.input.push(weights.plain(bias));
      return value;
    }
    const isFirst = value.layout === 'channelsFirst';
    return graph.add('Add', [value.name, isFirst ? weights.perChannel(bias) : weights.plain(bias)], {}, value.layout);
  },
  batchNormalizationInference: (node, { graph, tensorOf, weights }) => {
    const x = inputOf(node, 0);
    const value = x.shape.length === 4 ? graph.inLayout(tensorOf(x), 'channelsFirst') : tensorOf(x);
    const parameters = node.inputs.slice(1).map((input) => weights.plain(input));
    const attributes = { epsilon: { float: node.attributes.epsilon } };
    return graph.add('BatchNormalization', [value.name, ...parameters], attributes, value.layout);
  },
  layerNormalization: (node, { graph, tensorOf, weights }) => {
    const x = inputOf(node, 0);
    const value = graph.inLayout(tensorOf(x), 'channelsLast');
    const parameters = node.inputs.slice(1).map((input) => weights.plain(input));
    const attributes = { axis: -1, epsilon: { float: node.attributes.epsilon } };
    return graph.add('LayerNormalization', [value.name, ...parameters], attributes);
  },
  resizeBilinear: (node, { graph, tensorOf }) => {
    const x = inputOf(node, 0);
    const { height, width } = node.attributes;
    const scales = [1, 1, height / (x.shape[1] ?? 1), width / (x.shape[2] ?? 1)];
    const given = graph.tensor(`scales:${scales.join(',')}`, [4], () => Float32Array.from(scales));
    const attributes = { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
    return graph.add('Resize', [first(graph, tensorOf(x)), '', given], attributes, 'channelsFirst');
  },
  reshape: (node, { graph, tensorOf }) => {
    // Numbers are counted channels last.
    const value = graph.inLayout(tensorOf(inputOf(node, 0)), 'channelsLast');
    return graph.add('Reshape', [value.name, graph.integers(node.attributes.shape)]);
  },
  concatenate: (node, context) => {
    const values = node.inputs.map((value) => sameLayout(context, node.inputs, value));
    const layout = values[0]?.layout ?? 'channelsLast';
    const axis = axisIn(layout, node.attributes.axis);
    return context.graph.add(
      'Concat',
      values.map(({ name }) => name),
      { axis },
      layout,
    );
  },
  slice: (node, { graph, tensorOf }) => {
    const x = inputOf(node, 0);
    const value = tensorOf(x);
    const { begin, size } = node.attributes;
    const cut = begin
      .map((start, axis) => ({
        axis,
        start,
        end: size[axis] === -1 ? Number.MAX_SAFE_INTEGER : start + (size[axis] ?? 0),
      }))
      .filter(({ start, end }) => start > 0 || end !== Number.MAX_SAFE_INTEGER);
    const axes = cut.map(({ axis }) => axisIn(value.layout, axis));
    const inputs = [cut.map(({ start }) => start), cut.map(({ end }) => end), axes];
    return graph.add('Slice', [value.name, ...inputs.map((list) => graph.integers(list))], {}, value.layout);
  },
  pad: (node, { graph, tensorOf }) => {
    const value = tensorOf(inputOf(node, 0));
    const order = node.attributes.paddings.map((_, axis) => axis);
    const ofAxis = (end: 0 | 1) => {
      const list = new Array<number>(order.length).fill(0);
      for (const axis of order) list[axisIn(value.layout, axis)] = node.attributes.paddings[axis]?.[end] ?? 0;
      return list;
    };
    return graph.add('Pad', [value.name, graph.integers([...ofAxis(0), ...ofAxis(1)])], {}, value.layout);
  },
};
