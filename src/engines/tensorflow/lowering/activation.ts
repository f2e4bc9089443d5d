import type { ActivationAttributes } from '../../../core/graph/ops/activation.js';
import { attr, type GraphDefBuilder, type TfTensor } from '../graphDef.js';
import { binary, floatT, inputAt, type Lowering, unary } from './lowering.js';

const SQRT_HALF = Math.SQRT1_2;
const INVERSE_SQRT_TWO_PI = 1 / Math.sqrt(2 * Math.PI);
const SQRT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);
const GELU_CUBIC = 0.044715;

export const lowerActivation: Lowering<ActivationAttributes> = (node, inputs, { graph }) => {
  const x = inputAt(inputs, 0);
  const { alpha } = node.attributes;
  switch (node.attributes.function) {
    case 'relu':
      return [unary(graph, 'Relu', x)];
    case 'relu6':
      return [unary(graph, 'Relu6', x)];
    case 'elu':
      return [elu(graph, x, alpha)];
    case 'leakyRelu':
      return [graph.add('LeakyRelu', [x], { ...floatT, alpha: attr.float(alpha) })];
    case 'sigmoid':
      return [unary(graph, 'Sigmoid', x)];
    case 'swish':
      return [binary(graph, 'Mul', x, unary(graph, 'Sigmoid', x))];
    case 'tanh':
      return [unary(graph, 'Tanh', x)];
    case 'softmax':
      return [unary(graph, 'Softmax', x)];
    case 'gelu':
      return [binary(graph, 'Mul', x, normalCdf(graph, x))];
    case 'geluTanh':
      return [binary(graph, 'Mul', times(graph, x, 0.5), plus(graph, tanhArgument(graph, x), 1))];
  }
};

export const lowerActivationGradient: Lowering<ActivationAttributes> = (node, inputs, { graph }) => {
  const [dy, x, y] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  const { alpha } = node.attributes;
  switch (node.attributes.function) {
    case 'relu':
      return [graph.add('ReluGrad', [dy, y], floatT)];
    case 'relu6':
      return [graph.add('Relu6Grad', [dy, y], floatT)];
    case 'elu':
      return [eluGradient(graph, dy, y, alpha)];
    case 'leakyRelu':
      return [graph.add('LeakyReluGrad', [dy, x], { ...floatT, alpha: attr.float(alpha) })];
    case 'sigmoid':
      return [graph.add('SigmoidGrad', [y, dy], floatT)];
    case 'tanh':
      return [graph.add('TanhGrad', [y, dy], floatT)];
    case 'swish': {
      // d(x·s) = s + x·s·(1 − s) = s + y·(1 − s)
      const s = unary(graph, 'Sigmoid', x);
      const slope = binary(graph, 'AddV2', s, binary(graph, 'Mul', y, binary(graph, 'Sub', graph.scalar(1), s)));
      return [binary(graph, 'Mul', dy, slope)];
    }
    case 'softmax': {
      // (dy − Σ dy·y) · y
      const weighted = graph.add('Sum', [binary(graph, 'Mul', dy, y), graph.ints([-1])], {
        ...floatT,
        Tidx: attr.type('int32'),
        keep_dims: attr.bool(true),
      });
      return [binary(graph, 'Mul', binary(graph, 'Sub', dy, weighted), y)];
    }
    case 'gelu': {
      // Φ(x) + x·φ(x)
      const density = times(
        graph,
        unary(graph, 'Exp', times(graph, unary(graph, 'Square', x), -0.5)),
        INVERSE_SQRT_TWO_PI,
      );
      const slope = binary(graph, 'AddV2', normalCdf(graph, x), binary(graph, 'Mul', x, density));
      return [binary(graph, 'Mul', dy, slope)];
    }
    case 'geluTanh': {
      // ½(1 + t) + ½·x·(1 − t²)·√(2/π)·(1 + 3c·x²)
      const t = tanhArgument(graph, x);
      const inner = plus(
        graph,
        times(graph, unary(graph, 'Square', x), 3 * GELU_CUBIC * SQRT_TWO_OVER_PI),
        SQRT_TWO_OVER_PI,
      );
      const sech2 = binary(graph, 'Sub', graph.scalar(1), unary(graph, 'Square', t));
      const left = times(graph, plus(graph, t, 1), 0.5);
      const right = binary(graph, 'Mul', times(graph, x, 0.5), binary(graph, 'Mul', sech2, inner));
      return [binary(graph, 'Mul', dy, binary(graph, 'AddV2', left, right))];
    }
  }
};

function times(graph: GraphDefBuilder, x: TfTensor, factor: number): TfTensor {
  return binary(graph, 'Mul', x, graph.scalar(factor));
}

function plus(graph: GraphDefBuilder, x: TfTensor, term: number): TfTensor {
  return binary(graph, 'AddV2', x, graph.scalar(term));
}

/** Φ(x) = ½·(1 + erf(x/√2)) */
function normalCdf(graph: GraphDefBuilder, x: TfTensor): TfTensor {
  return times(graph, plus(graph, unary(graph, 'Erf', times(graph, x, SQRT_HALF)), 1), 0.5);
}

/** tanh(√(2/π)·(x + c·x³)) */
function tanhArgument(graph: GraphDefBuilder, x: TfTensor): TfTensor {
  const cubic = times(graph, binary(graph, 'Mul', unary(graph, 'Square', x), x), GELU_CUBIC);
  return unary(graph, 'Tanh', times(graph, binary(graph, 'AddV2', x, cubic), SQRT_TWO_OVER_PI));
}

function isPositive(graph: GraphDefBuilder, x: TfTensor): TfTensor {
  return graph.add('Greater', [x, graph.scalar(0)], floatT, 'bool');
}

/** TensorFlow's own Elu has α = 1. */
function elu(graph: GraphDefBuilder, x: TfTensor, alpha: number): TfTensor {
  const unit = unary(graph, 'Elu', x);
  if (alpha === 1) return unit;
  return graph.add('SelectV2', [isPositive(graph, x), unit, times(graph, unit, alpha)], floatT);
}

function eluGradient(graph: GraphDefBuilder, dy: TfTensor, y: TfTensor, alpha: number): TfTensor {
  if (alpha === 1) return graph.add('EluGrad', [dy, y], floatT);
  // Below zero the slope is α·eˣ = y + α.
  return graph.add('SelectV2', [isPositive(graph, y), dy, binary(graph, 'Mul', dy, plus(graph, y, alpha))], floatT);
}
