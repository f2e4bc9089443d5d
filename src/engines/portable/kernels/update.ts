import type { Variable } from '../../../core/graph/graph.js';
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
import { byteLengthOf, type Tensor } from '../heap.js';
import { inputAt, type Kernel, type KernelContext } from './kernel.js';

export const assign: Kernel<AssignAttributes> = ({ inputs, attributes: { variable }, context }) => {
  context.assign(variable, context.heap.share(inputAt(inputs, 0)));
  return [];
};

export const moveAverage: Kernel<MoveAverageAttributes> = ({ inputs, attributes, context }) => {
  const value = inputAt(inputs, 0);
  const { variable, momentum } = attributes;
  inPlace(variable, context, (at, byteLength) =>
    context.simd.moveAverage(at, value.storage.offset, at, byteLength, 1 - momentum),
  );
  return [];
};

export const decayWeights: Kernel<DecayWeightsAttributes> = ({ inputs, attributes, context }) => {
  const { variable, rate } = attributes;
  const share = scalarOf(inputAt(inputs, 0), context) * rate;
  inPlace(variable, context, (at, byteLength) => context.simd.gradientDescent(at, at, at, byteLength, share));
  return [];
};

export const applyAdam: Kernel<ApplyAdamAttributes> = ({ inputs, attributes, context }) => {
  const [gradient, learningRate, step] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
  applyDecayedAdam(gradient, learningRate, step, attributes, 0, context);
  return [];
};

/** Decoupled weight decay and Adam's step in one pass over the weights. */
export function applyDecayedAdam(
  gradient: Tensor,
  learningRate: Tensor,
  step: Tensor,
  { variable, first, second, beta1, beta2, epsilon }: ApplyAdamAttributes,
  weightDecay: number,
  context: KernelContext,
): void {
  const [lr, t] = [scalarOf(learningRate, context), scalarOf(step, context)];
  const rate = (lr * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
  const [m, s] = [context.modify(first), context.modify(second)];
  inPlace(variable, context, (at, byteLength) =>
    context.simd.adam(
      at,
      m.storage.offset,
      s.storage.offset,
      gradient.storage.offset,
      byteLength,
      rate,
      1 - beta1,
      1 - beta2,
      epsilon,
      lr * weightDecay,
    ),
  );
}

export const applyGradientDescent: Kernel<ApplyGradientDescentAttributes> = ({ inputs, attributes, context }) => {
  const [gradient, learningRate] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const rate = scalarOf(learningRate, context);
  inPlace(attributes.variable, context, (at, byteLength) =>
    context.simd.gradientDescent(at, gradient.storage.offset, at, byteLength, rate),
  );
  return [];
};

export const applyMomentum: Kernel<ApplyMomentumAttributes> = ({ inputs, attributes, context }) => {
  const [gradient, learningRate] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const { variable, accumulator, momentum, nesterov } = attributes;
  const { heap } = context;
  const rate = scalarOf(learningRate, context);
  const [target, velocity] = [context.modify(variable), context.modify(accumulator)];
  const [weights, velocities, slopes] = [heap.floats(target), heap.floats(velocity), heap.floats(gradient)];
  for (let i = 0; i < weights.length; i += 1) {
    const change = rate * (slopes[i] as number);
    const moved = (velocities[i] as number) * momentum - change;
    velocities[i] = moved;
    weights[i] = (weights[i] as number) + (nesterov ? moved * momentum - change : moved);
  }
  return [];
};

export const applyRmsProp: Kernel<ApplyRmsPropAttributes> = ({ inputs, attributes, context }) => {
  const [gradient, learningRate] = [inputAt(inputs, 0), inputAt(inputs, 1)];
  const { variable, meanSquare, momentumAccumulator, rho, momentum, epsilon } = attributes;
  const { heap } = context;
  const rate = scalarOf(learningRate, context);
  const tensors = [variable, meanSquare, momentumAccumulator].map((item) => context.modify(item));
  const [weights, squares, moves] = tensors.map((tensor) => heap.floats(tensor)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const slopes = heap.floats(gradient);
  for (let i = 0; i < weights.length; i += 1) {
    const slope = slopes[i] as number;
    const square = (squares[i] as number) + (slope * slope - (squares[i] as number)) * (1 - rho);
    const move = (moves[i] as number) * momentum + (rate * slope) / Math.sqrt(square + epsilon);
    squares[i] = square;
    moves[i] = move;
    weights[i] = (weights[i] as number) - move;
  }
  return [];
};

function inPlace(variable: Variable, context: KernelContext, loop: (offset: number, byteLength: number) => void): void {
  const tensor = context.modify(variable);
  const byteLength = byteLengthOf(tensor);
  if (byteLength > 0) loop(tensor.storage.offset, byteLength);
}

function scalarOf(tensor: Tensor, { heap }: KernelContext): number {
  return heap.floats(tensor)[0] ?? Number.NaN;
}
