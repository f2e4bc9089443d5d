import type { ActivationAttributes } from '../../core/graph/ops/activation.js';
import type { OnnxGraph, OnnxValue } from './onnxGraph.js';

const GELU_CUBIC = 0.044715;

/** An activation function in operators of the opset; `Gelu` itself only came with opset 20. */
export function lowerOnnxActivation(
  graph: OnnxGraph,
  x: OnnxValue,
  { function: name, alpha }: ActivationAttributes,
  rank: number,
): OnnxValue {
  const { layout } = x;
  const unary = (opType: string, value: OnnxValue) => graph.add(opType, [value.name], {}, layout);
  const times = (a: OnnxValue, b: OnnxValue) => graph.add('Mul', [a.name, b.name], {}, layout);
  const scaled = (a: OnnxValue, factor: number) => graph.add('Mul', [a.name, graph.scalar(factor)], {}, layout);
  const raised = (a: OnnxValue, term: number) => graph.add('Add', [a.name, graph.scalar(term)], {}, layout);
  switch (name) {
    case 'relu':
      return unary('Relu', x);
    case 'relu6':
      return graph.add('Clip', [x.name, graph.scalar(0), graph.scalar(6)], {}, layout);
    case 'elu':
      return graph.add('Elu', [x.name], { alpha: { float: alpha } }, layout);
    case 'leakyRelu':
      return graph.add('LeakyRelu', [x.name], { alpha: { float: alpha } }, layout);
    case 'sigmoid':
      return unary('Sigmoid', x);
    case 'tanh':
      return unary('Tanh', x);
    case 'swish':
      return times(x, unary('Sigmoid', x));
    case 'softmax':
      return graph.add('Softmax', [x.name], { axis: rank === 4 && layout === 'channelsFirst' ? 1 : -1 }, layout);
    case 'gelu':
      return times(x, scaled(raised(unary('Erf', scaled(x, Math.SQRT1_2)), 1), 0.5));
    case 'geluTanh': {
      const cube = times(x, times(x, x));
      const inner = graph.add('Add', [x.name, scaled(cube, GELU_CUBIC).name], {}, layout);
      return times(scaled(x, 0.5), raised(unary('Tanh', scaled(inner, Math.sqrt(2 / Math.PI))), 1));
    }
  }
}
