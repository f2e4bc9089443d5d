import { applyOp, type OpDefinition, outputOf, type TensorType, type Value } from '../graph.js';
import { exactly, outputGradient, requireFloat, requireRank, requireShape, requireWhole } from './typeRules.js';

export interface ResizeAttributes {
  readonly height: number;
  readonly width: number;
}

export const resizeBilinearOp: OpDefinition<ResizeAttributes> = {
  kind: 'resizeBilinear',
  infer: (inputs, attributes) => {
    const [x] = exactly('resizeBilinear', inputs, 1);
    return [resizedType('resizeBilinear', x, attributes)];
  },
  gradient: (node, gradients) => {
    const [x] = exactly('resizeBilinear', node.inputs, 1);
    return [resizeBilinearGradient(outputGradient('resizeBilinear', gradients), x, node.attributes)];
  },
};

/**
 * Images `[batch, height, width, channels]` in another size, each pixel between the four nearest by its distance from
 * them: TensorFlow 2's `resize` with `bilinear`, pixels' centres at halves, without antialiasing.
 */
export function resizeBilinear(x: Value, attributes: ResizeAttributes): Value {
  return outputOf(applyOp(resizeBilinearOp, [x], attributes));
}

export const resizeBilinearGradientOp: OpDefinition<ResizeAttributes> = {
  kind: 'resizeBilinearGradient',
  infer: (inputs, attributes) => {
    const kind = 'resizeBilinearGradient';
    const [dy, x] = exactly(kind, inputs, 2);
    requireFloat(kind, dy);
    requireShape(kind, 'dy', dy, resizedType(kind, x, attributes).shape);
    return [{ dtype: 'float32', shape: x.shape }];
  },
};

/** Gradient of the input of `resizeBilinear`; `x` gives its shape alone. */
export function resizeBilinearGradient(dy: Value, x: Value, attributes: ResizeAttributes): Value {
  return outputOf(applyOp(resizeBilinearGradientOp, [dy, x], attributes));
}

/** For one axis: between which two elements each new one lies, and how far it is from the first towards the second. */
export interface BilinearTaps {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  /** 0..1. */
  readonly share: Float32Array;
}

/** The taps of an axis of `from` elements that gets `to`. */
export function bilinearTaps(from: number, to: number): BilinearTaps {
  const taps = { lower: new Int32Array(to), upper: new Int32Array(to), share: new Float32Array(to) };
  for (let index = 0; index < to; index += 1) {
    const place = ((index + 0.5) * from) / to - 0.5;
    const before = Math.floor(place);
    taps.lower[index] = Math.max(before, 0);
    taps.upper[index] = Math.min(Math.ceil(place), from - 1);
    taps.share[index] = place - before;
  }
  return taps;
}

function resizedType(kind: string, x: TensorType, { height, width }: ResizeAttributes): TensorType {
  requireFloat(kind, x);
  requireRank(kind, x, 4);
  requireWhole(kind, 'height and width', [height, width], 1);
  const [batch, , , channels] = x.shape as [number, number, number, number];
  return { dtype: 'float32', shape: [batch, height, width, channels] };
}
