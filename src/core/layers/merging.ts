import { BATCH, type Value } from '../graph/graph.js';
import { reshape } from '../graph/ops/shape.js';
import { shownShape } from './featureMap.js';
import type { LayerInference, LayerProblem, SampleShape } from './layer.js';

/** A problem unless there are at least two inputs to merge. */
export function tooFewInputs(layer: string, inputs: readonly SampleShape[]): LayerProblem | undefined {
  if (inputs.length >= 2) return undefined;
  return {
    code: 'too-few-inputs',
    message: `${layer} merges two or more layers, but reads ${inputs.length}. Name them in "from", for example ["conv2d", "conv2d_1"].`,
  };
}

/** Output shape of an elementwise merge: the inputs' common shape, where a dimension of 1, or a missing one, stretches. */
export function inferElementwiseMerge(layer: string, inputs: readonly SampleShape[]): LayerInference | LayerProblem {
  const problem = tooFewInputs(layer, inputs);
  if (problem !== undefined) return problem;
  const rank = Math.max(...inputs.map((shape) => shape.length));
  const aligned = inputs.map((shape) => stretched(shape, rank));
  const outputShape = Array.from({ length: rank }, (_, axis) => Math.max(...aligned.map((shape) => shape[axis] ?? 1)));
  if (aligned.every((shape) => shape.every((size, axis) => size === 1 || size === outputShape[axis])))
    return { outputShape, weights: [], macs: 0 };
  return {
    code: 'shapes-differ',
    message: `${layer} needs inputs of one shape, got ${inputs.map(shownShape).join(' and ')}. Bring them to the same size, for example with a 1 × 1 conv2d with as many filters and strides.`,
  };
}

/** Folds the inputs from the left, each brought to the highest rank by dimensions of 1 after the batch. */
export function mergeElementwise(inputs: readonly Value[], combine: (a: Value, b: Value) => Value): Value {
  const rank = Math.max(...inputs.map((value) => value.shape.length));
  return inputs
    .map((value) =>
      value.shape.length === rank
        ? value
        : reshape(value, { shape: [BATCH, ...stretched(value.shape.slice(1), rank - 1)] }),
    )
    .reduce(combine);
}

function stretched(shape: SampleShape, rank: number): SampleShape {
  return [...new Array<number>(rank - shape.length).fill(1), ...shape];
}
