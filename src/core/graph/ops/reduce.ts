import { applyOp, GraphError, type OpDefinition, outputOf, type Shape, type TensorType, type Value } from '../graph.js';
import { reshape } from './shape.js';
import {
  broadcastShape,
  describeShape,
  exactly,
  outputGradient,
  requireAxes,
  requireFloat,
  requireShape,
  sameShape,
} from './typeRules.js';

export interface ReduceAttributes {
  /** Axes that disappear, the batch being axis 0. */
  readonly axes: readonly number[];
  /** Leaves the reduced axes in place with size 1. */
  readonly keepDimensions: boolean;
}

export const sumOp: OpDefinition<ReduceAttributes> = {
  kind: 'sum',
  infer: (inputs, attributes) => inferReduced('sum', inputs, attributes),
  gradient: (node, gradients) => {
    const [x] = exactly('sum', node.inputs, 1);
    const shape = reducedShape(x.shape, { ...node.attributes, keepDimensions: true });
    return [broadcastLike(reshape(outputGradient('sum', gradients), { shape }), x)];
  },
};

/** Sum over axes. */
export function sum(x: Value, attributes: ReduceAttributes): Value {
  return outputOf(applyOp(sumOp, [x], attributes));
}

export const meanOp: OpDefinition<ReduceAttributes> = {
  kind: 'mean',
  infer: (inputs, attributes) => inferReduced('mean', inputs, attributes),
  gradient: (node, gradients) => {
    const [x] = exactly('mean', node.inputs, 1);
    return [meanGradient(outputGradient('mean', gradients), x, node.attributes)];
  },
};

/** Mean over axes; the batch axis counts as many as there are in the call. */
export function mean(x: Value, attributes: ReduceAttributes): Value {
  return outputOf(applyOp(meanOp, [x], attributes));
}

export const meanGradientOp: OpDefinition<ReduceAttributes> = {
  kind: 'meanGradient',
  infer: (inputs, attributes) => {
    const [dy, x] = exactly('meanGradient', inputs, 2);
    requireFloat('meanGradient', dy, x);
    requireAxes('meanGradient', attributes.axes, x.shape.length);
    requireShape('meanGradient', 'dy', dy, reducedShape(x.shape, attributes));
    return [{ dtype: 'float32', shape: x.shape }];
  },
};

/** `dy` spread over the axes that `mean` reduced, divided by how many elements went into each mean. */
export function meanGradient(dy: Value, x: Value, attributes: ReduceAttributes): Value {
  return outputOf(applyOp(meanGradientOp, [dy, x], attributes));
}

export const maxOp: OpDefinition<ReduceAttributes> = {
  kind: 'max',
  infer: (inputs, attributes) => inferReduced('max', inputs, attributes),
  gradient: (node, gradients) => {
    const [x] = exactly('max', node.inputs, 1);
    const [y] = exactly('max', node.outputs, 1);
    return [maxGradient(outputGradient('max', gradients), x, y, node.attributes)];
  },
};

/** Largest element over axes. */
export function max(x: Value, attributes: ReduceAttributes): Value {
  return outputOf(applyOp(maxOp, [x], attributes));
}

export const maxGradientOp: OpDefinition<ReduceAttributes> = {
  kind: 'maxGradient',
  infer: (inputs, attributes) => {
    const [dy, x, y] = exactly('maxGradient', inputs, 3);
    requireFloat('maxGradient', dy, x, y);
    requireAxes('maxGradient', attributes.axes, x.shape.length);
    requireShape('maxGradient', 'dy', dy, reducedShape(x.shape, attributes));
    requireShape('maxGradient', 'y', y, dy.shape);
    return [{ dtype: 'float32', shape: x.shape }];
  },
};

/** `dy` where `x` is the largest, zero elsewhere; elements that tie get equal shares. `y` is `max(x)`. */
export function maxGradient(dy: Value, x: Value, y: Value, attributes: ReduceAttributes): Value {
  return outputOf(applyOp(maxGradientOp, [dy, x, y], attributes));
}

export type BroadcastLikeAttributes = Readonly<Record<string, never>>;

export const broadcastLikeOp: OpDefinition<BroadcastLikeAttributes> = {
  kind: 'broadcastLike',
  infer: (inputs) => {
    const [x, reference] = exactly('broadcastLike', inputs, 2);
    requireFloat('broadcastLike', x);
    if (!sameShape(broadcastShape('broadcastLike', x.shape, reference.shape), reference.shape)) {
      throw new GraphError(
        `broadcastLike: ${describeShape(x.shape)} does not stretch to ${describeShape(reference.shape)}`,
      );
    }
    return [{ dtype: 'float32', shape: reference.shape }];
  },
  gradient: (node, gradients) => {
    const [x] = exactly('broadcastLike', node.inputs, 2);
    return [unbroadcast(outputGradient('broadcastLike', gradients), x.shape), undefined];
  },
};

/** `x` stretched by NumPy's rules to the shape that `reference` has in the call. */
export function broadcastLike(x: Value, reference: Value): Value {
  return outputOf(applyOp(broadcastLikeOp, [x, reference], {}));
}

/** Undoes broadcasting from `shape`: sums over the axes that were added or stretched. */
export function unbroadcast(gradient: Value, shape: Shape): Value {
  const added = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((size, axis) =>
    axis < added || (shape[axis - added] === 1 && size !== 1) ? [axis] : [],
  );
  if (axes.length === 0) return gradient;
  const kept = axes.every((axis) => axis < added);
  if (kept) return sum(gradient, { axes, keepDimensions: false });
  const summed = sum(gradient, { axes, keepDimensions: true });
  return added === 0 ? summed : reshape(summed, { shape });
}

function inferReduced(kind: string, inputs: readonly TensorType[], attributes: ReduceAttributes): TensorType[] {
  const [x] = exactly(kind, inputs, 1);
  requireFloat(kind, x);
  requireAxes(kind, attributes.axes, x.shape.length);
  return [{ dtype: 'float32', shape: reducedShape(x.shape, attributes) }];
}

function reducedShape(shape: Shape, { axes, keepDimensions }: ReduceAttributes): Shape {
  return keepDimensions
    ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : shape.filter((_, axis) => !axes.includes(axis));
}
